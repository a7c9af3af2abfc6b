// A copy that works, in the emulator: a source, a destination, and a role of the first account that copies from one to the other. Tests
// take it as it is, or break one thing of it.
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import type { KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { connect } from '../../../../runner/aws/connect';
import type { Aws } from '../../../../runner/ports/aws';
import type { PolicyDocument } from '../../../../runner/policy/policy-document';
import { queryClients, sessionKeys, type Keys, type QueryClients } from '../../../emulator/iam/iam-client';
import { createKey, kmsClient } from '../../../emulator/kms/kms-client';
import { startEmulator, type Running } from '../../../emulator/running';

export const HOME = 'us-east-1';
export const ACCOUNT = '111122223333';
export const THEIRS = '444455556666';
export const COPIER = `arn:aws:iam::${ACCOUNT}:role/copier`;
export const FROM = { bucket: 'copied-from', prefix: 'a*/' };
export const TO = { bucket: 'copied-to', prefix: 'archive/a/' };

export interface CopyStage {
  readonly running: Running;
  readonly iam: QueryClients['iam'];
  readonly kms: KMSClient;
  /** Of the owner of each bucket, who may do everything with it. */
  readonly source: S3.S3Client;
  readonly destination: S3.S3Client;
  readonly keys: { readonly source: string; readonly destination: string };
  /** Of a session of the copier. */
  readonly copier: Keys;
}

export interface CopyStageOptions {
  /** Side whose bucket belongs to the other account. @default - both are of the copier's */
  readonly theirs?: 'source' | 'destination';
  /** Whether both buckets have Object Lock and ACLs, and keys where they are the copier's. @default false */
  readonly full?: boolean;
}

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
});

export async function setCopyStage({ theirs, full = false }: CopyStageOptions = {}): Promise<CopyStage> {
  const running = await startEmulator({ region: HOME });
  const clientOf = (side: 'source' | 'destination'): S3.S3Client =>
    running.s3({ credentials: running.credentials(theirs === side ? 1 : 0) });
  const { iam } = queryClients(running);
  const kms = kmsClient(running);
  const [source, destination] = [clientOf('source'), clientOf('destination')];
  const more: Partial<S3.CreateBucketCommandInput> = full
    ? { ObjectLockEnabledForBucket: true, ObjectOwnership: 'BucketOwnerPreferred' }
    : {};
  await source.send(new S3.CreateBucketCommand({ Bucket: FROM.bucket, ...more }));
  await destination.send(new S3.CreateBucketCommand({ Bucket: TO.bucket, ...more }));
  await iam.send(new CreateRoleCommand({ RoleName: 'copier', AssumeRolePolicyDocument: TRUST }));
  const keys = { source: await createKey(kms), destination: await createKey(kms) };
  // Both keys are of the copier's account.
  if (full && theirs !== 'source') await encryptBy(source, FROM.bucket, keys.source);
  if (full && theirs !== 'destination') await encryptBy(destination, TO.bucket, keys.destination);
  return { running, iam, kms, source, destination, keys, copier: await sessionKeys(running, COPIER) };
}

/** Default encryption of the bucket. */
export async function encryptBy(s3: S3.S3Client, Bucket: string, KMSMasterKeyID: string): Promise<void> {
  const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID };
  const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }] };
  await s3.send(new S3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
}

/** Replaces what the copier may do. */
export async function letCopier({ iam }: CopyStage, policy: Pick<PolicyDocument, 'Statement'>): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', ...policy });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'copier', PolicyName: 'copy', PolicyDocument }));
}

/** AWS as the copier sees it. */
export function awsOfCopier({ running, copier }: CopyStage): Promise<Aws> {
  process.env['AWS_ACCESS_KEY_ID'] = copier.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = copier.secretAccessKey;
  process.env['AWS_SESSION_TOKEN'] = copier.sessionToken ?? '';
  const { endpoint } = running.emulator;
  return connect({ region: HOME, endpointUrl: endpoint, signal: new AbortController().signal }, {});
}

export async function strikeCopy({ running, kms }: CopyStage): Promise<void> {
  kms.destroy();
  await running.close();
}
