// Headers of S3 that the emulator does not know: it must not answer as if they were not there.
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send, signed } from '../http/raw-request';
import { bugs, errorOf, startEmulator, type Running } from '../running';

const Bucket = 'headers';
let running: Running;
let s3: S3.S3Client;

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new S3.CreateBucketCommand({ Bucket }));
  await s3.send(new S3.PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
});
afterAll(async () => {
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const put = async (headers: Record<string, string>) =>
  send(running, await signed(running, { method: 'PUT', path: `/${Bucket}/k`, headers: { ...headers, ...UNSIGNED } }));
const UNSIGNED = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };

describe('a header', () => {
  it.each([
    ['x-amz-write-offset-bytes', '1'],
    ['x-amz-if-match-size', '1'],
    ['x-amz-object-lock-event-hold', 'ON'],
    ['x-amz-object-lock-event-hold-duration-days', '1'],
    ['x-amz-server-side-encryption-context', 'e30='],
    ['x-amz-optional-object-attributes', 'RestoreStatus'],
    ['x-amz-bucket-namespace', 'account-regional'],
  ])('%s is refused', async (name, value) => {
    const answer = await put({ [name]: value });
    expect(answer).toMatchObject({ status: 501, code: 'NotImplemented' });
    expect(answer.body).toContain(name);
  });

  it('that AWS has no name for mean nothing', async () => {
    expect(await put({ 'x-amz-of-nobody': 'x' })).toMatchObject({ status: 200 });
  });
});

describe('encryption', () => {
  const ask = async (method: string, headers: Record<string, string>) =>
    send(running, await signed(running, { method, path: `/${Bucket}/k`, headers }));
  const SSE = 'x-amz-server-side-encryption';

  it('is nothing that a reader may choose', async () => {
    expect(await ask('GET', { [SSE]: 'AES256' })).toMatchObject({ status: 400, code: 'InvalidArgument' });
    expect(await ask('HEAD', { [SSE]: 'aws:kms' })).toMatchObject({ status: 400 });
    expect(await ask('GET', {})).toMatchObject({ status: 200 });
  });

  it('with a customer’s key is AES256, and any other algorithm has an error of its own', async () => {
    const answer = await put({ [`${SSE}-customer-algorithm`]: 'AES192' });
    expect(answer).toMatchObject({ status: 400, code: 'InvalidEncryptionAlgorithmError' });
    expect(answer.body).toContain(`<ArgumentName>${SSE}</ArgumentName><ArgumentValue>AES192</ArgumentValue>`);
    expect(await put({ [`${SSE}-customer-key`]: 'x' })).toMatchObject({ status: 400, code: 'InvalidArgument' });
  });
});

describe('an element', () => {
  it.each([
    [
      'a new bucket',
      'PUT',
      '/another',
      {},
      '<CreateBucketConfiguration><Color>red</Color></CreateBucketConfiguration>',
    ],
    ['a restore', 'POST', `/${Bucket}/k`, { restore: '' }, '<RestoreRequest><Color>red</Color></RestoreRequest>'],
    ['tags', 'PUT', `/${Bucket}/k`, { tagging: '' }, '<Tagging><TagSet/><Color>red</Color></Tagging>'],
  ])('that the document of %s does not have is MalformedXML', async (_, method, path, query, body) => {
    const request = await signed(running, { method, path, query, body });
    expect(await send(running, request)).toMatchObject({ status: 400, code: 'MalformedXML' });
  });

  it('of directory buckets is refused, before anything is deleted', async () => {
    const Objects = [{ Key: 'k' }, { Key: 'other', Size: 1 }];
    const deleted = s3.send(new S3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(await errorOf(deleted)).toMatchObject({ status: 501, name: 'NotImplemented' });
    expect((await s3.send(new S3.HeadObjectCommand({ Bucket, Key: 'k' }))).ContentLength).toBeDefined();
    const CreateBucketConfiguration = {
      Bucket: { Type: 'Directory', DataRedundancy: 'SingleAvailabilityZone' },
    } as const;
    const created = s3.send(new S3.CreateBucketCommand({ Bucket: 'directory', CreateBucketConfiguration }));
    expect(await errorOf(created)).toMatchObject({ status: 501, name: 'NotImplemented' });
  });

  it('that says where a selecting restore puts its result is refused', async () => {
    const RestoreRequest = { Days: 1, OutputLocation: { S3: { BucketName: Bucket, Prefix: 'p' } } };
    const restored = s3.send(new S3.RestoreObjectCommand({ Bucket, Key: 'k', RestoreRequest }));
    expect(await errorOf(restored)).toMatchObject({ status: 501, name: 'NotImplemented' });
  });
});

describe('a part of an upload', () => {
  const customer = (letter: string) => ({ SSECustomerAlgorithm: 'AES256', SSECustomerKey: letter.repeat(32) });
  const upload = async (begun: object, part: object): Promise<string> => {
    const key = { Bucket, Key: 'parts' };
    const { UploadId } = await s3.send(new S3.CreateMultipartUploadCommand({ ...key, ...begun }));
    const sent = s3.send(new S3.UploadPartCommand({ ...key, UploadId, PartNumber: 1, Body: 'x', ...part }));
    return sent.then(
      () => 'taken',
      async () => (await errorOf(sent)).message,
    );
  };

  it('needs the customer’s key that the upload began with, and no other', async () => {
    expect(await upload(customer('a'), customer('a'))).toBe('taken');
    expect(await upload(customer('a'), customer('b'))).toMatch(/did not match the ones used originally/);
    expect(await upload(customer('a'), {})).toMatch(/must include the appropriate encryption parameters/);
    expect(await upload({}, customer('a'))).toMatch(/did not request encryption/);
    expect(await upload({}, {})).toBe('taken');
  });
});
