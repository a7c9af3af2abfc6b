// A backfill that works: a bucket with a rule, a bucket for the replicas, one for reports, two roles that may do what they
// need and no more. Tests take it as it is, or break one thing of it.
import * as IAM from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import * as Control from '@aws-sdk/client-s3-control';
import { ControlledClock } from '../../emulator/time/controlled-clock';
import type { EmulatorOptions } from '../../emulator/emulator';
import { startEmulator, type Running } from './running';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const SOURCE = 'source-of-stage';
export const REPLICAS = 'replicas-of-stage';
export const REPORTS = 'reports-of-stage';
export const REPLICATION_ROLE = `arn:aws:iam::${ACCOUNT}:role/replication`;
export const JOB_ROLE = `arn:aws:iam::${ACCOUNT}:role/job`;

/** Region of the source, the reports and the jobs. */
export const HOME = 'us-east-1';
/** Region of the replicas. */
export const AWAY = 'eu-west-1';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const allow = (Action: string | readonly string[], Resource: string | readonly string[]): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

export const arn = (bucket: string, key?: string): string =>
  `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;

/** What the replication role may do, as AWS documents it. */
export const REPLICATION_STATEMENTS: readonly Statement[] = [
  allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], arn(SOURCE)),
  allow(
    [
      's3:GetObjectVersionForReplication',
      's3:GetObjectVersionAcl',
      's3:GetObjectVersionTagging',
      's3:GetObjectRetention',
      's3:GetObjectLegalHold',
    ],
    arn(SOURCE, '*'),
  ),
  allow(['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'], arn(REPLICAS, '*')),
];

/** What the job role may do, as AWS documents it for a manifest that S3 generates and keeps. */
export const JOB_STATEMENTS: readonly Statement[] = [
  allow('s3:InitiateReplication', arn(SOURCE, '*')),
  allow(['s3:GetReplicationConfiguration', 's3:PutInventoryConfiguration'], arn(SOURCE)),
  allow(['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], arn(REPORTS, '*')),
];

/** The statements without one action. */
export function without(action: string, statements: readonly Statement[]): readonly Statement[] {
  return statements.flatMap((statement) => {
    const actions = [statement.Action].flat().filter((name) => name !== action);
    return actions.length === 0 ? [] : [{ ...statement, Action: actions }];
  });
}

export interface Stage {
  readonly running: Running;
  readonly s3: S3.S3Client;
  /** For the Region of the replicas. */
  readonly away: S3.S3Client;
  readonly control: Control.S3ControlClient;
  readonly iam: IAM.IAMClient;
}

const RULE = {
  ID: 'all',
  Status: 'Enabled',
  Priority: 1,
  Filter: {},
  DeleteMarkerReplication: { Status: 'Disabled' },
  Destination: { Bucket: arn(REPLICAS) },
} as const satisfies S3.ReplicationRule;

/** The rule of the stage, with changes. */
export function rule(changes: Partial<S3.ReplicationRule> = {}): S3.ReplicationRule {
  return { ...RULE, ...changes };
}

/** @param options - times are zero unless they say otherwise */
export async function setStage(options: EmulatorOptions = {}): Promise<Stage> {
  const timing = { jobStateMs: 0, liveReplicationMs: 0, restoreMs: 0, ...options.timing };
  const running = await startEmulator({ ...options, timing });
  const { endpoint } = running.emulator;
  const settings = { endpoint, region: HOME, credentials: running.credentials(0), maxAttempts: 1 };
  const stage: Stage = {
    running,
    s3: running.s3({ region: HOME }),
    away: running.s3({ region: AWAY }),
    control: new Control.S3ControlClient({ ...settings, endpointProvider: () => ({ url: new URL(endpoint) }) }),
    iam: new IAM.IAMClient(settings),
  };
  await createBucket(stage.s3, SOURCE, HOME);
  await createBucket(stage.away, REPLICAS, AWAY);
  await stage.s3.send(new S3.CreateBucketCommand({ Bucket: REPORTS }));
  await createRole(stage, 'replication', 's3.amazonaws.com', REPLICATION_STATEMENTS);
  await createRole(stage, 'job', 'batchoperations.s3.amazonaws.com', JOB_STATEMENTS);
  return stage;
}

/** Lets time pass on a stage whose clock is controlled. */
export async function passTime({ running }: Stage, milliseconds: number): Promise<void> {
  const { clock } = running.emulator.world;
  if (!(clock instanceof ControlledClock)) throw new Error('the clock is not controlled');
  await clock.moveTo(clock.now() + milliseconds);
}

export async function strike(stage: Stage): Promise<void> {
  stage.control.destroy();
  stage.iam.destroy();
  await stage.running.close();
}

/** A bucket with versioning. */
export async function createBucket(
  client: S3.S3Client,
  Bucket: string,
  region: string,
  more: Partial<S3.CreateBucketCommandInput> = {},
): Promise<void> {
  const home = region === HOME ? {} : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } };
  await client.send(new S3.CreateBucketCommand({ Bucket, ...home, ...more }));
  await client.send(new S3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
}

export function trustOf(service: string): string {
  const Statement = [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

async function createRole(
  { iam }: Stage,
  RoleName: string,
  service: string,
  statements: readonly Statement[],
): Promise<void> {
  await iam.send(new IAM.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustOf(service) }));
  await putRolePolicy(iam, RoleName, statements);
}

/** Replaces what the role may do. */
export async function putRolePolicy(
  iam: IAM.IAMClient,
  RoleName: string,
  statements: readonly Statement[],
): Promise<void> {
  if (statements.length === 0) {
    await iam.send(new IAM.DeleteRolePolicyCommand({ RoleName, PolicyName: 'own' }));
    return;
  }
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iam.send(new IAM.PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }));
}

/** Policy of a bucket in which each statement is about everybody of the account. */
export async function putBucketPolicy(
  client: S3.S3Client,
  Bucket: string,
  statements: readonly (Statement & { readonly Principal: unknown })[],
): Promise<void> {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await client.send(new S3.PutBucketPolicyCommand({ Bucket, Policy }));
}

export async function putRules({ s3 }: Stage, ...rules: readonly S3.ReplicationRule[]): Promise<void> {
  const ReplicationConfiguration = { Role: REPLICATION_ROLE, Rules: rules.length === 0 ? [RULE] : [...rules] };
  await s3.send(new S3.PutBucketReplicationCommand({ Bucket: SOURCE, ReplicationConfiguration }));
}

/** @returns the version id */
export async function put({ s3 }: Stage, Key: string, more: Partial<S3.PutObjectCommandInput> = {}): Promise<string> {
  const { VersionId = '' } = await s3.send(new S3.PutObjectCommand({ Bucket: SOURCE, Key, Body: Key, ...more }));
  return VersionId;
}

export async function statusOf(
  client: S3.S3Client,
  Bucket: string,
  Key: string,
  VersionId?: string,
): Promise<string | undefined> {
  return (await client.send(new S3.HeadObjectCommand({ Bucket, Key, VersionId }))).ReplicationStatus;
}

/** Keys of the replicas that are there. */
export async function replicaKeys({ away }: Stage): Promise<readonly string[]> {
  const { Contents = [] } = await away.send(new S3.ListObjectsV2Command({ Bucket: REPLICAS }));
  return Contents.map(({ Key = '' }) => Key);
}

export async function bodyOf(client: S3.S3Client, Bucket: string, Key: string): Promise<string> {
  const { Body } = await client.send(new S3.GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
}
