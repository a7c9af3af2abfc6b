// Checksums of multipart uploads: what is asked of parts and of the request that completes them, and what is told later.
import { createHash } from 'node:crypto';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { checksumOf } from '../../../../emulator/http/checksum';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3.S3Client;
let keys = 0;
const Bucket = 'checked-parts';
const LARGE = Buffer.alloc(5 * 1024 ** 2, 'a');
const SMALL = Buffer.from('end');

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  await s3.send(new S3.CreateBucketCommand({ Bucket }));
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

interface Upload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
}

async function begin(more: Partial<S3.CreateMultipartUploadCommandInput> = {}): Promise<Upload> {
  const Key = `key-${(keys += 1)}`;
  const { UploadId } = await s3.send(new S3.CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  return { Bucket, Key, UploadId };
}

const part = (upload: Upload, PartNumber: number, more: Partial<S3.UploadPartCommandInput>) =>
  s3.send(new S3.UploadPartCommand({ ...upload, PartNumber, ...more }));
const complete = (upload: Upload, Parts?: S3.CompletedPart[], more: Partial<S3.PutObjectCommandInput> = {}) =>
  s3.send(
    new S3.CompleteMultipartUploadCommand({
      ...upload,
      ...(Parts === undefined ? {} : { MultipartUpload: { Parts } }),
      ...more,
    }),
  );

describe('an upload that began with a checksum algorithm', () => {
  it('takes no part with another, and none without where the parts make the checksum', async () => {
    const upload = await begin({ ChecksumAlgorithm: 'SHA256' });
    expect(await errorOf(part(upload, 1, { Body: 'x', ChecksumAlgorithm: 'CRC32' }))).toMatchObject({
      name: 'InvalidRequest',
      message: 'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32',
    });
    expect(await errorOf(part(upload, 1, { Body: 'x' }))).toMatchObject({
      message: 'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null',
    });
    const full = await begin({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    expect((await part(full, 1, { Body: '123456789' })).ChecksumCRC32).toBe('y/Q5Jg==');
  });

  it('has one that S3 knows', async () => {
    expect(await errorOf(begin({ ChecksumAlgorithm: 'TEST' as S3.ChecksumAlgorithm }))).toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('Checksum algorithm provided is unsupported.'),
    });
    expect(await errorOf(begin({ ChecksumAlgorithm: 'XXHASH3' as S3.ChecksumAlgorithm }))).toMatchObject({
      name: 'NotImplemented',
    });
  });

  it('is completed with the checksum of each part where they make the checksum', async () => {
    const upload = await begin({ ChecksumAlgorithm: 'SHA256' });
    const { ETag, ChecksumSHA256 } = await part(upload, 1, { Body: 'x', ChecksumAlgorithm: 'SHA256' });
    expect(await errorOf(complete(upload, [{ PartNumber: 1, ETag }]))).toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('It was missing for part 1 in the request.'),
    });
    const other = { PartNumber: 1, ETag, ChecksumSHA256: createHash('sha256').update('y').digest('base64') };
    expect(await errorOf(complete(upload, [other]))).toMatchObject({ name: 'InvalidPart' });
    await complete(upload, [{ PartNumber: 1, ETag, ChecksumSHA256 }]);
  });

  it('makes an object whose parts tell their own checksum', async () => {
    const upload = await begin({ ChecksumAlgorithm: 'SHA256' });
    const Parts: S3.CompletedPart[] = [];
    for (const [index, Body] of [LARGE, SMALL].entries()) {
      const { ETag, ChecksumSHA256 } = await part(upload, index + 1, { Body, ChecksumAlgorithm: 'SHA256' });
      Parts.push({ PartNumber: index + 1, ETag, ChecksumSHA256 });
    }
    await complete(upload, Parts);
    const { Key } = upload;
    const { ChecksumSHA256 } = await s3.send(new S3.HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    const { Checksum } = await s3.send(
      new S3.GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['Checksum'] }),
    );
    expect(`${Checksum?.ChecksumSHA256}-2`).toBe(ChecksumSHA256);
    const asked = { Bucket, Key, ChecksumMode: 'ENABLED', PartNumber: 2 } as const;
    const ofPart = { ChecksumSHA256: Parts[1]?.ChecksumSHA256, ChecksumType: 'COMPOSITE', ContentLength: 3 };
    expect(await s3.send(new S3.HeadObjectCommand(asked))).toMatchObject(ofPart);
    const list = async (more: Partial<S3.GetObjectAttributesCommandInput>) => {
      const { ObjectParts } = await s3.send(
        new S3.GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['ObjectParts'], ...more }),
      );
      return ObjectParts;
    };
    expect(await list({})).toMatchObject({
      TotalPartsCount: 2,
      IsTruncated: false,
      NextPartNumberMarker: '2',
      Parts: Parts.map(({ PartNumber, ChecksumSHA256 }, index) => ({
        PartNumber,
        ChecksumSHA256,
        Size: [LARGE, SMALL][index]?.length,
      })),
    });
    expect(await list({ MaxParts: 1 })).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '1', MaxParts: 1 });
    expect(await list({ MaxParts: 1, PartNumberMarker: '1' })).toMatchObject({ Parts: [{ PartNumber: 2 }] });
    expect(await list({ PartNumberMarker: '10' })).toMatchObject({ NextPartNumberMarker: '0', TotalPartsCount: 2 });
  });
});

