// What `verify --engine athena` would compare, and where it would ask: told before a query is begun.
import { afterAll, describe, expect, it } from '@jest/globals';
import { UpdateWorkGroupCommand, AthenaClient } from '@aws-sdk/client-athena';
import { handoff, program, setup } from '../../fakes/fake-world';
import { HOME, REPORTS, strike, type Stage } from '../../../emulator/stage';
import { answers, ATHENA, athenaStage, said, type Made } from './athena-stage';

let stage: Stage | undefined;
async function staged(made?: Made): Promise<Stage> {
  if (stage !== undefined) await strike(stage);
  stage = await athenaStage(made);
  return stage;
}
afterAll(async () => {
  if (stage !== undefined) await strike(stage);
});

describe('athena-tables and athena-workgroup', () => {
  it.each<[string, Made, string, RegExp, RegExp]>([
    ['no table', { table: 'none' }, 'athena-tables', /there is no table inventories\.of_source/, /aws glue get-tables/],
    [
      'a table over other files',
      {
        table: {
          StorageDescriptor: {
            Location: `s3://${REPORTS}/elsewhere/`,
            InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          },
        },
      },
      'athena-tables',
      /its input format is/,
      /aws glue get-table /,
    ],
    [
      'a table over inventories of another bucket',
      {
        table: {
          StorageDescriptor: {
            Location: `s3://${REPORTS}/inv/another/all/hive/`,
            InputFormat: 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat',
          },
        },
      },
      'athena-tables',
      /is over inventories of the bucket 'another', and not of/,
      /aws glue get-table /,
    ],
    [
      'a table without what it is partitioned by',
      { table: { PartitionKeys: [] } },
      'athena-tables',
      /it is partitioned by 0 columns/,
      /aws glue get-table /,
    ],
    [
      'no workgroup',
      { workgroup: 'none' },
      'athena-workgroup',
      /there is no workgroup 'backfill'/,
      /create-work-group/,
    ],
    [
      'a workgroup without a place for results',
      { workgroup: { Configuration: {} } },
      'athena-workgroup',
      /does not say where results go/,
      /update-work-group .*OutputLocation=s3:/,
    ],
  ])('names %s, with the command', async (_what, made, check, detail, patch) => {
    const wrong = (await said(await staged(made))).filter(({ answer }) => answer === 'wrong');
    expect(wrong.map((one) => one.check)).toEqual([check]);
    expect(wrong[0]).toMatchObject({
      detail: expect.stringMatching(detail),
      patch: { text: expect.stringMatching(patch) },
    });
  });

  it('names a workgroup that is disabled', async () => {
    const on = await staged();
    const { endpoint } = on.running.emulator;
    const athena = new AthenaClient({ endpoint, region: HOME, credentials: on.running.credentials(0) });
    await athena.send(new UpdateWorkGroupCommand({ WorkGroup: ATHENA.workgroup, State: 'DISABLED' }));
    athena.destroy();
    const [wrong] = (await said(on)).filter(({ answer }) => answer === 'wrong');
    expect(wrong?.patch?.text).toContain('--state ENABLED');
  });

  it('calls tables nobody has delivered to yet unsure, and not wrong', async () => {
    const found = await said(await staged({ hasPartitions: false }));
    expect(answers(found).slice(1, 3)).toEqual(['athena-tables could-not-check', 'athena-tables could-not-check']);
    expect(found[1]?.detail).toContain('may take 48 hours');
  });
});

it('is asked by doctor where the handoff names workgroup and tables, and nowhere else', async () => {
  const given = setup();
  const plain = await program(given, 'doctor', '--output', 'json');
  expect(plain.stdout).not.toContain('athena-');
  given.files.set('/here/outputs.json', JSON.stringify(handoff({ athena: { ...ATHENA, region: 'eu-west-1' } })));
  given.between = (aws) => ({
    ...aws,
    queries: { ...aws.queries, workgroup: () => Promise.resolve(undefined), table: () => Promise.resolve(undefined) },
  });
  const said = await program(given, 'doctor', '--outputs', 'outputs.json', '--output', 'json');
  const wrong = said.events.filter(({ kind, answer }) => kind === 'check' && answer === 'wrong');
  expect([said.code, wrong.map(({ check }) => check)]).toEqual([
    2,
    ['athena-workgroup', 'athena-tables', 'athena-tables'],
  ]);
});
