import { createHash, randomBytes } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectTaggingCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3Client;
const Bucket = 'objects';

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

async function bodyOf(input: { Key: string; VersionId?: string; Range?: string }): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, ...input }));
  return (await Body?.transformToString()) ?? '';
}

describe('PutObject and GetObject', () => {
  it('give back bytes, metadata, system headers, tags and storage class', async () => {
    const Key = 'folder/ä ö+%2F&=?#.txt';
    const put = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: 'hello',
        Metadata: { colour: 'blue', city: 'Zurich' },
        ContentType: 'text/plain',
        CacheControl: 'no-cache',
        ContentLanguage: 'de',
        Tagging: 'team=a%20b&empty=',
        StorageClass: 'STANDARD_IA',
      }),
    );
    expect(put.ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`);
    expect(put.VersionId).toMatch(/^[\w.]{32}$/);
    expect(put.ServerSideEncryption).toBe('AES256');
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(got).toMatchObject({
      Metadata: { colour: 'blue', city: 'Zurich' },
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      ContentLanguage: 'de',
      ContentLength: 5,
      TagCount: 2,
      StorageClass: 'STANDARD_IA',
      VersionId: put.VersionId,
    });
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
    expect(TagSet).toEqual([
      { Key: 'team', Value: 'a b' },
      { Key: 'empty', Value: '' },
    ]);
  });

  it('keep what streams sent with a trailing checksum, and give the checksum back on request', async () => {
    const Body = randomBytes(200_000);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ChecksumAlgorithm: 'SHA256' }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'stream', ChecksumMode: 'ENABLED' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(Body);
    expect(got.ChecksumSHA256).toBe(createHash('sha256').update(Body).digest('base64'));
    expect(got.ChecksumType).toBe('FULL_OBJECT');
    expect(got.ContentEncoding).toBeUndefined();
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)('agree with the SDK about %s', async (name) => {
    const Key = `checksum/${name}`;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'a body', ChecksumAlgorithm: name }));
    const { Checksum } = await s3.send(new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['Checksum'] }));
    expect(Checksum?.[`Checksum${name}`]).toMatch(/^[A-Za-z0-9+/]+=*$/);
  });

  it('refuse a checksum and a Content-MD5 that do not fit the body', async () => {
    const wrong = { Bucket, Key: 'wrong', Body: 'body' };
    expect(await errorOf(s3.send(new PutObjectCommand({ ...wrong, ChecksumCRC32: 'AAAAAA==' })))).toMatchObject({
      name: 'BadDigest',
      status: 400,
    });
    const ContentMD5 = createHash('md5').update('other').digest('base64');
    expect(await errorOf(s3.send(new PutObjectCommand({ ...wrong, ContentMD5 })))).toMatchObject({ name: 'BadDigest' });
    expect(await errorOf(s3.send(new PutObjectCommand({ ...wrong, ContentMD5: 'AAAA' })))).toMatchObject({
      name: 'InvalidDigest',
    });
    expect(await errorOf(s3.send(new HeadObjectCommand({ Bucket, Key: 'wrong' })))).toMatchObject({ status: 404 });
  });

  it('answer ranges with 206, and a range beyond the end with 416', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'range', Body: '0123456789' }));
    expect(await bodyOf({ Key: 'range', Range: 'bytes=2-4' })).toBe('234');
    expect(await bodyOf({ Key: 'range', Range: 'bytes=7-' })).toBe('789');
    expect(await bodyOf({ Key: 'range', Range: 'bytes=-3' })).toBe('789');
    expect(await bodyOf({ Key: 'range', Range: 'bytes=5-500' })).toBe('56789');
    const { ContentRange, $metadata } = await s3.send(
      new GetObjectCommand({ Bucket, Key: 'range', Range: 'bytes=0-0' }),
    );
    expect([ContentRange, $metadata.httpStatusCode]).toEqual(['bytes 0-0/10', 206]);
    const fault = await errorOf(s3.send(new GetObjectCommand({ Bucket, Key: 'range', Range: 'bytes=10-' })));
    expect(fault).toMatchObject({ name: 'InvalidRange', status: 416 });
  });

  it('honour the conditions on ETag and date', async () => {
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'conditions', Body: 'x' }));
    const read = (extra: object) => s3.send(new HeadObjectCommand({ Bucket, Key: 'conditions', ...extra }));
    expect(await errorOf(read({ IfNoneMatch: ETag }))).toMatchObject({ status: 304 });
    expect(await errorOf(read({ IfMatch: '"other"' }))).toMatchObject({ status: 412 });
    expect(await errorOf(read({ IfUnmodifiedSince: new Date(0) }))).toMatchObject({ status: 412 });
    expect(await errorOf(read({ IfModifiedSince: new Date() }))).toMatchObject({ status: 304 });
    expect((await read({ IfMatch: ETag, IfUnmodifiedSince: new Date(0) })).$metadata.httpStatusCode).toBe(200);
  });

  it('write only where nothing is, if asked to', async () => {
    const once = { Bucket, Key: 'once', Body: '1', IfNoneMatch: '*' };
    const { ETag } = await s3.send(new PutObjectCommand(once));
    expect(await errorOf(s3.send(new PutObjectCommand(once)))).toMatchObject({
      name: 'PreconditionFailed',
      status: 412,
    });
    await s3.send(new PutObjectCommand({ Bucket, Key: 'once', Body: '2', IfMatch: ETag }));
    expect(
      await errorOf(s3.send(new PutObjectCommand({ Bucket, Key: 'once', Body: '3', IfMatch: ETag }))),
    ).toMatchObject({ status: 412 });
    expect(
      await errorOf(s3.send(new PutObjectCommand({ Bucket, Key: 'never', Body: '3', IfMatch: ETag }))),
    ).toMatchObject({ status: 404 });
  });

  it.each(['GLACIER', 'DEEP_ARCHIVE'] as const)('refuse to read an object in %s', async (StorageClass) => {
    await s3.send(new PutObjectCommand({ Bucket, Key: StorageClass, Body: 'x', StorageClass }));
    const fault = await errorOf(s3.send(new GetObjectCommand({ Bucket, Key: StorageClass })));
    expect(fault).toMatchObject({ name: 'InvalidObjectState', status: 403 });
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: StorageClass }))).StorageClass).toBe(StorageClass);
  });

  it('refuse what S3 refuses', async () => {
    const put = (extra: object) =>
      errorOf(s3.send(new PutObjectCommand({ Bucket, Key: 'refused', Body: 'x', ...extra })));
    expect(await put({ StorageClass: 'COLD' })).toMatchObject({ name: 'InvalidStorageClass' });
    expect(await put({ ServerSideEncryption: 'rot13' })).toMatchObject({ name: 'InvalidArgument' });
    expect(await put({ ACL: 'public-read' })).toMatchObject({ name: 'AccessControlListNotSupported' });
    expect(await put({ Tagging: Array.from({ length: 11 }, (_, n) => `k${n}=v`).join('&') })).toMatchObject({
      name: 'BadRequest',
    });
    expect(await put({ Tagging: 'aws:x=1' })).toMatchObject({ name: 'InvalidTag' });
    expect(await put({ Metadata: { long: 'x'.repeat(2049) } })).toMatchObject({ name: 'MetadataTooLarge' });
    expect(await put({ Key: 'x'.repeat(1025) })).toMatchObject({ name: 'KeyTooLongError' });
    expect(
      await put({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date(Date.now() + 86_400_000) }),
    ).toMatchObject({
      name: 'InvalidRequest',
    });
  });

  it('say which is missing: the key, the version or the bucket', async () => {
    expect(await errorOf(s3.send(new GetObjectCommand({ Bucket, Key: 'nothing' })))).toMatchObject({
      name: 'NoSuchKey',
      status: 404,
    });
    expect(await errorOf(s3.send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'x' })))).toMatchObject({
      name: 'NoSuchBucket',
    });
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'something', Body: 'x' }));
    expect(await errorOf(s3.send(new GetObjectCommand({ Bucket, Key: 'nothing', VersionId })))).toMatchObject({
      name: 'NoSuchVersion',
    });
    expect(await errorOf(s3.send(new GetObjectCommand({ Bucket, Key: 'nothing', VersionId: 'a/b' })))).toMatchObject({
      name: 'InvalidArgument',
    });
  });
});

describe('encryption', () => {
  it('of the request is stored and told; the ETag of a KMS object is not its MD5', async () => {
    const put = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'kms',
        Body: 'x',
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: 'abc',
        BucketKeyEnabled: true,
      }),
    );
    expect(put).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'arn:aws:kms:us-east-1:111122223333:key/abc',
      BucketKeyEnabled: true,
    });
    expect(put.ETag).not.toBe(`"${createHash('md5').update('x').digest('hex')}"`);
  });

  it('of the bucket is given to objects that ask for none', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'encrypted' }));
    const key = 'arn:aws:kms:us-east-1:111122223333:key/def';
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket: 'encrypted',
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
              BucketKeyEnabled: true,
            },
          ],
        },
      }),
    );
    const put = await s3.send(new PutObjectCommand({ Bucket: 'encrypted', Key: 'a', Body: 'x' }));
    expect(put).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key, BucketKeyEnabled: true });
  });

  it("with a customer's key needs the key for reading", async () => {
    const customerKey = (key: Buffer) => ({
      SSECustomerAlgorithm: 'AES256',
      SSECustomerKey: key.toString('base64'),
      SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
    });
    const sse = customerKey(randomBytes(32));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'sse-c', Body: 'secret', ...sse }));
    expect(await errorOf(s3.send(new GetObjectCommand({ Bucket, Key: 'sse-c' })))).toMatchObject({
      name: 'InvalidRequest',
    });
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'sse-c', ...sse }));
    expect(await got.Body?.transformToString()).toBe('secret');
    const other = new GetObjectCommand({ Bucket, Key: 'sse-c', ...customerKey(randomBytes(32)) });
    expect(await errorOf(s3.send(other))).toMatchObject({ name: 'AccessDenied' });
  });
});

describe('tags', () => {
  it('belong to a version and can be changed and removed', async () => {
    const Key = 'tagged';
    const first = await s3.send(new PutObjectCommand({ Bucket, Key, Body: '1' }));
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: '2', Tagging: 'n=2' }));
    const VersionId = first.VersionId;
    await s3.send(
      new PutObjectTaggingCommand({ Bucket, Key, VersionId, Tagging: { TagSet: [{ Key: 'n', Value: 'v 1' }] } }),
    );
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key, VersionId }))).TagSet).toEqual([
      { Key: 'n', Value: 'v 1' },
    ]);
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual([{ Key: 'n', Value: '2' }]);
    await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key }));
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual([]);
  });
});

it('GetObjectAcl says that the owner may do everything', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'acl', Body: 'x' }));
  const { Grants } = await s3.send(new GetObjectAclCommand({ Bucket, Key: 'acl' }));
  expect(Grants?.map((grant) => grant.Permission)).toEqual(['FULL_CONTROL']);
});
