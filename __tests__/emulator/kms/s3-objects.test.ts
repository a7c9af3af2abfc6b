// What KMS says when an object under SSE-KMS is written or read.
import {
  CreateAliasCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  type KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT, addRole, allow } from '../iam/access/small-world';
import { destroyClients, sessionKeys } from '../iam/iam-client';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { createKey, destroyKmsClients, kmsClient } from './kms-client';

const Bucket = 'under-kms';
const Key = 'folder/object';

let running: Running;
let kms: KMSClient;
let s3: S3.S3Client;
let key: string;

beforeEach(async () => {
  running = await startEmulator();
  kms = kmsClient(running);
  s3 = running.s3();
  key = await createKey(kms);
  await s3.send(new S3.CreateBucketCommand({ Bucket }));
});

afterEach(async () => {
  destroyKmsClients();
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const KMS_HEADERS = { ServerSideEncryption: 'aws:kms' } as const;

const put = (client = s3, SSEKMSKeyId: string | undefined = key) =>
  client.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'body', ...KMS_HEADERS, SSEKMSKeyId }));
const get = (client = s3) => client.send(new S3.GetObjectCommand({ Bucket, Key }));
const copy = (client = s3, SSEKMSKeyId: string | undefined = key) =>
  client.send(
    new S3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}`, ...KMS_HEADERS, SSEKMSKeyId }),
  );

/** A client with the credentials of a role that may do all of S3, and these actions on these keys. */
async function roleWith(actions: string[], resource = '*'): Promise<S3.S3Client> {
  const inline = [allow('s3:*'), allow(actions, resource)];
  const { world } = running.emulator;
  const role = addRole(world, `role-${world.roles.size}`, { inline, trustPolicy: TRUST });
  return running.s3({ credentials: await sessionKeys(running, role.arn) });
}

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }],
});

describe('an object under SSE-KMS', () => {
  it('is written and read while its key is enabled', async () => {
    expect(await put()).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });
    expect(await (await get()).Body?.transformToString()).toBe('body');
    await copy();
  });

  it.each([
    ['disabled', 'KMS.DisabledException', 'is disabled.', () => kms.send(new DisableKeyCommand({ KeyId: key }))],
    [
      'pending deletion',
      'KMS.KMSInvalidStateException',
      'is pending deletion.',
      () => kms.send(new ScheduleKeyDeletionCommand({ KeyId: key })),
    ],
  ])('is neither written nor read while its key is %s', async (_, name, text, change: () => Promise<unknown>) => {
    await put();
    await change();
    const fault = { name, status: 400, message: `${key} ${text}` };
    expect(await errorOf(put())).toMatchObject(fault);
    expect(await errorOf(get())).toMatchObject(fault);
    expect(await errorOf(copy(s3, await createKey(kms)))).toMatchObject(fault);
    // What is said of the object is not under the key.
    expect(await s3.send(new S3.HeadObjectCommand({ Bucket, Key }))).toMatchObject({ SSEKMSKeyId: key });
  });

  it('is not written under a key that signs', async () => {
    const signing = await createKey(kms, { KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048' });
    expect(await errorOf(put(s3, signing))).toMatchObject({ name: 'KMS.InvalidKeyUsageException', status: 400 });
  });

  it('is readable again when its key is enabled again', async () => {
    await put();
    await kms.send(new DisableKeyCommand({ KeyId: key }));
    await kms.send(new EnableKeyCommand({ KeyId: key }));
    await get();
  });

  it('is not written under a key that does not exist where there are others, or is in another Region', async () => {
    const missing = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
    expect(await errorOf(put(s3, missing))).toMatchObject({
      name: 'KMS.NotFoundException',
      status: 400,
      message: `Key '${missing}' does not exist`,
    });
    const away = missing.replace('us-east-1', 'eu-west-1');
    expect(await errorOf(put(s3, away))).toMatchObject({
      name: 'KMS.NotFoundException',
      message: 'Invalid arn eu-west-1',
    });
  });

  it('is written and read under a key that the emulator cannot know, whoever asks', async () => {
    running.emulator.world.keys.clear();
    const elsewhere = `arn:aws:kms:us-east-1:${ACCOUNT}:key/of-real-aws`;
    const role = await roleWith(['sts:GetCallerIdentity']);
    await put(role, elsewhere);
    expect(await get(role)).toMatchObject({ SSEKMSKeyId: elsewhere });
    const { world } = running.emulator;
    world.quirks = { ...world.quirks, unknownKmsKeysNotFound: true };
    expect(await errorOf(put(s3, elsewhere))).toMatchObject({ name: 'KMS.NotFoundException', status: 400 });
    expect(await errorOf(get(s3))).toMatchObject({ name: 'KMS.NotFoundException', status: 400 });
  });

  it('can name its key by an alias', async () => {
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/objects', TargetKeyId: key }));
    await put(s3, 'alias/objects');
    await kms.send(new DisableKeyCommand({ KeyId: key }));
    expect(await errorOf(get())).toMatchObject({ name: 'KMS.DisabledException' });
  });
});

describe('somebody who may do all of S3', () => {
  it('needs kms:GenerateDataKey to write, and kms:Decrypt to read', async () => {
    await put();
    const reader = await roleWith(['kms:Decrypt'], key);
    await get(reader);
    const write = await errorOf(put(reader));
    expect(write).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(write.message).toContain(`is not authorized to perform: kms:GenerateDataKey on resource: ${key}`);
    const writer = await roleWith(['kms:GenerateDataKey'], key);
    await put(writer);
    expect((await errorOf(get(writer))).message).toContain('kms:Decrypt');
    expect((await errorOf(copy(writer))).message).toContain('kms:Decrypt');
    expect((await errorOf(copy(reader))).message).toContain('kms:GenerateDataKey');
  });

  it('needs kms:Decrypt too to complete an upload in parts', async () => {
    const upload = async (client: S3.S3Client): Promise<unknown> => {
      const input = { Bucket, Key };
      const { UploadId } = await client.send(
        new S3.CreateMultipartUploadCommand({ ...input, ...KMS_HEADERS, SSEKMSKeyId: key }),
      );
      const { ETag } = await client.send(new S3.UploadPartCommand({ ...input, UploadId, PartNumber: 1, Body: 'part' }));
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
      return client.send(new S3.CompleteMultipartUploadCommand({ ...input, UploadId, MultipartUpload }));
    };
    expect((await errorOf(upload(await roleWith(['kms:GenerateDataKey'])))).message).toContain('kms:Decrypt');
    await upload(await roleWith(['kms:GenerateDataKey', 'kms:Decrypt']));
  });

  it("needs no permission for the bucket's default key of AWS, but another account cannot use it", async () => {
    await s3.send(
      new S3.PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
        },
      }),
    );
    const plainPut = (client: S3.S3Client) => client.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'body' }));
    const role = await roleWith(['sts:GetCallerIdentity']);
    await plainPut(role);
    await get(role);
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}/*` },
      ],
    });
    await s3.send(new S3.PutBucketPolicyCommand({ Bucket, Policy }));
    const other = running.s3({ credentials: running.credentials(1) });
    expect((await errorOf(plainPut(other))).message).toContain('kms:GenerateDataKey');
    expect((await errorOf(get(other))).message).toContain('kms:Decrypt');
  });
});
