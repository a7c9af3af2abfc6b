import * as S3 from '@aws-sdk/client-s3';
import { STSClient, AssumeRoleCommand } from '@aws-sdk/client-sts';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { send, signed } from '../../http/raw-request';
import { bugs, errorOf } from '../../running';
import {
  ACCOUNT,
  allow,
  AWAY,
  createBucket,
  HOME,
  putRolePolicy,
  REPLICATION_ROLE,
  rule,
  setStage,
  SOURCE,
  type Stage,
  type Statement,
  strike,
} from '../../stage';

const Bucket = 'locked-source';
const LOCKED = 'locked-replicas';
const TOMORROW = new Date(Math.ceil(Date.now() / 1000) * 1000 + 24 * 60 * 60 * 1000);
const NEXT_WEEK = new Date(TOMORROW.getTime() + 7 * 24 * 60 * 60 * 1000);

let stage: Stage;
let s3: S3.S3Client;

beforeEach(async () => {
  stage = await setStage();
  ({ s3 } = stage);
  await createBucket(s3, Bucket, HOME, { ObjectLockEnabledForBucket: true });
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

async function put(Key: string, more: Partial<S3.PutObjectCommandInput> = {}): Promise<string> {
  return (await s3.send(new S3.PutObjectCommand({ Bucket, Key, Body: Key, ...more }))).VersionId ?? '';
}

const remove = (Key: string, VersionId: string, BypassGovernanceRetention?: boolean): Promise<unknown> =>
  s3.send(new S3.DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention }));
const retain = (Key: string, Retention: S3.ObjectLockRetention, bypass?: boolean): Promise<unknown> =>
  s3.send(new S3.PutObjectRetentionCommand({ Bucket, Key, Retention, BypassGovernanceRetention: bypass }));
const locked = { name: 'AccessDenied', status: 403, message: 'Access Denied because object protected by object lock.' };

async function defaultRetention(bucket: string, client = s3): Promise<void> {
  const ObjectLockConfiguration: S3.ObjectLockConfiguration = {
    ObjectLockEnabled: 'Enabled',
    Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 3 } },
  };
  await client.send(new S3.PutObjectLockConfigurationCommand({ Bucket: bucket, ObjectLockConfiguration }));
}

describe('a bucket without Object Lock', () => {
  it('is no bucket where a delete asks for a bypass, or asks for none', async () => {
    const unlocked = { Bucket: SOURCE, Key: 'a' };
    const Delete = { Objects: [{ Key: 'a' }] };
    for (const BypassGovernanceRetention of [true, false])
      for (const command of [
        new S3.DeleteObjectCommand({ ...unlocked, BypassGovernanceRetention }),
        new S3.DeleteObjectsCommand({ Bucket: SOURCE, Delete, BypassGovernanceRetention }),
      ])
        expect(await errorOf(s3.send(command as S3.DeleteObjectCommand))).toMatchObject({
          name: 'InvalidArgument',
          status: 400,
        });
    await s3.send(new S3.DeleteObjectCommand(unlocked));
  });
});

