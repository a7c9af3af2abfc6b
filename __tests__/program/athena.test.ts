// verify --engine athena, by the program as it is shipped: inventories and tables of the local AWS, whose Athena runs on DuckDB.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { AthenaClient, CreateWorkGroupCommand, UpdateWorkGroupCommand } from '@aws-sdk/client-athena';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
} from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import type { Certificate } from '../../runner/events/certificate';
import { control } from '../emulator/control/control-client';
import { policy } from '../emulator/iam/access/small-world';
import { builtProgram } from './built';
import { journalOf, type Program, type Said } from './setup';

const KEYS = ['folder/a', 'folder/b c+%', 'folder/quo"te, \u{1f600}', 'folder/line\nbreak', 'other/x'];
const FIELDS: S3.InventoryOptionalField[] = [
  ...(['Size', 'LastModifiedDate', 'ETag', 'StorageClass', 'ReplicationStatus', 'EncryptionStatus'] as const),
];
const COLUMNS: Readonly<Record<string, string>> = {
  ...{ bucket: 'string', key: 'string', version_id: 'string', is_latest: 'boolean', is_delete_marker: 'boolean' },
  ...{ size: 'bigint', last_modified_date: 'timestamp', e_tag: 'string', storage_class: 'string' },
  ...{ replication_status: 'string', encryption_status: 'string' },
};
const SERDES = {
  CSV: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
  Parquet: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
};
const GROUP = 'backfill';
const DATABASE = 'inventories';
const REGION = 'us-east-1';
const VERIFY = ['verify', '--outputs', 'outputs.json', '--engine', 'athena'];
/** A slow machine takes minutes for what a fast one has done in seconds. */
const LIMIT_MS = 120_000;

const built = builtProgram();
let program: Program;
let athena: AthenaClient;

/** A table over the inventories of a bucket, as AWS documents it. */
async function table(glue: GlueClient, bucket: string, format: keyof typeof SERDES): Promise<void> {
  const Columns = Object.entries(COLUMNS).map(([Name, Type]) => ({ Name, Type: format === 'CSV' ? 'string' : Type }));
  await glue.send(
    new CreateTableCommand({
      DatabaseName: DATABASE,
      TableInput: {
        Name: bucket,
        TableType: 'EXTERNAL_TABLE',
        Parameters: { 'projection.enabled': 'true', 'projection.dt.type': 'injected' },
        PartitionKeys: [{ Name: 'dt', Type: 'string' }],
        StorageDescriptor: {
          Columns,
          Location: `s3://inventories/inv/${bucket}/all/hive/`,
          InputFormat: 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat',
          OutputFormat: 'org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat',
          SerdeInfo: { SerializationLibrary: SERDES[format] },
        },
      },
    }),
  );
}

async function deliver(bucket: string, format: keyof typeof SERDES, filter?: string): Promise<void> {
  await program.s3.send(
    new S3.PutBucketInventoryConfigurationCommand({
      Bucket: bucket,
      Id: 'all',
      InventoryConfiguration: {
        Id: 'all',
        IsEnabled: true,
        IncludedObjectVersions: 'All',
        Schedule: { Frequency: 'Daily' },
        OptionalFields: FIELDS,
        ...(filter === undefined ? {} : { Filter: { Prefix: filter } }),
        Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::inventories', Format: format, Prefix: 'inv' } },
      },
    }),
  );
  await control(program.running, 'POST', 'inventories', { bucket, id: 'all' });
}

