import {
  CopyObjectCommand,
  CreateBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
  CreateMultipartUploadCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../running';

let running: Running;
let s3: S3Client;
const Bucket = 'copies';

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

it('a plus in the source of a copy is a space', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a b', Body: 'space' }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a+b+c', Body: 'plus' }));
  const copy = (source: string) =>
    s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${source}` }));
  await copy('a+b');
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy' }))).ContentLength).toBe('space'.length);
  await copy('a%2Bb%2Bc');
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy' }))).ContentLength).toBe('plus'.length);
  expect(await errorOf(copy('a+b+c'))).toMatchObject({ name: 'NoSuchKey' });
});

it('a redirect is not copied; the request may bring one', async () => {
  const source = { Bucket, Key: 'redirected', CacheControl: 'no-store', WebsiteRedirectLocation: '/elsewhere' };
  await s3.send(new PutObjectCommand({ ...source, Body: 'x' }));
  const copied = async (extra: object) => {
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'target', CopySource: `${Bucket}/redirected`, ...extra }));
    return s3.send(new HeadObjectCommand({ Bucket, Key: 'target' }));
  };
  const plain = await copied({});
  expect(plain.CacheControl).toBe('no-store');
  expect(plain.WebsiteRedirectLocation).toBeUndefined();
  expect(await copied({ WebsiteRedirectLocation: '/new' })).toMatchObject({
    CacheControl: 'no-store',
    WebsiteRedirectLocation: '/new',
  });
});

it('conditions on the source hold for copies of whole objects and of parts', async () => {
  const Key = 'conditions';
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
  const CopySource = `${Bucket}/${Key}`;
  const whole = (extra: object) => s3.send(new CopyObjectCommand({ Bucket, Key: 'whole', CopySource, ...extra }));
  const part = (extra: object) =>
    s3.send(new UploadPartCopyCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 1, CopySource, ...extra }));
  for (const copy of [whole, part]) {
    const failed = { name: 'PreconditionFailed', status: 412 };
    expect(await errorOf(copy({ CopySourceIfMatch: '"other"' }))).toMatchObject(failed);
    expect(await errorOf(copy({ CopySourceIfNoneMatch: ETag }))).toMatchObject(failed);
    expect(await errorOf(copy({ CopySourceIfModifiedSince: new Date() }))).toMatchObject(failed);
    expect(await errorOf(copy({ CopySourceIfUnmodifiedSince: new Date(0) }))).toMatchObject(failed);
    expect((await copy({ CopySourceIfMatch: ETag })).$metadata.httpStatusCode).toBe(200);
  }
});
