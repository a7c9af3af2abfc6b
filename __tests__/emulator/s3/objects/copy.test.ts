import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
  CompleteMultipartUploadCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  CreateMultipartUploadCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3Client;
const Bucket = 'copies';

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
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

describe('CopyObject', () => {
  it('takes metadata, tags and bytes along, but neither storage class nor encryption', async () => {
    const source = {
      Key: 'copy/ü source',
      Body: 'abc',
      Metadata: { a: '1' },
      Tagging: 't=1',
      StorageClass: 'STANDARD_IA',
    } as const;
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, ...source, ServerSideEncryption: 'aws:kms' }));
    const CopySource = encodeURI(`${Bucket}/${source.Key}`);
    const copy = await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy/target', CopySource }));
    expect(copy.CopySourceVersionId).toBe(VersionId);
    expect(copy.CopyObjectResult?.ETag).toBe(`"${createHash('md5').update('abc').digest('hex')}"`);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy/target' }));
    expect(head).toMatchObject({ Metadata: { a: '1' }, ServerSideEncryption: 'AES256', TagCount: 1 });
    expect(head.StorageClass).toBeUndefined();
  });

  it('replaces metadata and tags where told so', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'copy/a', Body: 'x', Metadata: { a: '1' }, Tagging: 't=1' }));
    await s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'copy/a',
        CopySource: `/${Bucket}/copy/a`,
        MetadataDirective: 'REPLACE',
        TaggingDirective: 'REPLACE',
        Metadata: { b: '2' },
        Tagging: 'u=2&v=3',
        StorageClass: 'GLACIER_IR',
      }),
    );
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy/a' }));
    expect(head).toMatchObject({ Metadata: { b: '2' }, TagCount: 2, StorageClass: 'GLACIER_IR' });
  });

  it('onto itself needs a change, or an older version as its source', async () => {
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'self', Body: 'old' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'self', Body: 'new' }));
    const copy = (CopySource: string) => s3.send(new CopyObjectCommand({ Bucket, Key: 'self', CopySource }));
    expect(await errorOf(copy(`${Bucket}/self`))).toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('to itself'),
    });
    await copy(`${Bucket}/self?versionId=${VersionId ?? ''}`);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'self' }));
    expect(await Body?.transformToString()).toBe('old');
  });

  it('onto itself needs no change where the bucket says how objects are encrypted, or the source is not under SSE-S3', async () => {
    const itself = (bucket: string, Key: string, key: object = {}): Promise<unknown> =>
      s3.send(new CopyObjectCommand({ Bucket: bucket, Key, CopySource: `${bucket}/${Key}`, ...key }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'kms', Body: 'x', ServerSideEncryption: 'aws:kms' }));
    await itself(Bucket, 'kms');
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'kms' }));
    expect(head.ServerSideEncryption).toBe('AES256');
    expect(await errorOf(itself(Bucket, 'kms'))).toMatchObject({ name: 'InvalidRequest' });

    await s3.send(new CreateBucketCommand({ Bucket: 'encrypted' }));
    await s3.send(new PutObjectCommand({ Bucket: 'encrypted', Key: 'a', Body: 'x' }));
    expect(await errorOf(itself('encrypted', 'a'))).toMatchObject({ name: 'InvalidRequest' });
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
    const ServerSideEncryptionConfiguration = { Rules };
    await s3.send(new PutBucketEncryptionCommand({ Bucket: 'encrypted', ServerSideEncryptionConfiguration }));
    await itself('encrypted', 'a');
  });

  it('of an object in parts has a checksum of all its bytes', async () => {
    const composite = { Bucket, Key: 'parts-of-copy', ChecksumAlgorithm: 'SHA256' } as const;
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(composite));
    const part = { ...composite, UploadId, PartNumber: 1, Body: 'abc' };
    const { ETag, ChecksumSHA256 } = await s3.send(new UploadPartCommand(part));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ChecksumSHA256 }] };
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: composite.Key, UploadId, MultipartUpload }));
    const CopySource = `${Bucket}/${composite.Key}`;
    const { CopyObjectResult } = await s3.send(new CopyObjectCommand({ Bucket, Key: 'one-piece', CopySource }));
    expect(CopyObjectResult?.ChecksumSHA256).toBe(createHash('sha256').update('abc').digest('base64'));
  });

  it('refuses a source that is archived, missing, changed or unnamed', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'cold', Body: 'x', StorageClass: 'DEEP_ARCHIVE' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'warm', Body: 'x' }));
    const copy = (CopySource: string, extra: object = {}) =>
      errorOf(s3.send(new CopyObjectCommand({ Bucket, Key: 'refused', CopySource, ...extra })));
    expect(await copy(`${Bucket}/cold`)).toMatchObject({ name: 'ObjectNotInActiveTierError', status: 403 });
    expect(await copy(`${Bucket}/none`)).toMatchObject({ name: 'NoSuchKey' });
    expect(await copy('nowhere/none')).toMatchObject({ name: 'NoSuchBucket' });
    expect(await copy(`${Bucket}/warm`, { CopySourceIfMatch: '"no"' })).toMatchObject({ name: 'PreconditionFailed' });
    expect(await copy(Bucket)).toMatchObject({ name: 'InvalidArgument', message: 'Invalid copy source object key' });
    for (const url of [`https://${Bucket}.s3.amazonaws.com/source`, `s3://${Bucket}/source`])
      expect(await copy(url)).toMatchObject({ name: 'InvalidArgument', message: 'Invalid copy source bucket name' });
  });
});
