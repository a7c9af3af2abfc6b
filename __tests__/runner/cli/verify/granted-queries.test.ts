// What a caller is granted on results of Athena: where the workgroup has them, and nothing beside.
import { expect, it } from '@jest/globals';
import { grantedQueries } from '../../../../runner/cli/verify/granted-queries';
import { callerPolicy } from '../../../../runner/policy/caller/caller-policy';
import { RunnerError } from '../../../../runner/ports/errors';
import type { Workgroup } from '../../../../runner/ports/serverless/queries';
import { targetOfHandoff } from '../../../../runner/target/target';
import { fakeEngine, handoff, setup } from '../../fakes/fake-world';

const GIVEN = {
  for: 'verify',
  engine: 'athena',
  'athena-workgroup': 'backfill',
  'athena-database': 'inventories',
  'source-inventory': 'src',
  'destination-inventory': 'dst',
};
const OF_HANDOFF = {
  region: 'us-east-1',
  workgroup: 'backfill',
  database: 'inventories',
  sourceTable: 'src',
  destinationTable: 'dst',
  reportTable: 'reports',
  resultsLocation: 's3://of-handoff/athena/',
};
const WORKGROUP: Workgroup = { isEnabled: true, hasResults: true, isEnforced: true };

/** Where results are granted, of a workgroup that answers so. */
async function resultsOf(workgroup: Workgroup | 'denied' | undefined, more: object = {}): Promise<unknown> {
  const { aws, ...engine } = fakeEngine(setup());
  const queries = {
    ...aws.queries,
    workgroup: () =>
      workgroup === 'denied' ? Promise.reject(new RunnerError('denied', 'no')) : Promise.resolve(workgroup),
    table: (_place: unknown, name: string) =>
      Promise.resolve({
        ...{ columns: [], partitionKeys: ['dt'], inputFormat: '', parameters: {} },
        location: `s3://inventories/${name}/hive/`,
      }),
  };
  const granted = await grantedQueries({ ...GIVEN, ...more }, OF_HANDOFF, { ...engine, aws: { ...aws, queries } });
  return granted?.queries.results;
}

it.each<[string, Workgroup | 'denied', object, unknown]>([
  [
    'enforces its own place, whatever a flag says',
    { ...WORKGROUP, resultsLocation: 's3://own/here/' },
    { 'athena-results': 's3://mine/there/' },
    { bucket: 'own', prefix: 'here' },
  ],
  [
    'leaves it to the query',
    { ...WORKGROUP, isEnforced: false, resultsLocation: 's3://own/here/' },
    { 'athena-results': 's3://mine/there' },
    { bucket: 'mine', prefix: 'there' },
  ],
  [
    'leaves it to the query, which says nothing',
    { ...WORKGROUP, isEnforced: false, resultsLocation: 's3://own' },
    {},
    { bucket: 'own', prefix: '' },
  ],
  ['keeps results', WORKGROUP, {}, undefined],
  ['may not be looked at', 'denied', {}, { bucket: 'of-handoff', prefix: 'athena' }],
])('results are granted of a workgroup that %s', async (_what, workgroup, more, expected) => {
  expect(await resultsOf(workgroup, more)).toEqual(expected);
});

it('nothing is granted on a workgroup that is not there', async () => {
  await expect(resultsOf(undefined)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/no workgroup 'backfill'/),
  });
});

it('a folder that reads like a pattern is granted as it is', () => {
  const place = { region: 'us-east-1', workgroup: 'backfill', database: 'inventories' };
  const results = { bucket: 'own', prefix: 'a*b/${x}?' };
  const { Statement } = callerPolicy(targetOfHandoff(handoff()), {
    verb: 'verify',
    uses: new Set(['athena']),
    destinations: [],
    queries: { ...place, tables: ['src'], results },
  });
  const put = Statement.find(({ Action }) => [Action].flat().includes('s3:PutObject'));
  expect([put?.Resource].flat()).toEqual(['arn:aws:s3:::own/a${*}b/${$}{x}${?}/*']);
});
