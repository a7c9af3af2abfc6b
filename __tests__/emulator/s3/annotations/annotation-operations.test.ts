import { createHash } from 'node:crypto';
import { DisableKeyCommand } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT, addRole, allow, trust } from '../../iam/access/small-world';
import { destroyClients, sessionKeys } from '../../iam/iam-client';
import { createKey, destroyKmsClients, kmsClient } from '../../kms/kms-client';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3.S3Client;

beforeEach(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new S3.CreateBucketCommand({ Bucket: 'plain' }));
  await s3.send(new S3.CreateBucketCommand({ Bucket: 'versions' }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new S3.PutBucketVersioningCommand({ Bucket: 'versions', VersioningConfiguration }));
});
afterEach(async () => {
  expect(bugs(running)).toEqual([]);
  destroyKmsClients();
  await running.close();
});

const write = async (Bucket = 'plain', more: Partial<S3.PutObjectCommandInput> = {}): Promise<string | undefined> =>
  (await s3.send(new S3.PutObjectCommand({ Bucket, Key: 'a/b', Body: 'object', ...more }))).VersionId;
const annotate = (AnnotationName: string, more: Partial<S3.PutObjectAnnotationCommandInput> = {}) =>
  s3.send(
    new S3.PutObjectAnnotationCommand({
      Bucket: 'plain',
      Key: 'a/b',
      AnnotationName,
      AnnotationPayload: 'text',
      ...more,
    }),
  );
/** The answer, with the text of the annotation. */
const get = async (AnnotationName: string, more: Partial<S3.GetObjectAnnotationCommandInput> = {}) => {
  const command = new S3.GetObjectAnnotationCommand({ Bucket: 'plain', Key: 'a/b', AnnotationName, ...more });
  const { AnnotationPayload, ...answer } = await s3.send(command);
  return { ...answer, text: await AnnotationPayload?.transformToString() };
};
const list = (more: Partial<S3.ListObjectAnnotationsCommandInput> = {}) =>
  s3.send(new S3.ListObjectAnnotationsCommand({ Bucket: 'plain', Key: 'a/b', ...more }));
const remove = (AnnotationName: string, more: Partial<S3.DeleteObjectAnnotationCommandInput> = {}) =>
  s3.send(new S3.DeleteObjectAnnotationCommand({ Bucket: 'plain', Key: 'a/b', AnnotationName, ...more }));
const names = async (more: Partial<S3.ListObjectAnnotationsCommandInput> = {}) =>
  ((await list(more)).Annotations ?? []).map(({ AnnotationName }) => AnnotationName);
const NAMED = { Bucket: 'plain', Key: 'a/b', AnnotationName: 'x' };
const md5 = (text: string): string => `"${createHash('md5').update(text).digest('hex')}"`;

