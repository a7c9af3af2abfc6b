/** @group outside */
// aws athena and aws glue: a table over a file of CSV, asked by a query whose result is read and copied.
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { type AwsCli, awsCli } from './aws-cli';
import { withEmulator } from './setup';

describeWith(['aws'], 'aws athena', () => {
  const local = withEmulator();
  let cli: AwsCli;

  beforeAll(() => {
    const { aws, folder } = local();
    cli = awsCli(aws, folder);
    // Beside the emulator that was built into the folder, as people install it.
    mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
    symlinkSync(path.resolve(__dirname, '../../node_modules/@duckdb'), path.join(folder, 'node_modules', '@duckdb'));
  });

  it('asks a table over CSV, and reads the result', async () => {
    await cli.json('s3api', 'create-bucket', '--bucket', 'asked');
    await cli.text('s3', 'cp', cli.file('rows.csv', '"a","1"\n"b","2"\n'), 's3://asked/rows/rows.csv');
    await cli.json('glue', 'create-database', '--database-input', '{"Name":"asked"}');
    const table = {
      Name: 'rows',
      StorageDescriptor: {
        Columns: [
          { Name: 'name', Type: 'string' },
          { Name: 'n', Type: 'string' },
        ],
        Location: 's3://asked/rows/',
        InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde' },
      },
    };
    await cli.json('glue', 'create-table', '--database-name', 'asked', '--table-input', JSON.stringify(table));
    const configuration = 'ResultConfiguration={OutputLocation=s3://asked/results/},EnforceWorkGroupConfiguration=true';
    await cli.json('athena', 'create-work-group', '--name', 'asked', '--configuration', configuration);
    const started = await cli.json(
      ...['athena', 'start-query-execution', '--work-group', 'asked', '--query-execution-context', 'Database=asked'],
      ...['--query-string', 'select name, cast(n as bigint) as n from rows order by 1'],
    );
    const { QueryExecutionId } = started as { QueryExecutionId: string };
    const query = ['--query-execution-id', QueryExecutionId];
    const state = async (): Promise<unknown> =>
      cli.text('athena', 'get-query-execution', ...query, '--query', 'QueryExecution.Status.State');
    for (let tries = 0; tries < 10 && !String(await state()).includes('SUCCEEDED'); tries++);
    const { ResultSet } = (await cli.json('athena', 'get-query-results', ...query)) as {
      ResultSet: { Rows: readonly { Data: readonly { VarCharValue: string }[] }[] };
    };
    expect(ResultSet.Rows.map(({ Data }) => Data.map(({ VarCharValue }) => VarCharValue))).toEqual([
      ['name', 'n'],
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(await cli.text('s3', 'cp', `s3://asked/results/${QueryExecutionId}.csv`, '-')).toBe(
      '"name","n"\n"a","1"\n"b","2"\n',
    );
  });
});