describe('an upload that began without a checksum algorithm', () => {
  it('forgets those of its parts, and S3 computes that of the object', async () => {
    const upload = await begin();
    const { ETag, ChecksumCRC32 } = await part(upload, 1, { Body: '123456789', ChecksumAlgorithm: 'CRC32' });
    expect(ChecksumCRC32).toBe('y/Q5Jg==');
    const { Parts = [], ChecksumAlgorithm } = await s3.send(new S3.ListPartsCommand(upload));
    expect([Parts[0]?.ChecksumCRC32, ChecksumAlgorithm]).toEqual([undefined, undefined]);
    expect(await errorOf(complete(upload, [{ PartNumber: 1, ETag, ChecksumCRC32 }]))).toMatchObject({
      name: 'InvalidPart',
    });
    const done = await complete(upload, [{ PartNumber: 1, ETag }]);
    const own = { ChecksumCRC64NVME: checksumOf('crc64nvme', Buffer.from('123456789')), ChecksumType: 'FULL_OBJECT' };
    expect(done).toMatchObject(own);
    const put = await s3.send(new S3.PutObjectCommand({ Bucket, Key: 'plain', Body: '123456789' }));
    expect(put).toMatchObject(own);
    const CopySource = `${Bucket}/${upload.Key}`;
    const copy = await s3.send(new S3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    expect(copy.CopyObjectResult?.ChecksumCRC64NVME).toBe(own.ChecksumCRC64NVME);
  });

  it('needs a part, and tells what it became to who completes it once more', async () => {
    const upload = await begin();
    const { ETag } = await part(upload, 1, { Body: 'x' });
    expect(await errorOf(complete(upload))).toMatchObject({
      name: 'InvalidRequest',
      message: 'You must specify at least one part',
    });
    const done = await complete(upload, [{ PartNumber: 1, ETag }]);
    const again = await complete(upload, [{ PartNumber: 1, ETag }]);
    expect({ ...again, $metadata: done.$metadata }).toEqual(done);
    await s3.send(new S3.DeleteObjectCommand({ Bucket, Key: upload.Key }));
    expect(await errorOf(complete(upload, [{ PartNumber: 1, ETag }]))).toMatchObject({ name: 'NoSuchUpload' });
  });
});

describe('a part that is copied', () => {
  it('is told with its encryption, and begins within the source', async () => {
    await s3.send(new S3.PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }));
    const upload = await begin({ ServerSideEncryption: 'aws:kms' });
    const copy = (CopySourceRange: string) =>
      s3.send(
        new S3.UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource: `${Bucket}/source`, CopySourceRange }),
      );
    expect(await copy('bytes=0-8')).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: expect.stringContaining('arn:aws:kms:'),
    });
    expect(await errorOf(copy('bytes=100-200'))).toMatchObject({
      name: 'InvalidRequest',
      message: 'The specified copy range is invalid for the source object size',
    });
    expect(await errorOf(copy('bytes=0-100'))).toMatchObject({ name: 'InvalidArgument' });
  });
});

describe('a range', () => {
  it('of all bytes has the checksum of the object, any other has none', async () => {
    await s3.send(new S3.PutObjectCommand({ Bucket, Key: 'ranged', Body: '123456789', ChecksumAlgorithm: 'CRC32' }));
    const read = async (Range: string) => {
      const input = { Bucket, Key: 'ranged', Range, ChecksumMode: 'ENABLED' } as const;
      return (await s3.send(new S3.HeadObjectCommand(input))).ChecksumCRC32;
    };
    expect(await Promise.all(['bytes=0-100', 'bytes=-9', 'bytes=0-7', 'bytes=1-'].map(read))).toEqual([
      'y/Q5Jg==',
      'y/Q5Jg==',
      undefined,
      undefined,
    ]);
  });
});