describe('an annotation', () => {
  it('is put, read, listed, replaced and deleted, and the object stays as it is', async () => {
    await write();
    const before = await s3.send(new S3.HeadObjectCommand({ Bucket: 'plain', Key: 'a/b' }));
    const put = await annotate('ml.labels', { AnnotationPayload: '{"a":"ü"}' });
    expect(put).toMatchObject({
      Key: 'a/b',
      AnnotationName: 'ml.labels',
      ETag: md5('{"a":"ü"}'),
      ServerSideEncryption: 'AES256',
      ChecksumType: 'FULL_OBJECT',
    });
    expect(put.ObjectVersionId).toBeUndefined();
    const read = await get('ml.labels');
    expect(read).toMatchObject({ text: '{"a":"ü"}', ETag: put.ETag, ContentLength: 10 });
    expect(read.LastModified).toBeInstanceOf(Date);
    await annotate('ml.labels', { AnnotationPayload: 'other' });
    await annotate('b');
    const listed = await list();
    expect(listed).toMatchObject({ Bucket: 'plain', Key: 'a/b', AnnotationCount: 2, MaxAnnotationResults: 1000 });
    expect(listed.Annotations).toEqual([
      expect.objectContaining({ AnnotationName: 'b', Size: 4, ETag: md5('text') }),
      expect.objectContaining({ AnnotationName: 'ml.labels', Size: 5, ETag: md5('other') }),
    ]);
    await remove('ml.labels');
    expect(await names()).toEqual(['b']);
    const after = await s3.send(new S3.HeadObjectCommand({ Bucket: 'plain', Key: 'a/b' }));
    expect({ ...after, $metadata: {} }).toEqual({ ...before, $metadata: {} });
  });

  it('that is not there is NoSuchAnnotation, to read and to delete', async () => {
    await write();
    expect(await errorOf(get('x'))).toMatchObject({ name: 'NoSuchAnnotation', status: 404 });
    expect(await errorOf(remove('x'))).toMatchObject({ name: 'NoSuchAnnotation', status: 404 });
  });

  it('of an object that is not there is NoSuchKey', async () => {
    const all = [() => annotate('x'), () => get('x'), () => list(), () => remove('x')];
    for (const one of all) expect(await errorOf(one())).toMatchObject({ name: 'NoSuchKey', status: 404 });
  });

  it('belongs to one version, which is told, and goes with it', async () => {
    const first = await write('versions');
    const there = { Bucket: 'versions' };
    expect((await annotate('x', there)).ObjectVersionId).toBe(first);
    const second = await write('versions');
    expect(await names(there)).toEqual([]);
    expect(await names({ ...there, VersionId: first })).toEqual(['x']);
    await annotate('y', { ...there, VersionId: first });
    expect((await get('y', { ...there, VersionId: first })).ObjectVersionId).toBe(first);
    await s3.send(new S3.DeleteObjectCommand({ ...there, Key: 'a/b' }));
    expect(await errorOf(annotate('z', there))).toMatchObject({ name: 'MethodNotAllowed', status: 405 });
    expect(await names({ ...there, VersionId: first })).toEqual(['x', 'y']);
    await s3.send(new S3.DeleteObjectCommand({ ...there, Key: 'a/b', VersionId: first }));
    expect(await errorOf(list({ ...there, VersionId: first }))).toMatchObject({ name: 'NoSuchVersion' });
    expect(await names({ ...there, VersionId: second })).toEqual([]);
  });

  it('goes when an object without versions is overwritten', async () => {
    await write();
    await annotate('x');
    await write();
    expect(await names()).toEqual([]);
  });

  it.each([
    ['InvalidAnnotationName', 'aws.thing'],
    ['InvalidAnnotationName', 'S3-thing'],
    ['InvalidAnnotationName', 'a b'],
    ['InvalidAnnotationName', 'a/b'],
    ['InvalidAnnotationName', ' '],
    ['AnnotationNameTooLong', 'ü'.repeat(257)],
  ])('is refused with %s for the name %j', async (code, name) => {
    await write();
    expect(await errorOf(annotate(name))).toMatchObject({ name: code, status: 400 });
    expect(await names()).toEqual([]);
  });

  it.each(['a', 'Ünï-côdé_1.2', '日本', 'x'.repeat(512), 'laws', 'my-s3'])('takes the name %j', async (name) => {
    await write();
    await annotate(name);
    expect(await names()).toEqual([name]);
  });

  it.each<[string, number, string | Uint8Array]>([
    ['InvalidRequest', 400, ''],
    ['EntityTooLarge', 400, 'x'.repeat(1024 ** 2 + 1)],
    ['UnsupportedMediaType', 415, Uint8Array.of(0x61, 0xff)],
  ])('is refused with %s (%i) for what is no text of 1 byte to 1 MiB', async (name, status, AnnotationPayload) => {
    await write();
    expect(await errorOf(annotate('x', { AnnotationPayload }))).toMatchObject({ name, status });
    await annotate('x', { AnnotationPayload: 'x'.repeat(1024 ** 2) });
  });

  it('is one of 1,000 at most', async () => {
    await write();
    const version = running.emulator.world.buckets.get('plain')?.versions.current('a/b');
    await annotate('n0');
    const [[, one] = []] = version?.annotations ?? [];
    if (version === undefined || one === undefined) throw new Error('nothing was written');
    version.annotations = new Map(Array.from({ length: 1000 }, (_, index) => [`n${index}`, one]));
    expect(await errorOf(annotate('more'))).toMatchObject({ name: 'AnnotationLimitExceeded', status: 400 });
    await annotate('n999', { AnnotationPayload: 'replaced' });
  });

  it('is put and deleted only if the object has the ETag that is asked for', async () => {
    await write();
    const right = { ObjectIfMatch: md5('object') };
    const wrong = { ObjectIfMatch: md5('another') };
    expect(await errorOf(annotate('x', wrong))).toMatchObject({ name: 'PreconditionFailed', status: 412 });
    await annotate('x', right);
    expect(await errorOf(remove('x', wrong))).toMatchObject({ name: 'PreconditionFailed', status: 412 });
    await remove('x', right);
  });

  it('has a checksum of its own, CRC64NVME if none is given', async () => {
    await write();
    await annotate('given', { ChecksumAlgorithm: 'SHA256' });
    const plain = running.s3({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const AnnotationPayload = 'text';
    await plain.send(
      new S3.PutObjectAnnotationCommand({ Bucket: 'plain', Key: 'a/b', AnnotationName: 'none', AnnotationPayload }),
    );
    const algorithms = ((await list()).Annotations ?? []).map(({ ChecksumAlgorithm }) => ChecksumAlgorithm);
    expect(algorithms).toEqual([['SHA256'], ['CRC64NVME']]);
    const ChecksumMode = 'ENABLED' as const;
    expect((await get('none', { ChecksumMode })).ChecksumCRC64NVME).toMatch(/^[\w+/]{11}=$/);
    const sha256 = createHash('sha256').update('text').digest('base64');
    expect(await get('given', { ChecksumMode })).toMatchObject({ ChecksumSHA256: sha256, ChecksumType: 'FULL_OBJECT' });
  });

  it("is encrypted as its object is, and not for an object under a customer's key", async () => {
    const kms = await createKey(kmsClient(running));
    await write('plain', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kms });
    expect((await annotate('x')).ServerSideEncryption).toBe('aws:kms');
    const key = Buffer.alloc(32, 7);
    await write('plain', {
      SSECustomerAlgorithm: 'AES256',
      SSECustomerKey: key.toString('base64'),
      SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
    });
    expect(await errorOf(annotate('x'))).toMatchObject({ name: 'InvalidRequest', status: 400 });
  });

  it('is written and read with the key of its object', async () => {
    const kms = kmsClient(running);
    const key = await createKey(kms);
    await write('plain', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });
    await annotate('x');
    await kms.send(new DisableKeyCommand({ KeyId: key }));
    expect(await errorOf(annotate('x'))).toMatchObject({ name: 'KMS.DisabledException', status: 400 });
    expect(await errorOf(get('x'))).toMatchObject({ name: 'KMS.DisabledException', status: 400 });
    expect(await names()).toEqual(['x']);
  });

  it.each([
    ['s3:PutObjectAnnotation', () => new S3.PutObjectAnnotationCommand({ ...NAMED, AnnotationPayload: 'x' })],
    ['s3:GetObjectAnnotation', () => new S3.GetObjectAnnotationCommand(NAMED)],
    ['s3:ListObjectAnnotations', () => new S3.ListObjectAnnotationsCommand({ Bucket: 'plain', Key: 'a/b' })],
    ['s3:DeleteObjectAnnotation', () => new S3.DeleteObjectAnnotationCommand(NAMED)],
    [
      's3:ListObjectVersionAnnotations',
      () => new S3.ListObjectAnnotationsCommand({ Bucket: 'plain', Key: 'a/b', VersionId: 'null' }),
    ],
  ])('is nothing for those who lack %s', async (action, command) => {
    await write();
    await annotate('x');
    const others = [
      's3:PutObjectAnnotation',
      's3:GetObjectAnnotation',
      's3:ListObjectAnnotations',
      's3:DeleteObjectAnnotation',
      's3:ListObjectVersionAnnotations',
    ].filter((one) => one !== action);
    const trustPolicy = trust({ AWS: ACCOUNT });
    addRole(running.emulator.world, 'some', { inline: others.map((one) => allow(one)), trustPolicy });
    addRole(running.emulator.world, 'one', { inline: [allow(action)], trustPolicy });
    const as = async (role: string) =>
      running.s3({ credentials: await sessionKeys(running, `arn:aws:iam::${ACCOUNT}:role/${role}`) });
    const send = (client: S3.S3Client): Promise<unknown> => client.send(command() as S3.GetObjectAnnotationCommand);
    expect(await errorOf(send(await as('some')))).toMatchObject({ name: 'AccessDenied', status: 403 });
    await send(await as('one'));
    destroyClients();
  });

  it('is read and written without restoring an archived object', async () => {
    await write('plain', { StorageClass: 'GLACIER' });
    await annotate('x');
    expect((await get('x')).text).toBe('text');
  });

  it('is deleted under a retention in governance mode only by those who may bypass it, and say so', async () => {
    await s3.send(new S3.CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
    const ObjectLockRetainUntilDate = new Date(Date.now() + 3_600_000);
    await write('locked', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate });
    await annotate('x', { Bucket: 'locked' });
    expect(await errorOf(remove('x', { Bucket: 'locked' }))).toMatchObject({ name: 'AccessDenied', status: 403 });
    const command = new S3.DeleteObjectAnnotationCommand({ Bucket: 'locked', Key: 'a/b', AnnotationName: 'x' });
    command.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-amz-bypass-governance-retention'] = 'true';
        return next(args);
      },
      { step: 'build' },
    );
    await s3.send(command);
    expect(await names({ Bucket: 'locked' })).toEqual([]);
  });

  it.each(['me-central-1', 'me-south-1'])('is not emulated in %s, which has none', async (region) => {
    const there = running.s3({ region });
    const CreateBucketConfiguration = { LocationConstraint: region as S3.BucketLocationConstraint };
    await there.send(new S3.CreateBucketCommand({ Bucket: 'east', CreateBucketConfiguration }));
    await there.send(new S3.PutObjectCommand({ Bucket: 'east', Key: 'a', Body: 'x' }));
    const listing = new S3.ListObjectAnnotationsCommand({ Bucket: 'east', Key: 'a' });
    expect(await errorOf(there.send(listing))).toMatchObject({ name: 'NotImplemented', status: 501 });
  });
});