describe('a version under retention', () => {
  it('shows mode and time, and cannot be deleted by its version id', async () => {
    const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: TOMORROW } as const;
    const id = await put('a', lock);
    expect(await s3.send(new S3.HeadObjectCommand({ Bucket, Key: 'a' }))).toMatchObject(lock);
    const { Retention } = await s3.send(new S3.GetObjectRetentionCommand({ Bucket, Key: 'a' }));
    expect(Retention).toEqual({ Mode: 'COMPLIANCE', RetainUntilDate: TOMORROW });
    expect(await errorOf(remove('a', id))).toMatchObject(locked);
    const Delete = { Objects: [{ Key: 'a', VersionId: id }] };
    const { Errors } = await s3.send(new S3.DeleteObjectsCommand({ Bucket, Delete, BypassGovernanceRetention: true }));
    expect(Errors?.map(({ Code }) => Code)).toEqual(['AccessDenied']);
    await s3.send(new S3.DeleteObjectCommand({ Bucket, Key: 'a' }));
  });

  it('of mode GOVERNANCE can be deleted by those who bypass it', async () => {
    const id = await put('a', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: TOMORROW });
    expect(await errorOf(remove('a', id))).toMatchObject(locked);
    await remove('a', id, true);
  });

  it('of mode GOVERNANCE cannot be deleted by a caller without the permission to bypass it', async () => {
    const id = await put('a', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: TOMORROW });
    const session = await sessionOf(allow(['s3:DeleteObjectVersion'], '*'));
    const command = new S3.DeleteObjectCommand({ Bucket, Key: 'a', VersionId: id, BypassGovernanceRetention: true });
    expect(await errorOf(session.send(command))).toMatchObject(locked);
  });

  it('gets the default of the bucket if the writer says nothing', async () => {
    await defaultRetention(Bucket);
    const id = await put('a');
    const { Retention } = await s3.send(new S3.GetObjectRetentionCommand({ Bucket, Key: 'a' }));
    expect(Retention?.Mode).toBe('GOVERNANCE');
    expect(Math.round(((Retention?.RetainUntilDate?.getTime() ?? 0) - Date.now()) / 86_400_000)).toBe(3);
    expect(await errorOf(remove('a', id))).toMatchObject(locked);
  });

  it('can be kept longer by anybody, and less long only in mode GOVERNANCE by those who bypass it', async () => {
    await put('strict', { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: TOMORROW });
    await retain('strict', { Mode: 'COMPLIANCE', RetainUntilDate: NEXT_WEEK });
    expect(await errorOf(retain('strict', { Mode: 'COMPLIANCE', RetainUntilDate: TOMORROW }, true))).toMatchObject(
      locked,
    );
    expect(await errorOf(retain('strict', { Mode: 'GOVERNANCE', RetainUntilDate: NEXT_WEEK }, true))).toMatchObject(
      locked,
    );
    await put('loose', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: NEXT_WEEK });
    expect(await errorOf(retain('loose', { Mode: 'GOVERNANCE', RetainUntilDate: TOMORROW }))).toMatchObject(locked);
    await retain('loose', { Mode: 'GOVERNANCE', RetainUntilDate: TOMORROW }, true);
  });

  it('gets a stricter mode only by those who bypass the one it has', async () => {
    await put('a', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: TOMORROW });
    const strict = { Mode: 'COMPLIANCE', RetainUntilDate: NEXT_WEEK } as const;
    expect(await errorOf(retain('a', strict))).toMatchObject(locked);
    await retain('a', strict, true);
  });
});

describe('bytes that will be locked', () => {
  const write = async (path: string, query: Record<string, string>, headers: Record<string, string>) => {
    const request = { method: 'PUT', path, query, body: 'x', headers };
    const { status, code, body } = await send(stage.running, await signed(stage.running, request));
    return { status, code, message: /<Message>([^<]*)/.exec(body)?.[1] };
  };
  const needed = (what: string) => ({
    status: 400,
    code: 'InvalidRequest',
    message: `Content-MD5 OR x-amz-checksum- HTTP header is required for ${what} requests with Object Lock parameters`,
  });

  it('come with a checksum, whether the request locks them or the bucket does', async () => {
    const path = `/${Bucket}/a`;
    const hold = { 'x-amz-object-lock-legal-hold': 'ON' };
    expect(await write(path, {}, hold)).toEqual(needed('Put Object'));
    expect(await write(path, {}, { ...hold, 'x-amz-sdk-checksum-algorithm': 'CRC32' })).toEqual(needed('Put Object'));
    expect(await write(path, {}, { ...hold, 'x-amz-checksum-crc32': 'jNwWgw==' })).toMatchObject({ status: 200 });
    expect(await write(path, {}, { ...hold, 'content-md5': 'ndTkYSaMgDT1yFZOFVxnpg==' })).toMatchObject({
      status: 200,
    });
    expect(await write(path, {}, {})).toMatchObject({ status: 200 });
    await defaultRetention(Bucket);
    expect(await write(path, {}, {})).toEqual(needed('Put Object'));
  });

  it('come with a checksum in every part of an upload', async () => {
    await defaultRetention(Bucket);
    const { UploadId = '' } = await s3.send(new S3.CreateMultipartUploadCommand({ Bucket, Key: 'a' }));
    const part = { uploadId: UploadId, partNumber: '1' };
    expect(await write(`/${Bucket}/a`, part, {})).toEqual(needed('Put Part'));
    expect(await write(`/${Bucket}/a`, part, { 'x-amz-checksum-crc32': 'jNwWgw==' })).toMatchObject({ status: 200 });
  });
});

