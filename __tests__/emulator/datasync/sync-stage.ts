// A transfer that works: two buckets, a role for each that may do what it needs and no more, a bucket for reports. Tests take it as
// it is, or break one thing of it.
import * as DS from '@aws-sdk/client-datasync';
import * as S3 from '@aws-sdk/client-s3';
import type { EmulatorOptions } from '../../../emulator/emulator';
import { ACCOUNT, addRole, OTHER_ACCOUNT, policy } from '../iam/access/small-world';
import { startEmulator, type Running } from '../running';
import { allow, arn, type Statement } from '../stage';

export { ACCOUNT, OTHER_ACCOUNT };
export const FROM = 'from-of-stage';
export const TO = 'to-of-stage';
export const REPORTS = 'reports-of-stage';
/** Region of everything, unless a test says otherwise. */
export const HOME = 'us-east-1';

const BUCKET = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
const READ = ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'];

/** What AWS documents for the role of a source. */
export const SOURCE_STATEMENTS: readonly Statement[] = [
  allow(BUCKET, arn(FROM)),
  allow([...READ, 's3:ListMultipartUploadParts'], arn(FROM, '*')),
];

const WRITE = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:ListMultipartUploadParts'];

/** What AWS documents for the role of a destination. */
export const TARGET_STATEMENTS: readonly Statement[] = [
  allow(BUCKET, arn(TO)),
  allow([...READ, ...WRITE, 's3:PutObject', 's3:PutObjectTagging'], arn(TO, '*')),
];

export interface SyncStage {
  readonly running: Running;
  readonly client: DS.DataSyncClient;
  readonly s3: S3.S3Client;
  /** A client of another Region or account. */
  clientOf(region: string, account?: number): DS.DataSyncClient;
  /** A client of another emulator. */
  clientAt(other: Running): DS.DataSyncClient;
}

const made: DS.DataSyncClient[] = [];

export async function setSyncStage(options: EmulatorOptions = {}): Promise<SyncStage> {
  const timing = { jobStateMs: 0, liveReplicationMs: 0, restoreMs: 0, ...options.timing };
  const seed = options.seed ?? { buckets: [{ name: FROM }, { name: TO }, { name: REPORTS }] };
  const running = await startEmulator({ ...options, seed, timing });
  const clientAt = (at: Running, region = HOME, account = 0): DS.DataSyncClient => {
    const { endpoint } = at.emulator;
    const credentials = at.credentials(account);
    const client = new DS.DataSyncClient({ endpoint, region, credentials, maxAttempts: 1 });
    made.push(client);
    return client;
  };
  const clientOf = (region: string, account?: number) => clientAt(running, region, account);
  const stage = { running, clientAt, clientOf, client: clientOf(HOME), s3: running.s3({ region: HOME }) };
  setRole(stage, 'source', SOURCE_STATEMENTS);
  setRole(stage, 'target', TARGET_STATEMENTS);
  setRole(stage, 'reports', [allow(['s3:PutObject', ...READ], arn(REPORTS, '*'))]);
  return stage;
}

export async function strikeSync({ running }: SyncStage): Promise<void> {
  for (const client of made.splice(0)) client.destroy();
  await running.close();
}

