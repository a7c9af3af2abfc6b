// What tests of routing have in common: objects that one method leaves, and what the program says of them.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import type { Built } from './built';
import type { Program, Said } from './setup';

const KEY = 'arn:aws:kms:us-east-1:111122223333:alias/aws/s3';
export const COPY_ROLE = 'arn:aws:iam::111122223333:role/copies';
export const PACE = ['--yes', '--poll-seconds', '0.05', '--rule-wait-seconds', '0', '--output', 'json'];
export const HERE = ['--outputs', 'outputs.json'];

export interface Told {
  readonly kind: string;
  readonly [name: string]: unknown;
}

export function told({ stdout }: Said, kind: string): readonly Told[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Told)
    .filter((one) => one.kind === kind);
}

export const routesIn = (said: Said): readonly unknown[] =>
  told(said, 'route').map(({ cause, objects, method, does }) => [cause, objects, method, does]);
export const costsIn = (said: Said): readonly unknown[] =>
  told(said, 'cost').flatMap(({ lines }) => (lines as readonly { readonly item: string }[]).map(({ item }) => item));
export const answersIn = (said: Said): readonly unknown[] => told(said, 'certificate').map(({ answer }) => answer);
export const wordsOf = (command: unknown): readonly string[] => String(command).split(' ').slice(1);

export const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

export async function addCopyRole({ iam }: Program): Promise<void> {
  const Principal = { Service: 'batchoperations.s3.amazonaws.com' };
  const AssumeRolePolicyDocument = policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
  await iam.send(new CreateRoleCommand({ RoleName: 'copies', AssumeRolePolicyDocument }));
  const Action = ['s3:Get*', 's3:List*', 's3:PutInventoryConfiguration', 's3:PutObject*'];
  const PolicyDocument = policy({ Effect: 'Allow', Action, Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'copies', PolicyName: 'all', PolicyDocument }));
}

export async function setRules({ s3 }: Program, Status: 'Enabled' | 'Disabled'): Promise<void> {
  const { ReplicationConfiguration } = await s3.send(new S3.GetBucketReplicationCommand({ Bucket: 'src' }));
  const Rules = ReplicationConfiguration?.Rules?.map((rule) => ({ ...rule, Status }));
  const changed = { Role: ReplicationConfiguration?.Role, Rules };
  await s3.send(new S3.PutBucketReplicationCommand({ Bucket: 'src', ReplicationConfiguration: changed }));
}

/** Every version is deleted by its version id. */
export async function emptyForGood({ s3 }: Program, Bucket: string): Promise<void> {
  const { Versions = [] } = await s3.send(new S3.ListObjectVersionsCommand({ Bucket }));
  for (const { Key, VersionId } of Versions) await s3.send(new S3.DeleteObjectCommand({ Bucket, Key, VersionId }));
}

/** The rule replicates objects under SSE-KMS, too. */
async function optIn({ s3 }: Program): Promise<void> {
  const { ReplicationConfiguration } = await s3.send(new S3.GetBucketReplicationCommand({ Bucket: 'src' }));
  const Rules = ReplicationConfiguration?.Rules?.map((rule) => ({
    ...rule,
    SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' as const } },
    Destination: { Bucket: rule.Destination?.Bucket, EncryptionConfiguration: { ReplicaKmsKeyID: KEY } },
  }));
  const changed = { Role: ReplicationConfiguration?.Role, Rules };
  await s3.send(new S3.PutBucketReplicationCommand({ Bucket: 'src', ReplicationConfiguration: changed }));
}

/**
 * Its replica was deleted by its version id.
 * @param withSecret whether there is one under SSE-KMS, too
 */
export async function startGone(built: Built, withSecret = false): Promise<Program> {
  const program = await built.start(['folder/gone']);
  if (withSecret) {
    await optIn(program);
    await put(program, 'folder/secret', { ServerSideEncryption: 'aws:kms' });
    await program.running.emulator.idle();
  }
  expect(await program.run(['run', ...HERE, ...PACE])).toMatchObject({ exitCode: 0 });
  await emptyForGood(program, 'dst');
  return program;
}

/** The handoff names a role of jobs that copy. */
export async function allowCopyJobs(program: Program): Promise<void> {
  await addCopyRole(program);
  const file = path.join(program.folder, 'outputs.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"roles":{', `"roles":{"batchCopyArn":"${COPY_ROLE}",`));
}

/** An object of 6 GiB, twice what is at parts/half. */
export async function makeLarge(
  s3: S3.S3Client,
  large: { readonly Bucket: string; readonly Key: string },
): Promise<void> {
  const { UploadId } = await s3.send(new S3.CreateMultipartUploadCommand(large));
  const Parts: S3.CompletedPart[] = [];
  for (const PartNumber of [1, 2]) {
    const part = { ...large, UploadId, PartNumber, CopySource: 'parts/half' };
    const { CopyPartResult } = await s3.send(new S3.UploadPartCopyCommand(part));
    Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
  }
  await s3.send(new S3.CompleteMultipartUploadCommand({ ...large, UploadId, MultipartUpload: { Parts } }));
}

export const versionsIn = async ({ s3 }: Program, Bucket: string): Promise<readonly unknown[]> =>
  (await s3.send(new S3.ListObjectVersionsCommand({ Bucket }))).Versions?.map(({ Key }) => Key) ?? [];

export const STATUSES = ['NONE', 'FAILED', 'COMPLETED'].flatMap((one) => ['--replication-status', one]);

/** An object of the source. */
export async function put({ s3 }: Program, Key: string, more: Partial<S3.PutObjectCommandInput> = {}): Promise<void> {
  await s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key, Body: Key, ...more }));
}
