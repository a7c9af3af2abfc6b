// What verify --engine athena asks: made of props, told in the handoff, and asked on the local AWS.
import * as A from '@aws-sdk/client-athena';
import * as G from '@aws-sdk/client-glue';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import {
  AthenaEvidence,
  BatchReplication,
  RefusedProps,
  type AthenaOptions,
  type BatchReplicationProps,
} from '../../../modules';
import { stage } from '../../emulator/athena/athena-on-stage';
import { bugs } from '../../emulator/running';
import { newStack, synthesize, type Synthesized } from '../synthesis';

const ATHENA: AthenaOptions = {
  sourceInventory: { bucketName: 'lists', prefix: 'inv/', inventoryId: 'CSV' },
  destinationInventory: { bucketName: 'lists-there', inventoryId: 'all', format: 'Parquet' },
};
const REPLICATION: BatchReplicationProps = {
  sourceBucketName: 'source',
  sourceAccountId: '111122223333',
  sourceRegion: 'us-east-1',
  rules: [{ destinationBucketName: 'copies' }],
  reportBucketName: 'reports',
};

function make(athena: Partial<AthenaOptions> = {}, more: Partial<BatchReplicationProps> = {}): Synthesized {
  const stack = newStack();
  new BatchReplication(stack, 'backfill', { ...REPLICATION, ...more, athena: { ...ATHENA, ...athena } });
  return synthesize(stack);
}

interface Table {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly partition_keys: readonly { readonly name: string; readonly type: string }[];
  readonly storage_descriptor: {
    readonly location: string;
    readonly input_format: string;
    readonly output_format: string;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
    readonly ser_de_info: { readonly serialization_library: string };
  };
}

function tablesOf(stack: Synthesized): Readonly<Record<string, Table>> {
  const all = Object.values(stack.resources('aws_glue_catalog_table')) as unknown as readonly Table[];
  return Object.fromEntries(all.map((table) => [table.name, table]));
}

describe('AthenaEvidence', () => {
  it('makes a workgroup that leaves queries no say in where results go and how much is scanned', () => {
    const [workgroup] = Object.values(make().resources('aws_athena_workgroup'));
    expect(workgroup).toMatchObject({
      name: 's3-backfill',
      configuration: {
        bytes_scanned_cutoff_per_query: 1_000_000_000_000,
        enforce_workgroup_configuration: true,
        result_configuration: {
          output_location: 's3://reports/s3-backfill/athena/',
          expected_bucket_owner: '${"111122223333"}',
          encryption_configuration: { encryption_option: 'SSE_S3' },
        },
      },
    });
  });

  it('has another limit, place, key and names when they are given', () => {
    const key = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const made = make({
      scanLimitGigabytes: 5,
      resultsPrefix: 'results',
      resultsKmsKeyArn: key,
      workgroupName: 'mine',
      databaseName: 'mine',
      tags: { a: 'b' },
    });
    const [workgroup] = Object.values(made.resources('aws_athena_workgroup'));
    expect(workgroup).toMatchObject({
      name: 'mine',
      tags: { a: 'b' },
      configuration: {
        bytes_scanned_cutoff_per_query: 5_000_000_000,
        result_configuration: {
          output_location: 's3://reports/results/',
          encryption_configuration: { encryption_option: 'SSE_KMS', kms_key_arn: key },
        },
      },
    });
    const [database] = Object.values(made.resources('aws_glue_catalog_database'));
    expect(database).toMatchObject({ name: 'mine', tags: { a: 'b' } });
  });

  it('has columns of CSV as text in the order of the files, and those of Parquet in their types', () => {
    const { source_inventory: source, destination_inventory: destination } = tablesOf(make());
    expect(source?.storage_descriptor.location).toBe('s3://lists/inv/source/CSV/hive/');
    expect(source?.storage_descriptor.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'bucket string',
      'key string',
      'version_id string',
      'is_latest string',
      'is_delete_marker string',
      'size string',
      'last_modified_date string',
      'e_tag string',
      'storage_class string',
      'replication_status string',
      'encryption_status string',
      'intelligent_tiering_access_tier string',
    ]);
    expect(destination?.storage_descriptor.location).toBe('s3://lists-there/copies/all/hive/');
    expect(destination?.storage_descriptor.columns).toEqual(
      expect.arrayContaining([
        { name: 'size', type: 'bigint' },
        { name: 'is_latest', type: 'boolean' },
        { name: 'last_modified_date', type: 'timestamp' },
      ]),
    );
  });

  it('tells the runner of all of it, in the handoff of the replication', () => {
    const { value } = make().outputs['s3_backfill'] as { value: { athena: Readonly<Record<string, string>> } };
    expect(value.athena).toEqual({
      region: 'us-east-1',
      workgroup: expect.stringMatching(/aws_athena_workgroup\..*\.name/),
      database: expect.stringMatching(/aws_glue_catalog_database\..*\.name/),
      sourceTable: expect.stringMatching(/aws_glue_catalog_table\..*\.name/),
      destinationTable: expect.stringMatching(/aws_glue_catalog_table\..*\.name/),
      reportTable: expect.stringMatching(/aws_glue_catalog_table\..*\.name/),
      resultsLocation: 's3://reports/s3-backfill/athena/',
    });
  });

  it('stands alone, too', () => {
    const stack = newStack();
    const { sourceBucketName, reportBucketName = '' } = REPLICATION;
    const alone = { sourceBucketName, reportBucketName, destinationBucketName: 'copies' };
    const { handoff } = new AthenaEvidence(stack, 'athena', { ...ATHENA, ...alone });
    expect(handoff.resultsLocation).toBe('s3://reports/s3-backfill/athena/');
    expect(Object.keys(tablesOf(synthesize(stack)))).toHaveLength(3);
  });

  it.each<[string, Partial<AthenaOptions>, Partial<BatchReplicationProps>, RegExp]>([
    ['a limit of nothing', { scanLimitGigabytes: 0 }, {}, /athena\.scanLimitGigabytes: got 0; a whole number from 1/],
    ['a database in capitals', { databaseName: 'Mine' }, {}, /athena\.databaseName: got "Mine"; lower-case/],
    ['a workgroup with a space', { workgroupName: 'a b' }, {}, /athena\.workgroupName: got "a b"/],
    [
      'fields without ETags',
      { sourceInventory: { bucketName: 'lists', inventoryId: 'x', fields: ['Size', 'LastModifiedDate'] } },
      {},
      /athena\.sourceInventory\.fields: .*ETag are needed/,
    ],
    [
      'ORC',
      { sourceInventory: { ...ATHENA.sourceInventory, format: 'ORC' as 'CSV' } },
      {},
      /athena\.sourceInventory\.format: got "ORC"; CSV or Parquet/,
    ],
    [
      'a key of another Region',
      { resultsKmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
      {},
      /athena\.resultsKmsKeyArn: .*one in us-east-1 is needed/,
    ],
    [
      'rules to two buckets',
      {},
      {
        rules: [
          { destinationBucketName: 'copies', prefix: 'a/' },
          { destinationBucketName: 'others', prefix: 'b/' },
        ],
      },
      /athena\.destinationBucketName: .*name the bucket that the inventory is of/,
    ],
    [
      'an adopted replication that names no bucket',
      {},
      { adoptExistingReplication: true, rules: [] },
      /athena\.destinationBucketName: got nothing; no rule says where copies are/,
    ],
  ])('refuses %s', (_, athena, more, message) => {
    expect(() => make(athena, more)).toThrow(RefusedProps);
    expect(() => make(athena, more)).toThrow(message);
  });
});