/** Trust with the conditions that AWS documents. */
export function trusting(more: Readonly<Record<string, string>> = {}): string {
  const keys = { 'aws:SourceAccount': ACCOUNT, ...more };
  return policy({
    Effect: 'Allow',
    Principal: { Service: 'datasync.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: { StringLike: keys },
  });
}

/** Makes a role, or replaces what it may do. */
export function setRole(
  { running }: SyncStage,
  name: string,
  statements: readonly object[],
  trustPolicy: string = trusting({ 'aws:SourceArn': `arn:aws:datasync:*:${ACCOUNT}:*` }),
): string {
  const inline = [policy(...(statements as readonly Readonly<Record<string, unknown>>[]))];
  return addRole(running.emulator.world, name, { inline, trustPolicy }).arn;
}

export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** The location of a side, with changes. */
export function location(
  side: 'source' | 'target',
  changes: Partial<DS.CreateLocationS3CommandInput> = {},
): DS.CreateLocationS3Command {
  return new DS.CreateLocationS3Command({
    S3BucketArn: arn(side === 'source' ? FROM : TO),
    S3Config: { BucketAccessRoleArn: roleArn(side) },
    ...changes,
  });
}

export interface Transfer {
  readonly source?: Partial<DS.CreateLocationS3CommandInput>;
  readonly target?: Partial<DS.CreateLocationS3CommandInput>;
  readonly task?: Partial<DS.CreateTaskCommandInput>;
  readonly start?: Partial<DS.StartTaskExecutionCommandInput>;
}

/** Two locations and a task, in Enhanced mode unless the task says otherwise. */
export async function makeTask({ client }: SyncStage, { source, target, task }: Transfer = {}): Promise<string> {
  const from = await client.send(location('source', source));
  const to = await client.send(location('target', target));
  const { TaskArn = '' } = await client.send(
    new DS.CreateTaskCommand({
      SourceLocationArn: from.LocationArn,
      DestinationLocationArn: to.LocationArn,
      TaskMode: 'ENHANCED',
      ...task,
    }),
  );
  return TaskArn;
}

export async function start(
  { client }: SyncStage,
  TaskArn: string,
  more: Partial<DS.StartTaskExecutionCommandInput> = {},
): Promise<string> {
  const { TaskExecutionArn = '' } = await client.send(new DS.StartTaskExecutionCommand({ TaskArn, ...more }));
  return TaskExecutionArn;
}

export function describeExecution(
  { client }: SyncStage,
  TaskExecutionArn: string,
): Promise<DS.DescribeTaskExecutionCommandOutput> {
  return client.send(new DS.DescribeTaskExecutionCommand({ TaskExecutionArn }));
}

/** Starts the task and waits for its end. */
export async function execute(
  stage: SyncStage,
  task: string,
  more: Partial<DS.StartTaskExecutionCommandInput> = {},
): Promise<DS.DescribeTaskExecutionCommandOutput> {
  const execution = await start(stage, task, more);
  await stage.running.emulator.idle();
  return describeExecution(stage, execution);
}

/** A task that is made and run once. */
export async function transfer(
  stage: SyncStage,
  transfer: Transfer = {},
): Promise<DS.DescribeTaskExecutionCommandOutput> {
  return execute(stage, await makeTask(stage, transfer), transfer.start);
}

/** A standard report of everything. */
export const REPORT: DS.TaskReportConfig = {
  Destination: {
    S3: { S3BucketArn: arn(REPORTS), BucketAccessRoleArn: roleArn('reports'), Subdirectory: 'told/' },
  },
  OutputType: 'STANDARD',
  ReportLevel: 'SUCCESSES_AND_ERRORS',
  ObjectVersionIds: 'INCLUDE',
};

export interface Reported {
  readonly keys: readonly string[];
  readonly summary: Readonly<Record<string, unknown>>;
  readonly entries: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** All reports that lie in the bucket of reports, as objects of it; of one execution, if there is no other. */
export function reported({ running }: SyncStage): Reported {
  const keys: string[] = [];
  const entries: Record<string, Record<string, unknown>[]> = {};
  let summary = {};
  for (const [version] of running.emulator.world.buckets.get(REPORTS)?.versions.ascend() ?? []) {
    if (version?.key.endsWith('.json') !== true) continue;
    keys.push(version.key);
    const content = JSON.parse(version.body.toString()) as Record<string, unknown>;
    if (version.key.includes('Summary-Reports/')) summary = content;
    for (const kind of ['Transferred', 'Verified', 'Skipped', 'Deleted']) {
      const some = content[kind] as Record<string, unknown>[] | undefined;
      if (some !== undefined) entries[kind] = [...(entries[kind] ?? []), ...some];
    }
  }
  return { keys, summary, entries };
}

/** What happened to each path: `Transferred a: SUCCESS`, `Skipped b: FAILED AccessDenied`. */
export function outcomes(stage: SyncStage): readonly string[] {
  const { entries } = reported(stage);
  return Object.entries(entries).flatMap(([kind, some]) =>
    some.map((entry) => {
      const status = Object.entries(entry).find(([name]) => /^(Transfer|Verify|Skip|Delete)Status$/.test(name))?.[1];
      const [why = ''] = [entry['ErrorCode'], entry['FailureReason'], entry['SkipReason']].filter(
        (text) => typeof text === 'string',
      );
      return `${kind} ${String(entry['RelativePath'])}: ${String(status)} ${why}`.trim();
    }),
  );
}

/** Keys of what a bucket holds now. */
export function keysIn({ running }: SyncStage, bucket: string = TO): readonly string[] {
  const keys: string[] = [];
  for (const [version] of running.emulator.world.buckets.get(bucket)?.versions.ascend() ?? []) {
    if (version?.deleteMarker === false) keys.push(version.key);
  }
  return keys;
}

export async function put({ s3 }: SyncStage, Key: string, more: Partial<S3.PutObjectCommandInput> = {}): Promise<void> {
  await s3.send(new S3.PutObjectCommand({ Bucket: FROM, Key, Body: Key, ...more }));
}
