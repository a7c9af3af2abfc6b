// What Athena answers, as the engine gets it: names of columns are no row, a row is none of them, and what is denied is told as denied.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { connect } from '../../../../runner/aws/connect';
import type { Queries } from '../../../../runner/ports/serverless/queries';

const PLACE = { region: 'us-east-1', workgroup: 'backfill', database: 'inventories' };

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))));

/** What is asked of an Athena that answers so. */
async function asked<T>(status: number, answer: object, ask: (queries: Queries) => Promise<T>): Promise<T> {
  server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env['AWS_ACCESS_KEY_ID'] = 'a';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'b';
  const aws = await connect({ region: 'us-east-1', endpointUrl, signal: new AbortController().signal }, {});
  try {
    return await ask(aws.queries);
  } finally {
    aws.close();
  }
}

function resultOf(...rows: readonly (readonly (string | undefined)[])[]): object {
  const Rows = rows.map((row) => ({ Data: row.map((VarCharValue) => ({ VarCharValue })) }));
  const ColumnInfo = [
    { Name: 'side', Type: 'varchar' },
    { Name: 'versions', Type: 'bigint' },
  ];
  return { ResultSet: { Rows, ResultSetMetadata: { ColumnInfo } } };
}

describe('the first page of a result', () => {
  const rows = async (answer: object, from?: string): Promise<unknown> =>
    (await asked(200, answer, (queries) => queries.results(PLACE, 'q', from))).rows;

  it('is without the names of the columns', async () => {
    expect(await rows(resultOf(['side', 'versions'], ['both', '3'], ['source', undefined]))).toEqual([
      ['both', '3'],
      ['source', null],
    ]);
  });

  it('has its first row where that is none of names', async () => {
    expect(await rows(resultOf(['source', '3'], ['both', '3']))).toEqual([
      ['source', '3'],
      ['both', '3'],
    ]);
  });

  it('and no other has names', async () => {
    expect(await rows(resultOf(['side', 'versions']), 'more')).toEqual([['side', 'versions']]);
  });
});

describe('a workgroup', () => {
  const workgroup = (Configuration: object): Promise<unknown> =>
    asked(200, { WorkGroup: { State: 'ENABLED', Configuration } }, (queries) => queries.workgroup(PLACE));

  it.each<[string, object, object]>([
    [
      'says where results go, and enforces it',
      { EnforceWorkGroupConfiguration: true, ResultConfiguration: { OutputLocation: 's3://results/' } },
      { hasResults: true, isEnforced: true, resultsLocation: 's3://results/' },
    ],
    ['says nothing', {}, { hasResults: false, isEnforced: false }],
    ['keeps results', { ManagedQueryResultsConfiguration: { Enabled: true } }, { hasResults: true, isEnforced: true }],
  ])('%s', async (_what, configuration, expected) => {
    expect(await workgroup(configuration)).toEqual({ isEnabled: true, ...expected });
  });
});

it.each([
  'User: x is not authorized to perform: glue:GetTable',
  'Access denied when reading the results of the query',
  'Insufficient permissions to execute the query',
])("what is denied behind Athena is denied, and no request that is wrong: '%s'", async (Message) => {
  const answer = { __type: 'InvalidRequestException', Message };
  await expect(asked(400, answer, (queries) => queries.results(PLACE, 'q'))).rejects.toMatchObject({ kind: 'denied' });
});
