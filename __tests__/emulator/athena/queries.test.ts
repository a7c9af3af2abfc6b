// Queries of Athena: over inventories, in Trino's words, as far as the workgroup and the caller's permissions go.

import * as A from '@aws-sdk/client-athena';
import * as G from '@aws-sdk/client-glue';
import * as S3 from '@aws-sdk/client-s3';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { policy } from '../iam/access/small-world';
import { bugs, errorOf } from '../running';
import { DATABASE, GROUP, inventoryTable, RESULTS, stage, type Format, type Stage } from './athena-on-stage';

const KEY = 'in/ä b+c%(1).txt';
const TOKEN = 'a-token-of-more-than-32-characters';

let on: Stage;
/** Of the inventories. */
const dt = new Map<Format, string>();

beforeAll(async () => {
  on = await stage();
  for (const Key of ['plain', KEY]) await on.s3.send(new S3.PutObjectCommand({ Bucket: 'source', Key, Body: 'hello' }));
  await on.s3.send(new S3.DeleteObjectCommand({ Bucket: 'source', Key: 'plain' }));
  for (const format of ['CSV', 'Parquet'] as const) {
    await on.glue.send(new G.CreateTableCommand({ DatabaseName: DATABASE, TableInput: inventoryTable(format) }));
    dt.set(format, await on.deliver(format));
  }
});
afterAll(async () => {
  expect(bugs(on.running)).toEqual([]);
  await on.close();
});

const where = (format: Format): string => `where dt = '${dt.get(format) ?? ''}'`;

describe('a query over an inventory', () => {
  it('reads the files that symlink.txt names, of CSV as text', async () => {
    const rows = await on.rows(
      `select bucket, key, is_latest, is_delete_marker, size from "${DATABASE}"."csv" ${where('CSV')} order by 2, 3`,
    );
    expect(rows).toEqual([
      ['bucket', 'key', 'is_latest', 'is_delete_marker', 'size'],
      ['source', 'in/%C3%A4+b%2Bc%25%281%29.txt', 'true', 'false', '5'],
      ['source', 'plain', 'false', 'false', '5'],
      ['source', 'plain', 'true', 'true', ''],
    ]);
  });

  it('reads Parquet by the names of its columns, in their types', async () => {
    const sql = `select key, is_latest, size, cast(last_modified_date as varchar) as t, length(e_tag) as n from parquet ${where('Parquet')} order by 1, 2`;
    expect(await on.rows(sql)).toEqual([
      ['key', 'is_latest', 'size', 't', 'n'],
      [KEY, 'true', '5', expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/), '32'],
      ['plain', 'false', '5', expect.any(String), '32'],
      ['plain', 'true', undefined, expect.any(String), undefined],
    ]);
  });

  it('says how much it has read: the files, as they are packed', async () => {
    const { Statistics } = await on.run(`select count(*) from csv ${where('CSV')}`);
    const { Contents = [] } = await on.s3.send(
      new S3.ListObjectsV2Command({ Bucket: 'reports', Prefix: 'inv/source/CSV/data/' }),
    );
    expect(Statistics?.DataScannedInBytes).toBe(Contents[0]?.Size);
  });

  it('of a partition that there is not finds nothing, and reads nothing', async () => {
    const { Status, Statistics } = await on.run(`select * from csv where dt = '2020-01-01-00-00'`);
    expect([Status?.State, Statistics?.DataScannedInBytes]).toEqual(['SUCCEEDED', 0]);
  });

  it('fails without a condition on an injected partition', async () => {
    const { Status } = await on.run('select count(*) from csv');
    expect(Status).toMatchObject({
      State: 'FAILED',
      StateChangeReason:
        'CONSTRAINT_VIOLATION: For the injected projected partition column dt, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.',
    });
  });

  it('may leave out the condition where dates are projected', async () => {
    const input = { ...inventoryTable('CSV', 'date'), Name: 'dated' };
    await on.glue.send(new G.CreateTableCommand({ DatabaseName: DATABASE, TableInput: input }));
    expect(await on.rows('select dt, count(*) as n from dated group by dt')).toEqual([
      ['dt', 'n'],
      [dt.get('CSV'), '3'],
    ]);
  });

  it('gives null for a column that the row of CSV has not, and leaves out what it has too much', async () => {
    const names = ['bucket', 'key', 'version_id', 'is_latest', 'is_delete_marker', 'size', 'modified', 'etag', 'more'];
    const input = { ...inventoryTable('CSV', 'injected', names), Name: 'wider' };
    await on.glue.send(new G.CreateTableCommand({ DatabaseName: DATABASE, TableInput: input }));
    const narrow = { ...inventoryTable('CSV', 'injected', names.slice(0, 2)), Name: 'narrower' };
    await on.glue.send(new G.CreateTableCommand({ DatabaseName: DATABASE, TableInput: narrow }));
    const sql = `select count(*), count(more), count(w.bucket) from wider as w full join (select * from narrower ${where('CSV')}) as n on n.key = w.key and w.key <> 'plain' ${where('CSV').replace('dt', 'w.dt')}`;
    expect((await on.rows(sql))[1]).toEqual(['3', '0', '3']);
  });
});

