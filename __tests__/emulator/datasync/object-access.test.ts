// Each object on both sides is a matter of policies, keys and locks, as for anybody.
import * as KMS from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../running';
import { allow, arn, without, type Statement } from '../stage';
import {
  ACCOUNT,
  execute,
  FROM,
  HOME,
  keysIn,
  makeTask,
  OTHER_ACCOUNT,
  outcomes,
  put,
  REPORT,
  reported,
  REPORTS,
  roleArn,
  setRole,
  setSyncStage,
  SOURCE_STATEMENTS,
  strikeSync,
  TARGET_STATEMENTS,
  TO,
  transfer,
  type SyncStage,
  type Transfer,
} from './sync-stage';

let stage: SyncStage;

beforeEach(async () => {
  stage = await setSyncStage();
});
afterEach(async () => {
  await strikeSync(stage);
  expect(bugs(stage.running)).toEqual([]);
});

const REPORTED: Transfer = { start: { TaskReportConfig: REPORT } };
const deny = (Action: string, Resource: string): Statement => ({ Effect: 'Deny', Action, Resource });

describe('a role', () => {
  it.each<[string, 'source' | 'target', Statement, string]>([
    [
      's3:GetObject on an object of the source',
      'source',
      deny('s3:GetObject', arn(FROM, 'b')),
      'Skipped b: FAILED AccessDenied',
    ],
    [
      's3:GetObjectTagging on it',
      'source',
      deny('s3:GetObjectTagging', arn(FROM, 'b')),
      'Skipped b: FAILED AccessDenied',
    ],
    ['s3:GetObject at the destination', 'target', deny('s3:GetObject', arn(TO, 'b')), 'Skipped b: FAILED AccessDenied'],
    [
      's3:PutObject at the destination',
      'target',
      deny('s3:PutObject', arn(TO, 'b')),
      'Transferred b: FAILED AccessDenied',
    ],
    [
      's3:PutObjectTagging there',
      'target',
      deny('s3:PutObjectTagging', arn(TO, 'b')),
      'Transferred b: FAILED AccessDenied',
    ],
  ])('without %s fails for that object alone, and SUCCESS hides it', async (_, role, statement, told) => {
    for (const key of ['a', 'b']) await put(stage, key, { Tagging: 'team=x' });
    setRole(stage, role, [...(role === 'source' ? SOURCE_STATEMENTS : TARGET_STATEMENTS), statement]);
    const found = await transfer(stage, REPORTED);
    expect(found).toMatchObject({ Status: 'SUCCESS', FilesTransferred: 1 });
    expect((found.FilesFailed?.Prepare ?? 0) + (found.FilesFailed?.Transfer ?? 0)).toBe(1);
    expect(outcomes(stage)).toContain(told);
    expect(keysIn(stage)).toEqual(['a']);
  });

  it('without s3:DeleteObject cannot delete', async () => {
    await put(stage, 'old', { Bucket: TO });
    setRole(stage, 'target', without('s3:DeleteObject', TARGET_STATEMENTS));
    const found = await transfer(stage, { ...REPORTED, task: { Options: { PreserveDeletedFiles: 'REMOVE' } } });
    expect(found).toMatchObject({ FilesDeleted: 0, FilesFailed: { Delete: 1 } });
    expect(outcomes(stage)).toEqual(['Deleted old: FAILED AccessDenied']);
  });

  it('is a session that policies and messages name', async () => {
    await put(stage, 'a');
    setRole(stage, 'target', without('s3:PutObject', TARGET_STATEMENTS));
    await transfer(stage, REPORTED);
    expect(reported(stage).entries['Transferred']?.[0]).toMatchObject({
      ErrorDetail: expect.stringMatching(
        new RegExp(
          `^User: arn:aws:sts::${ACCOUNT}:assumed-role/target/AwsSync-loc-[0-9a-f]{17} is not authorized to perform: s3:PutObject`,
        ),
      ),
    });
  });

  it('needs no more than AWS documents', async () => {
    for (const key of ['a', 'b']) await put(stage, key, { Tagging: 'team=x' });
    const task = await makeTask(stage, { task: { Options: { PreserveDeletedFiles: 'REMOVE' } } });
    expect(await execute(stage, task)).toMatchObject({ FilesTransferred: 2, FilesVerified: 2 });
    await stage.s3.send(new S3.DeleteObjectCommand({ Bucket: FROM, Key: 'b' }));
    expect(await execute(stage, task)).toMatchObject({ FilesDeleted: 1, FilesSkipped: 1 });
  });
});

