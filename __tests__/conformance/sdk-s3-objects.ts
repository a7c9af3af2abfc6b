// Every operation of S3 on objects, through the SDK for JavaScript.
import * as S3 from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { errorOf } from '../emulator/running';

const Bucket = 'objects';
const PART_BYTES = 5 * 1024 ** 2;

export async function walkObjects(s3: S3.S3Client): Promise<void> {
  await s3.send(new S3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  const VersionId = await walkOneObject(s3);
  await walkTags(s3);
  await walkAnnotations(s3);
  await walkLocks(s3);
  await walkUploads(s3);
  await walkArchive(s3);
  await walkListings(s3);
  await walkDeletion(s3, VersionId);
}

async function walkOneObject(s3: S3.S3Client): Promise<string> {
  const written = { Bucket, Key: 'a', Body: 'body', Metadata: { colour: 'blue' }, Tagging: 'n=1' };
  const put = await s3.send(new S3.PutObjectCommand(written));
  expect(put).toMatchObject({ ServerSideEncryption: 'AES256', ChecksumType: 'FULL_OBJECT' });
  const got = await s3.send(new S3.GetObjectCommand({ Bucket, Key: 'a' }));
  expect(await got.Body?.transformToString()).toBe('body');
  expect(got).toMatchObject({ ETag: put.ETag, VersionId: put.VersionId, Metadata: { colour: 'blue' }, TagCount: 1 });
  expect(await s3.send(new S3.HeadObjectCommand({ Bucket, Key: 'a' }))).toMatchObject({ ContentLength: 4 });
  const ObjectAttributes: S3.ObjectAttributes[] = ['ETag', 'Checksum', 'ObjectSize', 'StorageClass'];
  expect(await s3.send(new S3.GetObjectAttributesCommand({ Bucket, Key: 'a', ObjectAttributes }))).toMatchObject({
    ETag: put.ETag?.replaceAll('"', ''),
    Checksum: { ChecksumCRC32: put.ChecksumCRC32 },
    ObjectSize: 4,
    StorageClass: 'STANDARD',
  });
  const copy = new S3.CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` });
  expect(await s3.send(copy)).toMatchObject({
    CopyObjectResult: { ETag: put.ETag, LastModified: expect.any(Date) },
    CopySourceVersionId: put.VersionId,
  });
  return put.VersionId ?? '';
}

async function walkTags(s3: S3.S3Client): Promise<void> {
  const TagSet = [{ Key: 'team', Value: 'ü = ß' }];
  await s3.send(new S3.PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet } }));
  expect(await s3.send(new S3.GetObjectTaggingCommand({ Bucket, Key: 'a' }))).toMatchObject({ TagSet });
  await s3.send(new S3.DeleteObjectTaggingCommand({ Bucket, Key: 'a' }));
  expect(await s3.send(new S3.GetObjectTaggingCommand({ Bucket, Key: 'a' }))).toMatchObject({ TagSet: [] });
}

async function walkLocks(s3: S3.S3Client): Promise<void> {
  const object = { Bucket, Key: 'b' };
  const Retention = { Mode: 'GOVERNANCE' as const, RetainUntilDate: new Date('2099-01-01T00:00:00Z') };
  await s3.send(new S3.PutObjectRetentionCommand({ ...object, Retention }));
  expect((await s3.send(new S3.GetObjectRetentionCommand(object))).Retention).toEqual(Retention);
  for (const Status of ['ON', 'OFF'] as const) {
    await s3.send(new S3.PutObjectLegalHoldCommand({ ...object, LegalHold: { Status } }));
    expect((await s3.send(new S3.GetObjectLegalHoldCommand(object))).LegalHold).toEqual({ Status });
  }
  await s3.send(new S3.PutObjectAclCommand({ ...object, ACL: 'bucket-owner-full-control' }));
  expect((await s3.send(new S3.GetObjectAclCommand(object))).Grants).toMatchObject([{ Permission: 'FULL_CONTROL' }]);
}

async function walkUploads(s3: S3.S3Client): Promise<void> {
  const object = { Bucket, Key: 'large' };
  const begin = async () => (await s3.send(new S3.CreateMultipartUploadCommand(object))).UploadId ?? '';
  const abandoned = await begin();
  await s3.send(new S3.AbortMultipartUploadCommand({ ...object, UploadId: abandoned }));
  const upload = { ...object, UploadId: await begin() };
  expect((await s3.send(new S3.ListMultipartUploadsCommand({ Bucket }))).Uploads).toMatchObject(
    [upload].map(({ Key, UploadId }) => ({ Key, UploadId })),
  );
  const Body = Buffer.alloc(PART_BYTES, 'x');
  const first = await s3.send(new S3.UploadPartCommand({ ...upload, PartNumber: 1, Body }));
  const copy = { ...upload, PartNumber: 2, CopySource: `${Bucket}/a`, CopySourceRange: 'bytes=1-2' };
  const second = (await s3.send(new S3.UploadPartCopyCommand(copy))).CopyPartResult;
  expect((await s3.send(new S3.ListPartsCommand(upload))).Parts).toMatchObject([
    { PartNumber: 1, ETag: first.ETag, Size: PART_BYTES },
    { PartNumber: 2, ETag: second?.ETag, Size: 2 },
  ]);
  const Parts = [first.ETag, second?.ETag].map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
  const done = await s3.send(new S3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  expect(done).toMatchObject({ ...object, ETag: expect.stringMatching(/-2"$/) });
  const { ContentLength } = await s3.send(new S3.HeadObjectCommand(object));
  expect(ContentLength).toBe(PART_BYTES + 2);
}

async function walkAnnotations(s3: S3.S3Client): Promise<void> {
  const annotation = { Bucket, Key: 'a', AnnotationName: 'note' };
  await s3.send(new S3.PutObjectAnnotationCommand({ ...annotation, AnnotationPayload: 'seen' }));
  const { AnnotationPayload } = await s3.send(new S3.GetObjectAnnotationCommand(annotation));
  expect(await AnnotationPayload?.transformToString()).toBe('seen');
  const { Annotations } = await s3.send(new S3.ListObjectAnnotationsCommand({ Bucket, Key: 'a' }));
  expect(Annotations).toMatchObject([{ AnnotationName: 'note', Size: 4 }]);
  await s3.send(new S3.DeleteObjectAnnotationCommand(annotation));
}

async function walkArchive(s3: S3.S3Client): Promise<void> {
  const object = { Bucket, Key: 'cold' };
  await s3.send(new S3.PutObjectCommand({ ...object, Body: 'x', StorageClass: 'GLACIER' }));
  const restore = await s3.send(new S3.RestoreObjectCommand({ ...object, RestoreRequest: { Days: 1 } }));
  expect(restore.$metadata.httpStatusCode).toBe(202);
  expect((await s3.send(new S3.HeadObjectCommand(object))).Restore).toContain('ongoing-request=');
}

async function walkListings(s3: S3.S3Client): Promise<void> {
  const keys = ['a', 'b', 'cold', 'large'].map((Key) => ({ Key }));
  expect((await s3.send(new S3.ListObjectsCommand({ Bucket }))).Contents).toMatchObject(keys);
  expect(await s3.send(new S3.ListObjectsV2Command({ Bucket }))).toMatchObject({ Contents: keys, KeyCount: 4 });
  expect((await s3.send(new S3.ListObjectVersionsCommand({ Bucket }))).Versions).toMatchObject(keys);
}

async function walkDeletion(s3: S3.S3Client, VersionId: string): Promise<void> {
  const marker = await s3.send(new S3.DeleteObjectCommand({ Bucket, Key: 'a' }));
  expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
  const Objects = [{ Key: 'a', VersionId }, { Key: 'large' }];
  const { Deleted, Errors } = await s3.send(new S3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted).toMatchObject([
    { Key: 'a', VersionId },
    { Key: 'large', DeleteMarker: true },
  ]);
  expect(Errors ?? []).toEqual([]);
  const locked = s3.send(new S3.DeleteObjectCommand({ Bucket, Key: 'b', VersionId: await versionOf(s3, 'b') }));
  expect(await errorOf(locked)).toMatchObject({ name: 'AccessDenied', status: 403 });
}

async function versionOf(s3: S3.S3Client, Key: string): Promise<string> {
  return (await s3.send(new S3.HeadObjectCommand({ Bucket, Key }))).VersionId ?? '';
}
