import * as S3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3.S3Client;
let Key: string;
let keys = 0;
const Bucket = 'conditions';
const DAY_MS = 86_400_000;
const FUTURE = new Date(Date.now() + DAY_MS);

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new S3.CreateBucketCommand({ Bucket }));
});
beforeEach(() => {
  Key = `key-${(keys += 1)}`;
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

const put = (more: Partial<S3.PutObjectCommandInput> = {}): Promise<S3.PutObjectCommandOutput> =>
  s3.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));
const remove = (): Promise<unknown> => s3.send(new S3.DeleteObjectCommand({ Bucket, Key }));

/** An upload with one part, and how it is completed under conditions. */
async function begin(): Promise<(more: Partial<S3.CompleteMultipartUploadCommandInput>) => Promise<unknown>> {
  const { UploadId } = await s3.send(new S3.CreateMultipartUploadCommand({ Bucket, Key }));
  const { ETag } = await s3.send(new S3.UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'part' }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  return (more) => s3.send(new S3.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload, ...more }));
}

const failed = (Condition: string): object => ({ name: 'PreconditionFailed', Condition });
const conflict = (Condition: string): object => ({
  name: 'ConditionalRequestConflict',
  $metadata: expect.objectContaining({ httpStatusCode: 409 }),
  Condition,
  Key,
});

describe('a time in the future', () => {
  it('says nothing about what was modified since', async () => {
    await put();
    const CopySource = `${Bucket}/${Key}`;
    await s3.send(new S3.GetObjectCommand({ Bucket, Key, IfModifiedSince: FUTURE }));
    await s3.send(new S3.CopyObjectCommand({ Bucket, Key: 'b', CopySource, CopySourceIfModifiedSince: FUTURE }));
    const past = s3.send(new S3.HeadObjectCommand({ Bucket, Key, IfModifiedSince: new Date() }));
    await expect(past).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  });
});

describe('a condition on the source of a copy', () => {
  it.each<[string, (etag: string | undefined) => Partial<S3.CopyObjectCommandInput>]>([
    ['x-amz-copy-source-If-Match', () => ({ CopySourceIfMatch: '"other"' })],
    ['x-amz-copy-source-If-None-Match', (etag) => ({ CopySourceIfNoneMatch: etag })],
    ['x-amz-copy-source-If-Modified-Since', () => ({ CopySourceIfModifiedSince: new Date() })],
    ['x-amz-copy-source-If-Unmodified-Since', () => ({ CopySourceIfUnmodifiedSince: new Date(0) })],
  ])('that fails is named: %s', async (name, condition) => {
    const { ETag } = await put();
    const copy = { Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}`, ...condition(ETag) };
    await expect(s3.send(new S3.CopyObjectCommand(copy))).rejects.toMatchObject(failed(name));
  });
});

describe('a condition on writing', () => {
  it.each<[string, Partial<S3.PutObjectCommandInput>, string]>([
    ['If-None-Match with an ETag', { IfNoneMatch: '"etag"' }, 'If-None-Match'],
    ['If-Match with a star', { IfMatch: '*' }, 'If-Match'],
    ['both', { IfMatch: '"etag"', IfNoneMatch: '*' }, 'If-Match,If-None-Match'],
  ])('that S3 does not implement is 501: %s', async (_, more, Header) => {
    const answer = expect.objectContaining({ httpStatusCode: 501 });
    await expect(put(more)).rejects.toMatchObject({ name: 'NotImplemented', $metadata: answer, Header });
    const complete = await begin();
    await expect(complete(more)).rejects.toMatchObject({ name: 'NotImplemented', Header });
    const copy = { Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}`, ...more };
    await put();
    await expect(s3.send(new S3.CopyObjectCommand(copy))).rejects.toMatchObject({ name: 'NotImplemented', Header });
  });
});

describe('completing an upload where nothing may be', () => {
  it('fails while something is, and conflicts with a delete since the upload began', async () => {
    await put();
    const complete = await begin();
    await expect(complete({ IfNoneMatch: '*' })).rejects.toMatchObject(failed('If-None-Match'));
    await remove();
    await expect(complete({ IfNoneMatch: '*' })).rejects.toMatchObject(conflict('If-None-Match'));
    await (
      await begin()
    )({ IfNoneMatch: '*' });
  });
});

describe('completing an upload on an ETag', () => {
  it('conflicts with whoever wrote or deleted the key since the upload began', async () => {
    const { ETag: IfMatch } = await put();
    const complete = await begin();
    await put({ Body: 'other' });
    await expect(complete({ IfMatch })).rejects.toMatchObject(failed('If-Match'));
    const { ETag } = await put();
    expect(ETag).toBe(IfMatch);
    await expect(complete({ IfMatch })).rejects.toMatchObject(conflict('If-Match'));
    const another = await begin();
    await remove();
    await expect(another({ IfMatch })).rejects.toMatchObject({ name: 'NoSuchKey' });
    await put();
    await expect(another({ IfMatch })).rejects.toMatchObject(conflict('If-Match'));
    await (
      await begin()
    )({ IfMatch });
  });
});
