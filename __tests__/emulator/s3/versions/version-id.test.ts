import * as S3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isGivenVersionId, newVersionId } from '../../../../emulator/s3/versions/version-id';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3.S3Client;
const Bucket = 'ids';
const Plain = 'ids-without-versioning';
/** Of the form of an id, and given to nobody. */
const NEVER = 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD';

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  for (const name of [Bucket, Plain]) await s3.send(new S3.CreateBucketCommand({ Bucket: name }));
  await s3.send(new S3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

async function put(bucket: string, Key: string): Promise<string> {
  return (await s3.send(new S3.PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }))).VersionId ?? '';
}

/** Everything that takes a version id, but DeleteObjects. */
function requests(where: { Bucket: string; Key: string; VersionId: string }): readonly Promise<unknown>[] {
  const CopySource = `${where.Bucket}/${where.Key}?versionId=${where.VersionId}`;
  return [
    s3.send(new S3.GetObjectCommand(where)),
    s3.send(new S3.DeleteObjectCommand(where)),
    s3.send(new S3.GetObjectTaggingCommand(where)),
    s3.send(new S3.PutObjectTaggingCommand({ ...where, Tagging: { TagSet: [] } })),
    s3.send(new S3.GetObjectAclCommand(where)),
    s3.send(new S3.GetObjectAttributesCommand({ ...where, ObjectAttributes: ['ETag'] })),
    s3.send(new S3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource })),
  ];
}

const errorsOf = (requests: readonly Promise<unknown>[]): Promise<unknown[]> => Promise.all(requests.map(errorOf));

describe('a version id that S3 never gave', () => {
  it.each([Bucket, Plain])(
    'is refused by every request but DeleteObjects, which knows no such version (%s)',
    async (name) => {
      await put(name, 'a');
      for (const VersionId of [NEVER, 'short'])
        for (const error of await errorsOf(requests({ Bucket: name, Key: 'a', VersionId })))
          expect(error).toMatchObject({
            name: 'InvalidArgument',
            status: 400,
            message: 'Invalid version id specified',
          });
      const Objects = [{ Key: 'a', VersionId: NEVER }];
      const { Errors } = await s3.send(new S3.DeleteObjectsCommand({ Bucket: name, Delete: { Objects } }));
      expect(Errors).toMatchObject([{ Key: 'a', VersionId: NEVER, Code: 'NoSuchVersion' }]);
    },
  );

  it('is not one that was given and is gone: that is missing, and can be deleted again', async () => {
    const gone = { Bucket, Key: 'gone', VersionId: await put(Bucket, 'gone') };
    await s3.send(new S3.DeleteObjectCommand(gone));
    expect(await errorOf(s3.send(new S3.GetObjectCommand(gone)))).toMatchObject({ name: 'NoSuchVersion', status: 404 });
    await s3.send(new S3.DeleteObjectCommand(gone));
    const Objects = [{ Key: gone.Key, VersionId: gone.VersionId }];
    expect((await s3.send(new S3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }))).Deleted).toHaveLength(1);
  });

  it('is told from those that were given by its last digits, whichever digit is another', () => {
    const { world } = running.emulator;
    fc.assert(
      fc.property(fc.nat(31), fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '.', '_'), (index, digit) => {
        const id = newVersionId(world);
        expect(isGivenVersionId(id)).toBe(true);
        const other = id.slice(0, index) + digit + id.slice(index + 1);
        expect(isGivenVersionId(other)).toBe(other === id);
      }),
    );
  });
});

describe('a delete marker that is the newest version', () => {
  it('is nothing to those who read the object, and no object to those who change it or ask for its tags', async () => {
    const where = { Bucket, Key: 'marked' };
    await put(Bucket, 'marked');
    await s3.send(new S3.DeleteObjectCommand(where));
    const refused = { name: 'MethodNotAllowed', status: 405 };
    for (const error of await errorsOf([
      s3.send(new S3.GetObjectTaggingCommand(where)),
      s3.send(new S3.PutObjectTaggingCommand({ ...where, Tagging: { TagSet: [] } })),
      s3.send(new S3.DeleteObjectTaggingCommand(where)),
      s3.send(new S3.PutObjectAclCommand({ ...where, ACL: 'bucket-owner-full-control' })),
    ]))
      expect(error).toMatchObject(refused);
    for (const error of await errorsOf([
      s3.send(new S3.GetObjectCommand(where)),
      s3.send(new S3.GetObjectAclCommand(where)),
      s3.send(new S3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/marked` })),
    ]))
      expect(error).toMatchObject({ name: 'NoSuchKey', status: 404 });
  });

  it('and a key that is not there: GetObjectTagging names the bucket with it', async () => {
    const missing = s3.send(new S3.GetObjectTaggingCommand({ Bucket, Key: 'none' }));
    await expect(missing).rejects.toMatchObject({ name: 'NoSuchKey', Key: `${Bucket}/none` });
    const other = s3.send(new S3.DeleteObjectTaggingCommand({ Bucket, Key: 'none' }));
    await expect(other).rejects.toMatchObject({ name: 'NoSuchKey', Key: 'none' });
  });
});

describe('suspended versioning', () => {
  it('lets only those who copy know that they wrote a null version', async () => {
    const name = 'suspended';
    await s3.send(new S3.CreateBucketCommand({ Bucket: name }));
    const where = { Bucket: name, Key: 'a' };
    const VersioningConfiguration = { Status: 'Suspended' as const };
    await s3.send(new S3.PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration }));
    expect(await put(name, 'a')).toBe('');
    const copy = await s3.send(new S3.CopyObjectCommand({ Bucket: name, Key: 'b', CopySource: `${name}/a` }));
    expect([copy.VersionId, copy.CopySourceVersionId]).toEqual(['null', undefined]);
    const { UploadId } = await s3.send(new S3.CreateMultipartUploadCommand(where));
    const { ETag } = await s3.send(new S3.UploadPartCommand({ ...where, UploadId, PartNumber: 1, Body: 'y' }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    const done = await s3.send(new S3.CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload }));
    expect(done.VersionId).toBeUndefined();
    expect((await s3.send(new S3.HeadObjectCommand(where))).VersionId).toBe('null');
    expect((await s3.send(new S3.DeleteObjectCommand(where))).VersionId).toBe('null');
  });
});