describe('a bucket of another account', () => {
  const open = (bucket: string, role: string) => {
    const Statement = [
      { Effect: 'Allow', Principal: { AWS: roleArn(role) }, Action: 's3:*', Resource: [arn(bucket), arn(bucket, '*')] },
    ];
    const document = JSON.stringify({ Version: '2012-10-17', Statement });
    stage.running.emulator.world.buckets.get(bucket)?.documents.set('policy', document);
  };

  it.each([FROM, TO])('is open as far as its policy goes: %s', async (foreign) => {
    await strikeSync(stage);
    const buckets = [FROM, TO, REPORTS].map((name) => ({
      name,
      ...(name === foreign ? { accountId: OTHER_ACCOUNT } : {}),
      ...(name === FROM ? { objects: [{ key: 'a', body: 'a' }] } : {}),
    }));
    stage = await setSyncStage({ seed: { buckets } });
    open(foreign, foreign === FROM ? 'source' : 'target');
    const task = await makeTask(stage);
    expect(await execute(stage, task)).toMatchObject({ FilesTransferred: 1, FilesVerified: 1 });
    stage.running.emulator.world.buckets.get(foreign)?.documents.delete('policy');
    expect(await execute(stage, task)).toMatchObject({
      Status: 'ERROR',
      Result: { ErrorCode: 'FsS3HeadBucketFailed' },
    });
  });
});

describe('a key of KMS', () => {
  let kms: KMS.KMSClient;
  let key: string;

  beforeEach(async () => {
    const { endpoint } = stage.running.emulator;
    kms = new KMS.KMSClient({ endpoint, region: HOME, credentials: stage.running.credentials(0), maxAttempts: 1 });
    key = (await kms.send(new KMS.CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  });
  afterEach(() => kms.destroy());

  it('of the source has to be decrypted with', async () => {
    const encrypted = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key } as const;
    const task = await makeTask(stage);
    await put(stage, 'a', encrypted);
    expect(await execute(stage, task, { TaskReportConfig: REPORT })).toMatchObject({
      Status: 'SUCCESS',
      FilesFailed: { Transfer: 1 },
    });
    expect(reported(stage).entries['Transferred']?.[0]).toMatchObject({
      ErrorCode: 'AccessDenied',
      ErrorDetail: expect.stringContaining('not authorized to perform: kms:Decrypt'),
    });
    setRole(stage, 'source', [...SOURCE_STATEMENTS, allow('kms:Decrypt', key)]);
    expect(await execute(stage, task)).toMatchObject({ FilesTransferred: 1 });
  });

  it('of the destination makes data keys', async () => {
    const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } as const;
    const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault }];
    await stage.s3.send(
      new S3.PutBucketEncryptionCommand({ Bucket: TO, ServerSideEncryptionConfiguration: { Rules } }),
    );
    await put(stage, 'a');
    const task = await makeTask(stage);
    await execute(stage, task, { TaskReportConfig: REPORT });
    expect(reported(stage).entries['Transferred']?.[0]).toMatchObject({
      TransferStatus: 'FAILED',
      ErrorDetail: expect.stringContaining('kms:GenerateDataKey'),
    });
    setRole(stage, 'target', [...TARGET_STATEMENTS, allow(['kms:Decrypt', 'kms:GenerateDataKey'], key)]);
    expect(await execute(stage, task)).toMatchObject({ FilesTransferred: 1, FilesVerified: 1 });
    const head = await stage.s3.send(new S3.HeadObjectCommand({ Bucket: TO, Key: 'a' }));
    expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });
  });

  it('of the source that can read nothing is found when the location is made', async () => {
    await put(stage, 'a', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });
    await expect(makeTask(stage)).rejects.toThrow('could not perform s3:GetObject in bucket');
  });
});

describe('an object', () => {
  it('under a key that somebody has for himself cannot be read', async () => {
    const customer = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) };
    await put(stage, 'a', customer);
    const found = await transfer(stage, REPORTED);
    expect(found).toMatchObject({ Status: 'SUCCESS', FilesFailed: { Prepare: 1 } });
  });

  it('of the destination that is archived cannot be given other metadata', async () => {
    const Body = Buffer.alloc(50_000);
    await put(stage, 'a', { Body });
    await put(stage, 'a', { Body, Bucket: TO, StorageClass: 'GLACIER' });
    const found = await transfer(stage, REPORTED);
    expect(found).toMatchObject({ FilesFailed: { Transfer: 1 } });
    expect(outcomes(stage)).toEqual(['Transferred a: FAILED ObjectNotInActiveTierError']);
  });
});