/** As Terraform's provider puts it. */
function inputOf({ name, parameters, partition_keys, storage_descriptor: storage }: Table): G.TableInput {
  return {
    Name: name,
    Parameters: Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [key, value.replaceAll('$${', '${')]),
    ),
    PartitionKeys: partition_keys.map((key) => ({ Name: key.name, Type: key.type })),
    StorageDescriptor: {
      Location: storage.location,
      InputFormat: storage.input_format,
      OutputFormat: storage.output_format,
      Columns: storage.columns.map((column) => ({ Name: column.name, Type: column.type })),
      SerdeInfo: { SerializationLibrary: storage.ser_de_info.serialization_library },
    },
  };
}

describe('the tables of AthenaEvidence', () => {
  it('are read by Athena: an inventory by its time, and reports by their job', async () => {
    const fields = ['Size', 'LastModifiedDate', 'ETag'] as const;
    const tables = tablesOf(
      make({ sourceInventory: { bucketName: 'reports', prefix: 'inv', inventoryId: 'CSV', fields } }),
    );
    const on = await stage();
    try {
      for (const table of Object.values(tables))
        await on.glue.send(new G.CreateTableCommand({ DatabaseName: 'evidence', TableInput: inputOf(table) }));
      await on.s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'a b', Body: 'x' }));
      const dt = await on.deliver('CSV');
      expect(await on.rows(`select key, size from source_inventory where dt = '${dt}'`)).toEqual([
        ['key', 'size'],
        ['a+b', '1'],
      ]);
      const folder = 's3-backfill/reports/job-0a1b';
      const put = (Key: string, Body: string) => on.s3.send(new PutObjectCommand({ Bucket: 'reports', Key, Body }));
      await put(`${folder}/manifest.json`, '{"Results":[]}');
      await put(`${folder}/results/1.csv`, 'source,a%20b,v1,failed,AccessDenied,403,"no, never"\n');
      expect(
        await on.rows(`select key, error_code, result_message from completion_reports where job = '0a1b'`),
      ).toEqual([
        ['key', 'error_code', 'result_message'],
        ['a%20b', 'AccessDenied', 'no, never'],
      ]);
      const { Status } = await on.run('select count(*) from completion_reports');
      expect(Status).toMatchObject({ State: A.QueryExecutionState.FAILED });
      expect(bugs(on.running)).toEqual([]);
    } finally {
      await on.close();
    }
  });
});
