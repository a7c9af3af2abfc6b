// A copy job that works: the stage of a backfill, with a source and a target that never had versioning, and a role of its own.
import * as IAM from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import type * as Control from '@aws-sdk/client-s3-control';
import type { EmulatorOptions } from '../../emulator/emulator';
import { counts, csvManifest, reportRows, runJob } from './job-on-stage';
import { ACCOUNT, allow, arn, putRolePolicy, REPORTS, setStage, type Stage, type Statement, trustOf } from './stage';

/** Both in the Region of the jobs. */
export const PLAIN = 'plain-of-stage';
export const COPIES = 'copies-of-stage';
export const COPY_ROLE = `arn:aws:iam::${ACCOUNT}:role/copy`;

/** What the role may do: no more than copies of tagged objects take, of a manifest that S3 generates. */
export const COPY_STATEMENTS: readonly Statement[] = [
  allow(['s3:GetObject', 's3:GetObjectTagging'], arn(PLAIN, '*')),
  allow(['s3:ListBucket', 's3:PutInventoryConfiguration'], arn(PLAIN)),
  allow(['s3:PutObject', 's3:PutObjectTagging'], arn(COPIES, '*')),
  allow(['s3:GetObject', 's3:PutObject'], arn(REPORTS, '*')),
];

export async function setCopyStage(options: EmulatorOptions = {}): Promise<Stage> {
  const stage = await setStage(options);
  await stage.s3.send(new S3.CreateBucketCommand({ Bucket: PLAIN }));
  await stage.s3.send(new S3.CreateBucketCommand({ Bucket: COPIES }));
  const AssumeRolePolicyDocument = trustOf('batchoperations.s3.amazonaws.com');
  await stage.iam.send(new IAM.CreateRoleCommand({ RoleName: 'copy', AssumeRolePolicyDocument }));
  await grant(stage, COPY_STATEMENTS);
  return stage;
}

/** Replaces what the role of the copy job may do. */
export function grant({ iam }: Stage, statements: readonly Statement[]): Promise<void> {
  return putRolePolicy(iam, 'copy', statements);
}

/** An object of the source. */
export async function putPlain(
  { s3 }: Stage,
  Key: string,
  more: Partial<S3.PutObjectCommandInput> = {},
): Promise<void> {
  await s3.send(new S3.PutObjectCommand({ Bucket: PLAIN, Key, Body: Key, ...more }));
}

/** The order of a copy job; without other words it copies all of the source. */
export function copyOrder(
  S3PutObjectCopy: Control.S3CopyObjectOperation = {},
  changes: Partial<Control.CreateJobCommandInput> = {},
): Partial<Control.CreateJobCommandInput> {
  return {
    Operation: { S3PutObjectCopy: { TargetResource: arn(COPIES), ...S3PutObjectCopy } },
    RoleArn: COPY_ROLE,
    ...(changes.Manifest === undefined ? { ManifestGenerator: everything() } : {}),
    ...changes,
  };
}

/** @param Filter - takes every object unless it says otherwise */
export function everything(
  Filter: Control.JobManifestGeneratorFilter = {},
  more: Partial<Control.S3JobManifestGenerator> = {},
): Control.JobManifestGenerator {
  return { S3JobManifestGenerator: { SourceBucket: arn(PLAIN), EnableManifestOutput: false, Filter, ...more } };
}

/** Runs a copy job to its end. */
export function runCopy(
  stage: Stage,
  copy: Control.S3CopyObjectOperation = {},
  changes: Partial<Control.CreateJobCommandInput> = {},
): Promise<Control.JobDescriptor> {
  return runJob(stage, copyOrder(copy, changes));
}

/** A manifest of keys, without version ids. */
export function keyManifest(
  stage: Stage,
  keys: readonly string[],
  bucket: string = PLAIN,
): Promise<Control.JobManifest> {
  return csvManifest(
    stage,
    keys.map((key) => [bucket, key]),
    ['Bucket', 'Key'],
  );
}

/** What the job did: its counts, and for each failed task its HTTP status and code. */
export async function outcome(
  stage: Stage,
  job: Control.JobDescriptor,
): Promise<{ counts: readonly (number | undefined)[]; failures: readonly string[] }> {
  const rows = await reportRows(stage, job.JobId ?? '');
  const failed = rows.filter(({ status }) => status === 'failed');
  return { counts: counts(job), failures: failed.map(({ httpStatus, code }) => `${httpStatus} ${code}`) };
}

export async function keysIn({ s3 }: Stage, Bucket: string = COPIES): Promise<readonly string[]> {
  const { Contents = [] } = await s3.send(new S3.ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key = '' }) => Key);
}

export function headCopy({ s3 }: Stage, Key: string, Bucket: string = COPIES): Promise<S3.HeadObjectCommandOutput> {
  return s3.send(new S3.HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
}

export async function tagsOf({ s3 }: Stage, Key: string, Bucket: string = COPIES): Promise<unknown> {
  const { TagSet = [] } = await s3.send(new S3.GetObjectTaggingCommand({ Bucket, Key }));
  return Object.fromEntries(TagSet.map((tag) => [tag.Key, tag.Value]));
}