describe('a table', () => {
  it('is told of by Athena, too, and what is not there is a MetadataException', async () => {
    const ask = (TableName: string) =>
      on.athena.send(
        new A.GetTableMetadataCommand({ CatalogName: 'AwsDataCatalog', DatabaseName: DATABASE, TableName }),
      );
    const { Name, Columns, PartitionKeys, Parameters } = (await ask('csv')).TableMetadata ?? {};
    expect([Name, Columns?.[1]?.Name, PartitionKeys]).toEqual(['csv', 'key', [{ Name: 'dt', Type: 'string' }]]);
    expect(Parameters).toMatchObject({
      'projection.enabled': 'true',
      location: 's3://reports/inv/source/CSV/hive/',
      inputformat: 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat',
      'serde.serialization.lib': 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
    });
    expect(await errorOf(ask('none'))).toMatchObject({ name: 'MetadataException' });
  });
});

describe('SQL', () => {
  it.each([
    ['a plus as a space', `url_decode('a+b%20c')`, 'a b c'],
    ['a sign that encodes nothing as an error, which try makes null', `try(url_decode('a%2'))`, undefined],
    ['bytes that are no UTF-8 as U+FFFD', `url_decode('%ff')`, '\u{fffd}'],
    ['patterns', `regexp_like('abc', '^a.c$')`, 'true'],
    ['JSON of a map', `json_format(cast(map(array['a', 'b'], array['1', null]) as json))`, '{"a":"1","b":null}'],
    ['a part of a list', `json_format(cast(slice(array['a', 'b', 'c'], 2, 5) as json))`, '["b","c"]'],
    ['lists without quotes', `array['a, b', null]`, '[a, b, null]'],
    ['the least three', `(select min_by(x, -x, 2) from (values (1), (2), (3)) as t(x))`, '[3, 2]'],
    ['doubles as Java does', `cast(1 as double) / 3e9`, '3.333333333333333E-10'],
    ['times with their thousandths', `timestamp '2026-01-02 03:04:05'`, '2026-01-02 03:04:05.000'],
    ['null', `cast(null as varchar)`, undefined],
    ['an empty text', `''`, ''],
    ['quotes and line breaks', `'a"b' || chr(10) || 'c'`, 'a"b\nc'],
  ])('has %s', async (_, sql, value) => {
    expect(await on.rows(`select ${sql}`)).toEqual([['_col0'], [value]]);
  });

  it.each([
    ['a table that there is not', 'select * from nothing', /^TABLE_NOT_FOUND: .*'awsdatacatalog\.evidence\.nothing'/],
    ['a database that there is not', 'select * from other.csv', /^SCHEMA_NOT_FOUND: /],
    ['a column that there is not', 'select x from (values (1)) as t(y)', /^COLUMN_NOT_FOUND: .*'x'/],
    ['a function that only DuckDB has', `select left('abc', 1)`, /^FUNCTION_NOT_FOUND: .*'left'/],
    ['a file of this machine', `select * from read_text('/etc/hostname')`, /^FUNCTION_NOT_FOUND: /],
    ['the name of a file of this machine', `select * from "/etc/hostname.csv"`, /^TABLE_NOT_FOUND: /],
    ['a text that is no number', `select cast('a' as bigint)`, /^INVALID_CAST_ARGUMENT: /],
  ])('fails with %s', async (_, sql, reason) => {
    const { Status } = await on.run(sql);
    expect(Status).toMatchObject({ State: 'FAILED', StateChangeReason: expect.stringMatching(reason) });
    expect(Status?.AthenaError?.ErrorMessage).toBe(Status?.StateChangeReason);
  });

  it('that is none is refused before a query is made', async () => {
    const asked = on.run('selec 1').catch((error: unknown) => error);
    expect(await asked).toMatchObject({ name: 'NotImplemented' });
    const wrong = on.run('select 1 +').catch((error: unknown) => error);
    expect(await wrong).toMatchObject({ name: 'InvalidRequestException', AthenaErrorCode: 'MALFORMED_QUERY' });
    expect(await errorOf(on.run('select 1; select 2'))).toMatchObject({ name: 'InvalidRequestException' });
  });
});