describe('a list of annotations', () => {
  it('comes in parts, in the order of UTF-8, by prefix', async () => {
    await write();
    for (const name of ['b', 'a.2', '日', 'a.1', 'a.3']) await annotate(name);
    expect(await names()).toEqual(['a.1', 'a.2', 'a.3', 'b', '日']);
    const page = await list({ AnnotationPrefix: 'a.', MaxAnnotationResults: 2 });
    expect(page).toMatchObject({ AnnotationPrefix: 'a.', AnnotationCount: 2, MaxAnnotationResults: 2 });
    const rest = await list({ AnnotationPrefix: 'a.', ContinuationToken: page.NextContinuationToken });
    expect(rest.Annotations?.map(({ AnnotationName }) => AnnotationName)).toEqual(['a.3']);
    expect(rest.NextContinuationToken).toBeUndefined();
    expect(rest.ContinuationToken).toBe(page.NextContinuationToken);
  });

  it('is refused for a prefix that no name can begin with, and for a number that is not from 1 to 1,000', async () => {
    await write();
    expect(await errorOf(list({ AnnotationPrefix: 'a/' }))).toMatchObject({ name: 'InvalidPrefix', status: 400 });
    for (const MaxAnnotationResults of [0, 1001]) {
      expect(await errorOf(list({ MaxAnnotationResults }))).toMatchObject({ name: 'InvalidArgument', status: 400 });
    }
  });
});