/** What has replicated, its inventories, and the tables over them; the handoff names them. */
async function replicated(): Promise<void> {
  program = await built.start(KEYS);
  const { endpoint, region } = program.running.emulator;
  const settings = { endpoint, region, credentials: program.running.credentials(0), maxAttempts: 1 };
  athena = new AthenaClient(settings);
  const glue = new GlueClient(settings);
  const said = await program.run(['run', '--outputs', 'outputs.json', '--poll-seconds', '0.05'], { limitMs: LIMIT_MS });
  if (said.exitCode !== 0) throw new Error(said.stdout + said.stderr);
  await program.s3.send(new S3.CreateBucketCommand({ Bucket: 'inventories' }));
  const Resource = 'arn:aws:s3:::inventories/*';
  const let3 = { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 's3:PutObject', Resource };
  await program.s3.send(new S3.PutBucketPolicyCommand({ Bucket: 'inventories', Policy: policy(let3) }));
  await deliver('src', 'CSV');
  await deliver('dst', 'Parquet');
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DATABASE } }));
  await table(glue, 'src', 'CSV');
  await table(glue, 'dst', 'Parquet');
  const ResultConfiguration = { OutputLocation: 's3://reports/athena/' };
  await athena.send(
    new CreateWorkGroupCommand({
      Name: GROUP,
      Configuration: { ResultConfiguration, EnforceWorkGroupConfiguration: true },
    }),
  );
  const file = path.join(program.folder, 'outputs.json');
  const outputs = JSON.parse(readFileSync(file, 'utf8')) as { s3_backfill: { value: object } };
  const named = { region: REGION, workgroup: GROUP, database: DATABASE, resultsLocation: 's3://reports/athena/' };
  const tables = { sourceTable: 'src', destinationTable: 'dst', reportTable: 'reports' };
  const value = { ...outputs.s3_backfill.value, athena: { ...named, ...tables } };
  writeFileSync(file, JSON.stringify({ s3_backfill: { value, type: 'object' } }));
  glue.destroy();
}

const PROVEN = /all 4 object versions are in 'dst'/;
/** What verify says without one action of the policy, and how it ends: some are needed only where something goes wrong, or a table has partitions of its own. */
const WITHOUT: Readonly<Record<string, readonly [number, RegExp]>> = {
  'athena:GetQueryExecution': [5, /Athena GetQueryExecution .*not authorized.*goes on: the same command waits for it/s],
  'athena:GetQueryResults': [5, /Athena GetQueryResults .*not authorized/],
  'athena:GetTableMetadata': [5, /Athena GetTableMetadata .*not authorized/],
  'athena:GetWorkGroup': [0, /could not be looked at, and what it allows is not known: Athena GetWorkGroup /],
  'athena:StartQueryExecution': [5, /Athena StartQueryExecution.*not authorized/],
  'athena:StopQueryExecution': [0, PROVEN],
  'glue:BatchGetPartition': [0, PROVEN],
  'glue:GetDatabase': [5, /Athena's query \S+ was denied: Insufficient permissions .*glue:GetDatabase/],
  'glue:GetPartition': [0, PROVEN],
  'glue:GetPartitions': [0, PROVEN],
  'glue:GetTable': [5, /Athena GetTableMetadata .*glue:GetTable/],
  's3:AbortMultipartUpload': [0, PROVEN],
  's3:GetBucketLocation': [5, /Athena StartQueryExecution.*output bucket/],
  's3:GetObject': [5, /S3 GetObject/],
  's3:ListBucket': [5, /S3 ListObjectsV2 inventories/],
  's3:PutObject': [5, /Athena's query \S+ was denied: Access denied when writing output/],
};

/** One start for all that are not needed where all goes well. */
const TOGETHER: readonly (readonly [readonly string[], number, RegExp])[] = [
  [Object.keys(WITHOUT).filter((action) => WITHOUT[action]?.[1] === PROVEN), 0, PROVEN],
  ...Object.entries(WITHOUT).flatMap(([action, [exitCode, words]]) =>
    words === PROVEN ? [] : [[[action], exitCode, words] as const],
  ),
];

/** Actions that are granted on what only Athena is asked for. */
function ofAthena({ Statement }: Printed): readonly string[] {
  const own = Statement.filter(({ Resource }) =>
    /athena|glue|:::inventories|:::reports/.test(JSON.stringify(Resource)),
  );
  return [...new Set(own.flatMap(({ Action }) => Action))];
}

const queries = (): readonly { readonly state: string }[] => [...program.running.emulator.world.queries.values()];
const remembered = (): readonly string[] =>
  readdirSync(journalOf(program)).filter(
    (name) => name.startsWith('athena-') && readFileSync(path.join(journalOf(program), name), 'utf8') !== '',
  );

/** Once a query is under way. */
async function running(): Promise<void> {
  for (let tries = 0; tries < 2400; tries += 1) {
    if (queries().some(({ state }) => state === 'RUNNING' || state === 'QUEUED')) return;
    await setTimeout(25);
  }
  throw new Error('no query was begun');
}

interface Printed {
  readonly Statement: readonly { readonly Action: string | readonly string[]; readonly Resource: unknown }[];
}

async function printedPolicy(of = ['--for', 'verify', '--engine', 'athena']): Promise<Printed> {
  const words = ['policy', 'caller', ...of, '--outputs', 'outputs.json'];
  const { stdout } = await program.run([...words, '--output', 'json'], { limitMs: LIMIT_MS });
  const events = stdout
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { kind: string; policy?: Printed }]));
  return events.find(({ kind }) => kind === 'policy')?.policy ?? { Statement: [] };
}

