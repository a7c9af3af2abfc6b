import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3Client;
const Bucket = 'deletes';

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

async function bodyOf(input: { Key: string; VersionId?: string }): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, ...input }));
  return (await Body?.transformToString()) ?? '';
}

describe('deleting', () => {
  it('writes a marker, hides the object, and ends for good with the version id', async () => {
    const Key = 'deleted';
    const first = await s3.send(new PutObjectCommand({ Bucket, Key, Body: '1' }));
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(marker.DeleteMarker).toBe(true);
    expect(await errorOf(s3.send(new GetObjectCommand({ Bucket, Key })))).toMatchObject({ name: 'NoSuchKey' });
    expect(await bodyOf({ Key, VersionId: first.VersionId ?? '' })).toBe('1');
    const byId = { Bucket, Key, VersionId: marker.VersionId };
    expect(await errorOf(s3.send(new GetObjectCommand(byId)))).toMatchObject({ name: 'MethodNotAllowed', status: 405 });
    expect((await s3.send(new DeleteObjectCommand(byId))).DeleteMarker).toBe(true);
    expect(await bodyOf({ Key })).toBe('1');
  });

  it('of many answers for each key', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'many/1', Body: '1' }));
    const { Deleted, Errors } = await s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: 'many/1' }, { Key: 'many/absent' }, { Key: 'many/1', VersionId: 'a b' }] },
      }),
    );
    expect(Deleted).toHaveLength(2);
    expect(Deleted?.[0]).toMatchObject({ Key: 'many/1', DeleteMarker: true });
    expect(Errors).toEqual([
      { Key: 'many/1', VersionId: 'a b', Code: 'NoSuchVersion', Message: 'The specified version does not exist.' },
    ]);
  });

  it('without versioning removes, and with versioning suspended leaves a null marker', async () => {
    const plain = { Bucket: 'plain', Key: 'a' };
    await s3.send(new CreateBucketCommand({ Bucket: 'plain' }));
    const put = await s3.send(new PutObjectCommand({ ...plain, Body: '1' }));
    expect(put.VersionId).toBeUndefined();
    expect((await s3.send(new DeleteObjectCommand(plain))).DeleteMarker).toBeUndefined();
    await s3.send(new PutObjectCommand({ ...plain, Body: '2' }));
    await s3.send(
      new PutBucketVersioningCommand({ Bucket: 'plain', VersioningConfiguration: { Status: 'Suspended' } }),
    );
    const marker = await s3.send(new DeleteObjectCommand(plain));
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: 'null' });
    expect(running.emulator.world.buckets.get('plain')?.versions.size).toBe(1);
  });
});

describe('a conditional delete', () => {
  it('deletes only what has the ETag, or only what is there', async () => {
    const Key = 'conditional';
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const remove = (IfMatch: string | undefined) => s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch }));
    expect(await errorOf(remove('"other"'))).toMatchObject({ name: 'PreconditionFailed', status: 412 });
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ETag).toBe(ETag);
    expect((await remove(ETag)).DeleteMarker).toBe(true);
    // The newest version is a delete marker now: nothing is there.
    expect(await errorOf(remove('*'))).toMatchObject({ name: 'PreconditionFailed' });
    const absent = new DeleteObjectCommand({ Bucket, Key: 'absent', IfMatch: '*' });
    expect(await errorOf(s3.send(absent))).toMatchObject({ name: 'NoSuchKey', status: 404 });
  });

  it('of many decides for each key', async () => {
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'one', Body: '1' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'two', Body: '2' }));
    const Objects = [
      { Key: 'one', ETag },
      { Key: 'two', ETag },
    ];
    const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toMatchObject([{ Key: 'one', DeleteMarker: true }]);
    expect(Errors).toMatchObject([{ Key: 'two', Code: 'PreconditionFailed' }]);
  });
});

it('DeleteObjects is refused without a digest of its body', async () => {
  const client = running.s3();
  client.middlewareStack.add(
    (next) => (args) => {
      const sent = args.request as { headers: Record<string, string> };
      const isDigest = (name: string): boolean => /^(x-amz-checksum-|x-amz-sdk-checksum-|content-md5$)/i.test(name);
      sent.headers = Object.fromEntries(Object.entries(sent.headers).filter(([name]) => !isDigest(name)));
      return next(args);
    },
    // After the checksum was computed, before the signature.
    { step: 'build', priority: 'low' },
  );
  const request = client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'k' }] } }));
  expect(await errorOf(request)).toMatchObject({ name: 'InvalidRequest', status: 400 });
});
