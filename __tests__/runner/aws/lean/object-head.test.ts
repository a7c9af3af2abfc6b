// Looking at objects without the SDK, against the emulator: everything that a copy has to send again is there, as it was sent.
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  UploadPartCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Aws } from '../../../../runner/ports/aws';
import type { ObjectHead } from '../../../../runner/ports/s3/object-head';
import { leanAws, type LeanAws } from './lean-aws';

let started: LeanAws;
let s3: S3Client;
let aws: Aws;

beforeAll(async () => {
  started = await leanAws();
  ({ s3, aws } = started);
  await s3.send(new CreateBucketCommand({ Bucket: 'src' }));
  await s3.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
});
afterAll(() => started.close());

async function put(input: Partial<PutObjectCommandInput> = {}): Promise<ObjectHead | undefined> {
  const { Bucket = 'src', Key = 'k' } = input;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'body', ...input }));
  return aws.copying.head({ bucket: Bucket, key: Key });
}

describe('a look at an object', () => {
  it('has its headers, its metadata, its class and its tags', async () => {
    const head = await put({
      ContentType: 'text/plain; charset=utf-8',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de, en',
      ContentDisposition: 'attachment; filename="a b"',
      CacheControl: 'max-age=1',
      Expires: new Date(Date.UTC(2030, 0, 1)),
      Metadata: { one: 'a  b', other: '' },
      StorageClass: 'STANDARD_IA',
      WebsiteRedirectLocation: '/there',
      Tagging: 'a=1&b=2',
      ChecksumAlgorithm: 'SHA256',
    });
    expect(head).toMatchObject({
      sizeBytes: 4,
      etag: '841a2d689ad86bd1611447453c22c6fc',
      storageClass: 'STANDARD_IA',
      encryption: 'AES256',
      bucketKey: false,
      contentHeaders: {
        'content-type': 'text/plain; charset=utf-8',
        'content-encoding': 'gzip',
        'content-language': 'de, en',
        'content-disposition': 'attachment; filename="a b"',
        'cache-control': 'max-age=1',
        expires: 'Tue, 01 Jan 2030 00:00:00 GMT',
      },
      metadata: { one: 'a  b', other: '' },
      missingMetadata: 0,
      websiteRedirect: '/there',
      tagCount: 2,
    });
    expect(head?.checksums).toEqual([
      { algorithm: 'SHA256', type: 'FULL_OBJECT', value: expect.stringMatching(/^[\w+/]{43}=$/) },
    ]);
    expect(Math.abs((head?.serverMs ?? 0) - (head?.lastModifiedMs ?? 0))).toBeLessThan(60_000);
    expect(head).not.toHaveProperty('lock');
  });

  it('has metadata that is no ASCII as S3 writes it, which S3 reads again', async () => {
    const { metadata } = (await put({ Metadata: { name: 'Grüße' } })) ?? {};
    expect(metadata).toEqual({ name: '=?UTF-8?B?R3LDvMOfZQ==?=' });
  });

  it('has its key and its lock', async () => {
    const encrypted = await put({ ServerSideEncryption: 'aws:kms', BucketKeyEnabled: true });
    expect(encrypted).toMatchObject({ encryption: 'aws:kms', bucketKey: true });
    expect(encrypted?.kmsKeyArn).toMatch(/^arn:aws:kms:/);
    const until = new Date(Date.now() + 86_400_000);
    const lock = {
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: until,
      ObjectLockLegalHoldStatus: 'ON',
    } as const;
    expect((await put({ Bucket: 'locked', ...lock }))?.lock).toEqual({
      mode: 'GOVERNANCE',
      retainUntil: until.toISOString(),
      legalHold: 'ON',
    });
  });

  it('tells whether an archived one comes back', async () => {
    expect(await put({ Key: 'cold', StorageClass: 'GLACIER' })).not.toHaveProperty('restore');
    await s3.send(new RestoreObjectCommand({ Bucket: 'src', Key: 'cold', RestoreRequest: { Days: 1 } }));
    expect((await aws.copying.head({ bucket: 'src', key: 'cold' }))?.restore).toBe('ongoing');
  });

  it('under the key of a customer is refused in words', async () => {
    const Key = 'secret';
    const SSECustomerKey = Buffer.alloc(32, 7).toString('base64');
    await s3.send(
      new PutObjectCommand({ Bucket: 'src', Key, Body: 'b', SSECustomerAlgorithm: 'AES256', SSECustomerKey }),
    );
    await expect(aws.copying.head({ bucket: 'src', key: Key })).rejects.toMatchObject({
      kind: 'refused',
      code: 'InvalidRequest',
      message: expect.stringContaining('Server Side Encryption'),
    });
  });

  it('that is not there, or of which a delete marker is asked for, finds nothing', async () => {
    expect(await aws.copying.head({ bucket: 'src', key: 'none' })).toBeUndefined();
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new CreateBucketCommand({ Bucket: 'versions' }));
    await s3.send(new PutBucketVersioningCommand({ Bucket: 'versions', VersioningConfiguration }));
    const { versionId } = (await put({ Bucket: 'versions' })) ?? {};
    const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket: 'versions', Key: 'k' }));
    const place = { bucket: 'versions', key: 'k' };
    expect(await aws.copying.head(place)).toBeUndefined();
    expect(await aws.copying.head(place, VersionId)).toBeUndefined();
    expect(await aws.copying.head(place, versionId)).toMatchObject({ versionId, sizeBytes: 4 });
  });

  it('of a bucket that is not there says so', async () => {
    await expect(aws.copying.head({ bucket: 'nowhere', key: 'k' })).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });

  it('knows the parts that it was made of, as long as it is the same', async () => {
    const Key = 'parts';
    const algorithm = { ChecksumAlgorithm: 'CRC32', ChecksumType: 'COMPOSITE' } as const;
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'src', Key, ...algorithm }));
    const Parts = [];
    for (const [index, size] of [5 * 1024 ** 2, 7].entries()) {
      const PartNumber = index + 1;
      const part = { PartNumber, Body: Buffer.alloc(size), ChecksumAlgorithm: 'CRC32' } as const;
      const { ETag, ChecksumCRC32 } = await s3.send(new UploadPartCommand({ Bucket: 'src', Key, UploadId, ...part }));
      Parts.push({ PartNumber, ETag, ChecksumCRC32 });
    }
    await s3.send(new CompleteMultipartUploadCommand({ Bucket: 'src', Key, UploadId, MultipartUpload: { Parts } }));
    const { etag = '', checksums } = (await aws.copying.head({ bucket: 'src', key: Key })) ?? {};
    expect(checksums).toEqual([{ algorithm: 'CRC32', type: 'COMPOSITE', value: expect.stringMatching(/-2$/) }]);
    const place = { bucket: 'src', key: Key, etag };
    expect(await aws.copying.part(place, 1)).toEqual({ sizeBytes: 5 * 1024 ** 2, count: 2 });
    expect(await aws.copying.part(place, 2)).toEqual({ sizeBytes: 7, count: 2 });
    await expect(aws.copying.part({ ...place, etag: 'other' }, 1)).rejects.toMatchObject({ code: '412' });
  });
});