/** What somebody says with the policy that is printed, without some actions, and what they were denied. */
async function as(
  name: string,
  printed: Printed,
  without: readonly string[] = [],
  words: readonly string[] = VERIFY,
): Promise<{ readonly said: Said; readonly denied: readonly string[] }> {
  const Statement = printed.Statement.map((one) => ({
    ...one,
    Action: [one.Action].flat().filter((action) => !without.includes(action)),
  }));
  const PolicyDocument = JSON.stringify({ ...printed, Statement: Statement.filter(({ Action }) => Action.length > 0) });
  await program.iam.send(new CreateUserCommand({ UserName: name }));
  const { Policy } = await program.iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument }));
  await program.iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn: Policy?.Arn ?? '' }));
  const { AccessKey } = await program.iam.send(new CreateAccessKeyCommand({ UserName: name }));
  const env = {
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
  };
  const before = program.running.log.length;
  const said = await program.run(words, { env, limitMs: LIMIT_MS });
  const denied = program.running.log
    .slice(before)
    .flatMap((entry) =>
      entry.kind === 'request' && entry.status === 403 ? [`${entry.operation} ${entry.target}`] : [],
    );
  return { said, denied };
}

describe('s3-backfill verify --engine athena', () => {
  it('proves by the newest inventories, with the permissions that are printed, and says what it has scanned', async () => {
    await replicated();
    const printed = await printedPolicy();
    const { said, denied } = await as('checker', printed);
    expect({ denied, ...said }).toMatchObject({ denied: [], exitCode: 0 });
    expect(said.stdout).toContain("all 4 object versions are in 'dst'");
    expect(said.stdout + said.stderr).toMatch(/Athena's query \S+ has scanned [\d.,]+ \w+: under \$0\.01/);
    expect([...ofAthena(printed)].sort()).toEqual(Object.keys(WITHOUT).sort());
    for (const [actions, exitCode, words] of TOGETHER) {
      const { said: without } = await as(`no-${actions[0]?.replace(':', '-')}`, printed, actions);
      expect([actions, without.exitCode, without.stdout + without.stderr]).toEqual([
        actions,
        exitCode,
        expect.stringMatching(words),
      ]);
      // Whoever is denied learns what is needed.
      if (exitCode === 5)
        expect(without.stdout + without.stderr).toContain('policy caller --for verify --engine athena');
    }
    // One replica is gone.
    const { Versions = [] } = await program.s3.send(
      new S3.ListObjectVersionsCommand({ Bucket: 'dst', Prefix: KEYS[2] }),
    );
    const [VersionId] = Versions.map((version) => version.VersionId);
    await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'dst', Key: KEYS[2] ?? '', VersionId }));
    await deliver('dst', 'Parquet');
    const certificate = path.join(program.folder, 'certificate.json');
    const missing = await program.run([...VERIFY, '--certificate', certificate, '--sample', '0'], {
      limitMs: LIMIT_MS,
    });
    const read = JSON.parse(readFileSync(certificate, 'utf8')) as Certificate;
    expect(read).toMatchObject({ listing: 'S3Inventory', answer: 'incomplete' });
    const [finding] = read.comparisons[0]?.findings ?? [];
    expect(finding).toMatchObject({ finding: 'missing', reason: 'completed', count: 1, examples: [{ key: KEYS[2] }] });
    expect(missing.exitCode).toBe(1);
    expect(remembered()).toEqual([]);
    // Neither inventory has the one that is gone: without a look at the configuration all would be well.
    for (const bucket of ['src', 'dst']) await deliver(bucket, bucket === 'src' ? 'CSV' : 'Parquet', 'folder/b');
    const filtered = await program.run(VERIFY, { limitMs: LIMIT_MS });
    expect([filtered.exitCode, filtered.stderr]).toEqual([
      2,
      expect.stringMatching(/has only keys that begin with 'folder\/b', as its configuration 'all' says/),
    ]);
  }, 300_000);

  it('is looked at by a doctor who has what policy --for doctor prints', async () => {
    await replicated();
    const printed = await printedPolicy(['--for', 'doctor']);
    const { said, denied } = await as('doctor', printed, [], ['doctor', '--outputs', 'outputs.json']);
    expect(denied.filter((one) => /^(athena|glue):|inventories/.test(one))).toEqual([]);
    expect(said.stdout + said.stderr).toContain('athena-permissions');
    expect(said.stdout + said.stderr).not.toMatch(/(wrong|unsure) +athena-(workgroup|tables)/);
    expect(JSON.stringify(printed)).not.toContain('athena:StartQueryExecution');
  }, 120_000);

  it('ends plainly: stopped, killed and started again, over the limit, in a workgroup that is disabled', async () => {
    await replicated();
    const { timing } = program.running.emulator.world;
    program.running.emulator.world.timing = { ...timing, jobStateMs: 1500 };
    const stopped = await program.run(VERIFY, { interruptWhen: running(), limitMs: LIMIT_MS });
    expect(stopped.exitCode).toBe(130);
    expect(stopped.stdout + stopped.stderr).toMatch(
      /interrupted; Athena's query \S+ was stopped \(StopQueryExecution\)/,
    );
    expect(queries().map(({ state }) => state)).toEqual(['CANCELLED']);
    await program.run(VERIFY, { interruptWhen: running(), signal: 'SIGKILL', limitMs: LIMIT_MS });
    const again = await program.run(VERIFY, { limitMs: LIMIT_MS });
    expect(again.exitCode).toBe(0);
    expect(again.stdout + again.stderr).toContain('was begun before: it is waited for, and not paid twice');
    expect(queries().map(({ state }) => state)).toEqual(['CANCELLED', 'SUCCEEDED']);
    program.running.emulator.world.timing = timing;
    for (const group of program.running.emulator.world.workGroups.values())
      group.configuration = { ...group.configuration, BytesScannedCutoffPerQuery: 10 };
    const limited = await program.run(VERIFY, { limitMs: LIMIT_MS });
    expect(limited.exitCode).toBe(5);
    expect(limited.stdout + limited.stderr).toContain('has scanned more than the workgroup');
    const dear = await program.run([...VERIFY, '--max-cost', '0'], { limitMs: LIMIT_MS });
    expect([dear.exitCode, dear.stderr]).toEqual([2, expect.stringContaining('--max-cost allows $0.00')]);
    await athena.send(new UpdateWorkGroupCommand({ WorkGroup: GROUP, State: 'DISABLED' }));
    const disabled = await program.run(VERIFY, { limitMs: LIMIT_MS });
    expect([disabled.exitCode, disabled.stderr]).toEqual([
      2,
      expect.stringContaining("the workgroup 'backfill' is disabled"),
    ]);
    const before = queries().length;
    const unnamed = await program.run([...VERIFY, '--source-inventory', 's3://inventories/manifest.json']);
    expect([unnamed.exitCode, unnamed.stderr]).toEqual([2, expect.stringContaining('a table is named')]);
    expect(queries()).toHaveLength(before);
  }, 300_000);
});