const started = async (sql: string, more: Partial<A.StartQueryExecutionInput> = {}): Promise<string> => {
  const input = { QueryString: sql, WorkGroup: GROUP, QueryExecutionContext: { Database: DATABASE }, ...more };
  return (await on.athena.send(new A.StartQueryExecutionCommand(input))).QueryExecutionId ?? '';
};

describe('a query', () => {
  it('with the same token is the same query, and another one with it is refused', async () => {
    const token = { ClientRequestToken: TOKEN };
    const first = await started('select 1', token);
    expect(await started('select 1', token)).toBe(first);
    expect(await errorOf(started('select 2', token))).toMatchObject({
      name: 'InvalidRequestException',
      message: 'Idempotent parameters do not match',
    });
    await on.running.emulator.idle();
  });

  it('has its result in a file of S3, too, and page by page', async () => {
    const { QueryExecutionId = '', ResultConfiguration } = await on.run(
      'select * from (values (1), (2), (3)) as t(x) order by x',
    );
    expect(ResultConfiguration?.OutputLocation).toBe(`${RESULTS}${QueryExecutionId}.csv`);
    const { Body } = await on.s3.send(
      new S3.GetObjectCommand({ Bucket: 'reports', Key: `results/${QueryExecutionId}.csv` }),
    );
    expect(await Body?.transformToString()).toBe('"x"\n"1"\n"2"\n"3"\n');
    const page = (NextToken?: string) =>
      on.athena.send(new A.GetQueryResultsCommand({ QueryExecutionId, MaxResults: 3, NextToken }));
    const first = await page();
    expect(first.ResultSet?.ResultSetMetadata?.ColumnInfo).toMatchObject([{ Name: 'x', Type: 'integer' }]);
    const second = await page(first.NextToken);
    const all = [first, second].flatMap(({ ResultSet }) => ResultSet?.Rows?.map(({ Data }) => Data?.[0]?.VarCharValue));
    expect([all, second.NextToken]).toEqual([['x', '1', '2', '3'], undefined]);
  });

  it('that would read more than its workgroup allows is cancelled', async () => {
    await on.athena.send(
      new A.UpdateWorkGroupCommand({
        WorkGroup: GROUP,
        ConfigurationUpdates: { BytesScannedCutoffPerQuery: 10_000_000 },
      }),
    );
    await on.s3.send(new S3.PutObjectCommand({ Bucket: 'reports', Key: 'big/a.csv', Body: Buffer.alloc(10_000_001) }));
    const input = { ...inventoryTable('CSV'), PartitionKeys: [], Parameters: {} };
    const StorageDescriptor = { ...input.StorageDescriptor, Location: 's3://reports/big/', InputFormat: 'text' };
    await on.glue.send(
      new G.CreateTableCommand({ DatabaseName: DATABASE, TableInput: { ...input, Name: 'big', StorageDescriptor } }),
    );
    const { Status, Statistics, QueryExecutionId } = await on.run('select count(*) from big');
    expect(Status).toMatchObject({ State: 'CANCELLED', StateChangeReason: 'Bytes scanned limit was exceeded' });
    expect(Statistics?.DataScannedInBytes).toBe(10_000_000);
    const asked = on.athena.send(new A.GetQueryResultsCommand({ QueryExecutionId }));
    expect(await errorOf(asked)).toMatchObject({ message: 'Could not find results' });
  });

  it('goes where the workgroup says, whatever the request says', async () => {
    const { ResultConfiguration } = await on.run('select 1', {
      ResultConfiguration: { OutputLocation: 's3://source/elsewhere/' },
    });
    expect(ResultConfiguration?.OutputLocation).toMatch(/^s3:\/\/reports\/results\//);
  });

  it('of an unknown id, workgroup or result location is refused', async () => {
    const unknown = on.athena.send(new A.GetQueryExecutionCommand({ QueryExecutionId: 'none' }));
    expect(await errorOf(unknown)).toMatchObject({ message: 'QueryExecution none was not found' });
    expect(await errorOf(on.run('select 1', { WorkGroup: 'other' }))).toMatchObject({
      message: 'WorkGroup is not found.',
    });
    const Configuration = { ResultConfiguration: { OutputLocation: 's3://not-there/' } };
    await on.athena.send(new A.CreateWorkGroupCommand({ Name: 'nowhere', Configuration }));
    expect(await errorOf(on.run('select 1', { WorkGroup: 'nowhere' }))).toMatchObject({
      message: 'Unable to verify/create output bucket not-there',
    });
  });

  it('goes nowhere where the bucket of results is not of the account that the workgroup expects', async () => {
    const Configuration = { ResultConfiguration: { OutputLocation: RESULTS, ExpectedBucketOwner: '444455556666' } };
    await on.athena.send(new A.CreateWorkGroupCommand({ Name: 'expecting', Configuration }));
    expect(await errorOf(on.run('select 1', { WorkGroup: 'expecting' }))).toMatchObject({
      message: 'Unable to verify/create output bucket reports',
    });
  });
});

const ARN = (rest: string): string => `arn:aws:${rest}`;
const NEEDED: readonly (readonly [string, string, RegExp])[] = [
  [
    'athena:StartQueryExecution',
    ARN('athena:us-east-1:111122223333:workgroup/evidence'),
    /not authorized to perform: athena:Start/,
  ],
  ['glue:GetDatabase', '*', /^FAILED Insufficient permissions .*glue:GetDatabase/],
  [
    'glue:GetTable',
    ARN('glue:us-east-1:111122223333:table/evidence/csv'),
    /^FAILED Insufficient permissions .*table\/evidence\/csv/,
  ],
  ['glue:GetTable', ARN('glue:us-east-1:111122223333:catalog'), /^FAILED Insufficient permissions .*:catalog/],
  [
    'glue:GetTable',
    ARN('glue:us-east-1:111122223333:database/evidence'),
    /^FAILED Insufficient permissions .*database\/evidence/,
  ],
  ['s3:GetBucketLocation', ARN('s3:::reports'), /Unable to verify\/create output bucket reports/],
  [
    's3:ListBucket',
    ARN('s3:::reports'),
    /^FAILED Permission denied on S3 path: s3:\/\/reports\/inv\/source\/CSV\/hive\/dt=/,
  ],
  ['s3:GetObject', ARN('s3:::reports/inv/source/CSV/hive/*'), /^FAILED Permission denied on S3 path: .*symlink\.txt/],
  ['s3:GetObject', ARN('s3:::reports/inv/source/CSV/data/*'), /^FAILED Permission denied on S3 path: .*\.csv\.gz/],
  [
    's3:PutObject',
    ARN('s3:::reports/results/*'),
    /^FAILED Access denied when writing output to url: s3:\/\/reports\/results/,
  ],
];

describe('a caller', () => {
  let iam: IAMClient;
  let client: A.AthenaClient;

  beforeAll(async () => {
    const { endpoint, region } = on.running.emulator;
    iam = new IAMClient({ endpoint, region, credentials: on.running.credentials(0), maxAttempts: 1 });
    await iam.send(new CreateUserCommand({ UserName: 'asker' }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'asker' }));
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
    client = new A.AthenaClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
  });
  afterAll(() => {
    iam.destroy();
    client.destroy();
  });

  const asks = async (without?: number): Promise<string> => {
    const statements = NEEDED.filter((_, index) => index !== without).map(([Action, Resource]) => ({
      Effect: 'Allow',
      Action,
      Resource,
    }));
    const PolicyDocument = policy(...statements);
    await iam.send(new PutUserPolicyCommand({ UserName: 'asker', PolicyName: 'asks', PolicyDocument }));
    try {
      const { Status } = await on.run(`select count(*) from csv ${where('CSV')}`, {}, client);
      return `${Status?.State ?? ''} ${Status?.StateChangeReason ?? ''}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  it('with these permissions may ask', async () => {
    expect(await asks()).toBe('SUCCEEDED ');
  });

  it.each(NEEDED.map(([action, resource, told], index) => [action, resource, told, index] as const))(
    'without %s on %s is refused',
    async (_, __, told, index) => {
      expect(await asks(index)).toMatch(told);
    },
  );
});

describe('a query that is stopped', () => {
  it('is cancelled at once, and one that is over stays as it is', async () => {
    const slow = await stage({ clock: 'system', timing: { jobStateMs: 60_000 } });
    try {
      const { QueryExecutionId } = await slow.athena.send(
        new A.StartQueryExecutionCommand({ QueryString: 'select 1', WorkGroup: GROUP }),
      );
      const early = slow.athena.send(new A.GetQueryResultsCommand({ QueryExecutionId }));
      expect(await errorOf(early)).toMatchObject({ message: 'Query has not yet finished. Current state: QUEUED' });
      for (let twice = 0; twice < 2; twice++)
        await slow.athena.send(new A.StopQueryExecutionCommand({ QueryExecutionId }));
      const { QueryExecution } = await slow.athena.send(new A.GetQueryExecutionCommand({ QueryExecutionId }));
      expect(QueryExecution?.Status).toMatchObject({
        State: 'CANCELLED',
        StateChangeReason: 'Query cancelled by user',
        CompletionDateTime: expect.any(Date),
      });
      expect(bugs(slow.running)).toEqual([]);
    } finally {
      await slow.close();
    }
  });
});
