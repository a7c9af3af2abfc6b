// A running emulator with a bucket whose inventory is a table of Glue, a workgroup, and clients for both.
import * as A from '@aws-sdk/client-athena';
import * as G from '@aws-sdk/client-glue';
import * as S3 from '@aws-sdk/client-s3';
import type { EmulatorOptions } from '../../../emulator/emulator';
import { control } from '../control/control-client';
import { policy } from '../iam/access/small-world';
import { startEmulator, type Running } from '../running';

export const GROUP = 'evidence';
export const DATABASE = 'evidence';
export const RESULTS = 's3://reports/results/';

const SYMLINKS = 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat';
const OUTPUT = 'org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat';
const SERDES = {
  CSV: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
  Parquet: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
};
const FIELDS: S3.InventoryOptionalField[] = ['Size', 'LastModifiedDate', 'ETag'];
const COLUMNS = ['bucket', 'key', 'version_id', 'is_latest', 'is_delete_marker', 'size', 'last_modified_date', 'e_tag'];
const TYPES: Readonly<Record<string, string>> = {
  is_latest: 'boolean',
  is_delete_marker: 'boolean',
  size: 'bigint',
  last_modified_date: 'timestamp',
};

export type Format = keyof typeof SERDES;

/** @param type - of the projection of dt */
export function inventoryTable(
  format: Format,
  type: 'date' | 'injected' = 'injected',
  columns = COLUMNS,
): G.TableInput {
  return {
    Name: format.toLowerCase(),
    TableType: 'EXTERNAL_TABLE',
    Parameters: {
      'projection.enabled': 'true',
      'projection.dt.type': type,
      ...(type === 'date'
        ? {
            'projection.dt.format': 'yyyy-MM-dd-HH-mm',
            'projection.dt.range': '2022-01-01-00-00,NOW',
            'projection.dt.interval': '1',
            'projection.dt.interval.unit': 'HOURS',
          }
        : {}),
    },
    PartitionKeys: [{ Name: 'dt', Type: 'string' }],
    StorageDescriptor: {
      Columns: columns.map((Name) => ({ Name, Type: format === 'CSV' ? 'string' : (TYPES[Name] ?? 'string') })),
      Location: `s3://reports/inv/source/${format}/hive/`,
      InputFormat: SYMLINKS,
      OutputFormat: OUTPUT,
      SerdeInfo: { SerializationLibrary: SERDES[format] },
    },
  };
}

export interface Stage {
  readonly running: Running;
  readonly s3: S3.S3Client;
  readonly athena: A.AthenaClient;
  readonly glue: G.GlueClient;
  /** Delivers the inventory of a format now. @returns its partition */
  deliver(format: Format): Promise<string>;
  /** Starts a query, and waits until it is over. */
  run(sql: string, more?: Partial<A.StartQueryExecutionInput>, client?: A.AthenaClient): Promise<A.QueryExecution>;
  /** Rows of a query that has succeeded, with the names of its columns. */
  rows(sql: string): Promise<readonly (readonly (string | undefined)[])[]>;
  close(): Promise<void>;
}

export async function stage(options: EmulatorOptions = {}): Promise<Stage> {
  const running = await startEmulator({ clock: 'auto', ...options });
  const { endpoint, region } = running.emulator;
  const settings = { endpoint, region, credentials: running.credentials(0), maxAttempts: 1 };
  const s3 = running.s3();
  const athena = new A.AthenaClient(settings);
  const glue = new G.GlueClient(settings);
  for (const Bucket of ['source', 'reports']) await s3.send(new S3.CreateBucketCommand({ Bucket }));
  await s3.send(
    new S3.PutBucketVersioningCommand({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } }),
  );
  const let3 = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::reports/*',
  };
  await s3.send(new S3.PutBucketPolicyCommand({ Bucket: 'reports', Policy: policy(let3) }));
  await glue.send(new G.CreateDatabaseCommand({ DatabaseInput: { Name: DATABASE } }));
  await athena.send(
    new A.CreateWorkGroupCommand({
      Name: GROUP,
      Configuration: { ResultConfiguration: { OutputLocation: RESULTS }, EnforceWorkGroupConfiguration: true },
    }),
  );
  const run: Stage['run'] = async (QueryString, more = {}, client = athena) => {
    const input = { QueryString, WorkGroup: GROUP, QueryExecutionContext: { Database: DATABASE }, ...more };
    const { QueryExecutionId } = await client.send(new A.StartQueryExecutionCommand(input));
    await running.emulator.idle();
    const { QueryExecution } = await athena.send(new A.GetQueryExecutionCommand({ QueryExecutionId }));
    if (QueryExecution === undefined) throw new Error('no query');
    return QueryExecution;
  };
  return {
    running,
    s3,
    athena,
    glue,
    run,
    async deliver(format) {
      await s3.send(
        new S3.PutBucketInventoryConfigurationCommand({
          Bucket: 'source',
          Id: format,
          InventoryConfiguration: {
            Id: format,
            IsEnabled: true,
            IncludedObjectVersions: 'All',
            Schedule: { Frequency: 'Daily' },
            OptionalFields: FIELDS,
            Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::reports', Format: format, Prefix: 'inv' } },
          },
        }),
      );
      await control(running, 'POST', 'inventories', { bucket: 'source', id: format });
      const { Contents = [] } = await s3.send(
        new S3.ListObjectsV2Command({ Bucket: 'reports', Prefix: `inv/source/${format}/hive/` }),
      );
      return /dt=([^/]+)/.exec(Contents.at(-1)?.Key ?? '')?.[1] ?? '';
    },
    async rows(sql) {
      const { QueryExecutionId, Status } = await run(sql);
      if (Status?.State !== 'SUCCEEDED') throw new Error(`${Status?.State ?? ''}: ${Status?.StateChangeReason ?? ''}`);
      const { ResultSet } = await athena.send(new A.GetQueryResultsCommand({ QueryExecutionId }));
      return (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue));
    },
    async close() {
      athena.destroy();
      glue.destroy();
      await running.close();
    },
  };
}
