import { createHash, randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3Client;
const Bucket = 'multipart';
const LARGE = randomBytes(5 * 1024 ** 2);

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

const md5 = (...parts: Buffer[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();

async function begin(Key: string, extra: object = {}): Promise<{ Bucket: string; Key: string; UploadId: string }> {
  const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...extra }));
  return { Bucket, Key, UploadId };
}

describe('a multipart upload', () => {
  it('becomes one object with what was said at its beginning, and an ETag made of its parts', async () => {
    const upload = await begin('whole', {
      Metadata: { a: '1' },
      Tagging: 't=1',
      StorageClass: 'STANDARD_IA',
      ContentType: 'text/x',
    });
    const small = Buffer.from('end');
    const one = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: LARGE }));
    const two = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 7, Body: small }));
    const { Parts } = await s3.send(new ListPartsCommand(upload));
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, LARGE.length],
      [7, 3],
    ]);
    const done = await s3.send(
      new CompleteMultipartUploadCommand({
        ...upload,
        MultipartUpload: {
          Parts: [
            { PartNumber: 1, ETag: one.ETag },
            { PartNumber: 7, ETag: two.ETag },
          ],
        },
      }),
    );
    expect(done.ETag).toBe(`"${md5(md5(LARGE), md5(small)).toString('hex')}-2"`);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'whole' }));
    expect(head).toMatchObject({
      ContentLength: LARGE.length + 3,
      Metadata: { a: '1' },
      ContentType: 'text/x',
      StorageClass: 'STANDARD_IA',
      TagCount: 1,
    });
    const part = await s3.send(new GetObjectCommand({ Bucket, Key: 'whole', PartNumber: 2 }));
    expect([await part.Body?.transformToString(), part.PartsCount]).toEqual(['end', 2]);
    expect(await errorOf(s3.send(new ListPartsCommand(upload)))).toMatchObject({ name: 'NoSuchUpload' });
  });

  it('refuses parts that are out of order, unknown, altered or too small', async () => {
    const upload = await begin('refused');
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'small' }));
    await s3.send(new UploadPartCommand({ ...upload, PartNumber: 2, Body: 'small' }));
    const complete = (...Parts: { PartNumber: number; ETag: string | undefined }[]) =>
      errorOf(s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } })));
    const [one, two] = [
      { PartNumber: 1, ETag },
      { PartNumber: 2, ETag },
    ];
    expect(await complete(two, one)).toMatchObject({ name: 'InvalidPartOrder' });
    expect(await complete(one, two)).toMatchObject({ name: 'EntityTooSmall' });
    expect(await complete({ PartNumber: 3, ETag })).toMatchObject({ name: 'InvalidPart' });
    expect(await complete({ PartNumber: 1, ETag: '"0"' })).toMatchObject({ name: 'InvalidPart' });
    expect(await complete()).toMatchObject({ name: 'MalformedXML' });
  });

  it('can take a part out of another object', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }));
    const upload = await begin('copied');
    const source = { ...upload, PartNumber: 1, CopySource: `${Bucket}/source` };
    expect(
      await errorOf(s3.send(new UploadPartCopyCommand({ ...source, CopySourceRange: 'bytes=2-10' }))),
    ).toMatchObject({
      name: 'InvalidArgument',
    });
    const { CopyPartResult } = await s3.send(new UploadPartCopyCommand({ ...source, CopySourceRange: 'bytes=2-4' }));
    const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'copied' }));
    expect(await Body?.transformToString()).toBe('234');
  });

  it('makes a composite checksum of those of its parts', async () => {
    const upload = await begin('composite', { ChecksumAlgorithm: 'SHA256' });
    const part = await s3.send(
      new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'abc', ChecksumAlgorithm: 'SHA256' }),
    );
    const ofPart = createHash('sha256').update('abc').digest();
    expect(part.ChecksumSHA256).toBe(ofPart.toString('base64'));
    const Parts = [{ PartNumber: 1, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 }];
    const done = await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    expect(done.ChecksumSHA256).toBe(`${createHash('sha256').update(ofPart).digest('base64')}-1`);
    expect(done.ChecksumType).toBe('COMPOSITE');
  });

  it('compares the checksum of the whole object with the one that the client names', async () => {
    const upload = await begin('full', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: '123456789' }));
    const complete = (ChecksumCRC32: string) =>
      s3.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          ChecksumCRC32,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
        }),
      );
    expect(await errorOf(complete('AAAAAA=='))).toMatchObject({ name: 'BadDigest' });
    // The check value that the definition of CRC-32 gives for these nine digits: cbf43926.
    expect((await complete('y/Q5Jg==')).ChecksumType).toBe('FULL_OBJECT');
  });

  it('is gone when aborted, and listed until then', async () => {
    const upload = await begin('listed/a');
    await begin('listed/b/c');
    const listed = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'listed/', Delimiter: '/' }));
    expect(listed.Uploads?.map(({ Key }) => Key)).toEqual(['listed/a']);
    expect(listed.CommonPrefixes).toEqual([{ Prefix: 'listed/b/' }]);
    const first = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'listed/', MaxUploads: 1 }));
    expect(first.IsTruncated).toBe(true);
    const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = first;
    const second = await s3.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: 'listed/', KeyMarker, UploadIdMarker }),
    );
    expect(second.Uploads?.map(({ Key }) => Key)).toEqual(['listed/b/c']);
    await s3.send(new AbortMultipartUploadCommand(upload));
    expect(await errorOf(s3.send(new AbortMultipartUploadCommand(upload)))).toMatchObject({
      name: 'NoSuchUpload',
      status: 404,
    });
  });
});