describe('a legal hold', () => {
  it('keeps a version until it is taken off, whoever asks', async () => {
    const id = await put('a', { ObjectLockLegalHoldStatus: 'ON' });
    expect(await errorOf(remove('a', id, true))).toMatchObject(locked);
    expect((await s3.send(new S3.HeadObjectCommand({ Bucket, Key: 'a' }))).ObjectLockLegalHoldStatus).toBe('ON');
    await s3.send(new S3.PutObjectLegalHoldCommand({ Bucket, Key: 'a', LegalHold: { Status: 'OFF' } }));
    const { LegalHold } = await s3.send(new S3.GetObjectLegalHoldCommand({ Bucket, Key: 'a' }));
    expect(LegalHold).toEqual({ Status: 'OFF' });
    await remove('a', id);
  });
});

describe('requests that Object Lock does not fit', () => {
  it('are refused in a bucket without it', async () => {
    const Bucket = 'source-of-stage';
    const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: TOMORROW } as const;
    const write = s3.send(new S3.PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ...lock }));
    expect(await errorOf(write)).toMatchObject({ name: 'InvalidRequest', status: 400 });
    await s3.send(new S3.PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    const hold = s3.send(new S3.PutObjectLegalHoldCommand({ Bucket, Key: 'a', LegalHold: { Status: 'ON' } }));
    expect(await errorOf(hold)).toMatchObject({ name: 'InvalidRequest' });
  });

  it('are refused with a mode alone, a time that is over, and a status that there is not', async () => {
    const past = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: new Date(0) } as const;
    expect(await errorOf(put('a', { ObjectLockMode: 'COMPLIANCE' }))).toMatchObject({ name: 'InvalidArgument' });
    expect(await errorOf(put('a', past))).toMatchObject({ name: 'InvalidArgument' });
    expect(await errorOf(put('a', { ObjectLockLegalHoldStatus: 'MAYBE' as 'ON' }))).toMatchObject({
      name: 'InvalidArgument',
    });
  });

  it('tell of an object without a lock', async () => {
    await put('a');
    const read = s3.send(new S3.GetObjectRetentionCommand({ Bucket, Key: 'a' }));
    expect(await errorOf(read)).toMatchObject({ name: 'NoSuchObjectLockConfiguration', status: 404 });
  });
});

describe('replication between buckets with Object Lock', () => {
  beforeEach(async () => {
    await createBucket(stage.away, LOCKED, AWAY, { ObjectLockEnabledForBucket: true });
    await putRolePolicy(stage.iam, 'replication', [allow('s3:*', '*')]);
    const ReplicationConfiguration = {
      Role: REPLICATION_ROLE,
      Rules: [rule({ Destination: { Bucket: `arn:aws:s3:::${LOCKED}` } })],
    };
    await s3.send(new S3.PutBucketReplicationCommand({ Bucket, ReplicationConfiguration }));
  });

  const replica = (Key: string): Promise<S3.HeadObjectCommandOutput> =>
    stage.away.send(new S3.HeadObjectCommand({ Bucket: LOCKED, Key }));

  it('brings retention and legal hold, and later changes of them', async () => {
    await put('a', {
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: TOMORROW,
      ObjectLockLegalHoldStatus: 'ON',
    });
    await stage.running.emulator.idle();
    expect(await replica('a')).toMatchObject({
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: TOMORROW,
      ObjectLockLegalHoldStatus: 'ON',
    });
    await retain('a', { Mode: 'GOVERNANCE', RetainUntilDate: NEXT_WEEK });
    await stage.running.emulator.idle();
    expect((await replica('a')).ObjectLockRetainUntilDate).toEqual(NEXT_WEEK);
  });

  it('gives the default of the destination to objects without a retention', async () => {
    await defaultRetention(LOCKED, stage.away);
    await put('a');
    await stage.running.emulator.idle();
    expect((await replica('a')).ObjectLockMode).toBe('GOVERNANCE');
  });
});

async function sessionOf(...statements: readonly Statement[]): Promise<S3.S3Client> {
  const trust = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await stage.iam.send(new CreateRoleCommand({ RoleName: 'caller', AssumeRolePolicyDocument }));
  await putRolePolicy(stage.iam, 'caller', statements);
  const { endpoint } = stage.running.emulator;
  const sts = new STSClient({ endpoint, region: HOME, credentials: stage.running.credentials(0) });
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/caller`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
  sts.destroy();
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return stage.running.s3({
    region: HOME,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  });
}
