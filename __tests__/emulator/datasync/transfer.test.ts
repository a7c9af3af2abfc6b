// What arrives at the destination, what is kept of it, and what the counters say.
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../running';
import {
  execute,
  FROM,
  keysIn,
  makeTask,
  outcomes,
  put,
  REPORT,
  setSyncStage,
  strikeSync,
  TO,
  transfer,
  type SyncStage,
  type Transfer,
} from './sync-stage';

let stage: SyncStage;

beforeEach(async () => {
  stage = await setSyncStage({ clock: 'controlled' });
});
afterEach(async () => {
  await strikeSync(stage);
  expect(bugs(stage.running)).toEqual([]);
});

const head = (Key: string, Bucket = TO) =>
  stage.s3.send(new S3.HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
const tagsOf = async (Key: string) => (await stage.s3.send(new S3.GetObjectTaggingCommand({ Bucket: TO, Key }))).TagSet;
const stamp = (time?: Date) => String(time?.getTime());

describe('an execution', () => {
  it('copies what is below the source to the destination, and counts', async () => {
    for (const key of ['in/', 'in/a', 'in/b/', 'in/b/c', 'out/d']) await put(stage, key);
    const found = await transfer(stage, { source: { Subdirectory: '/in/' }, target: { Subdirectory: 'copy' } });
    expect(found).toMatchObject({
      Status: 'SUCCESS',
      TaskMode: 'ENHANCED',
      FilesListed: { AtSource: 2, AtDestinationForDelete: 0 },
      FilesPrepared: 2,
      EstimatedFilesToTransfer: 2,
      FilesTransferred: 2,
      FilesVerified: 2,
      FilesSkipped: 0,
      FilesFailed: { Prepare: 0, Transfer: 0, Verify: 0, Delete: 0 },
      FoldersTransferred: 1,
      BytesTransferred: 15,
      BytesWritten: 15,
      Result: { PrepareStatus: 'SUCCESS', TransferStatus: 'SUCCESS', VerifyStatus: 'SUCCESS', PrepareDuration: 0 },
    });
    expect(keysIn(stage)).toEqual(['copy/a', 'copy/b/', 'copy/b/c']);
  });

  it('counts files and folders together in Basic mode, which has fewer counters', async () => {
    for (const key of ['a', 'b/', 'b/c']) await put(stage, key);
    const found = await transfer(stage, { task: { TaskMode: 'BASIC' } });
    expect(found).toMatchObject({ Status: 'SUCCESS', TaskMode: 'BASIC', FilesTransferred: 3, FilesVerified: 3 });
    expect(found).not.toHaveProperty('FilesListed');
    expect(found).not.toHaveProperty('FilesFailed');
  });

  it('keeps content, four headers, user metadata and tags, and adds file-mtime', async () => {
    await put(stage, 'a', {
      Body: 'text',
      ContentType: 'text/plain',
      ContentLanguage: 'de',
      ContentEncoding: 'identity',
      ContentDisposition: 'inline',
      CacheControl: 'no-cache',
      Expires: new Date(0),
      WebsiteRedirectLocation: '/b',
      Metadata: { origin: 'ä' },
      Tagging: 'team=x%20y&a=b',
    });
    const { LastModified } = await head('a', FROM);
    await transfer(stage);
    const copy = await head('a');
    expect(copy).toMatchObject({
      ContentType: 'text/plain',
      ContentLanguage: 'de',
      ContentEncoding: 'identity',
      ContentDisposition: 'inline',
      Metadata: { 'file-mtime': stamp(LastModified) },
      ChecksumSHA256: expect.any(String),
    });
    expect(stage.running.emulator.world.buckets.get(TO)?.versions.current('a')?.metadata).toMatchObject({
      origin: 'ä',
    });
    expect([copy.CacheControl, copy.ExpiresString, copy.WebsiteRedirectLocation]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await tagsOf('a')).toEqual([
      { Key: 'team', Value: 'x y' },
      { Key: 'a', Value: 'b' },
    ]);
  });

  it('leaves tags and times out where it is told to', async () => {
    await put(stage, 'a', { Tagging: 'team=x' });
    await transfer(stage, { task: { Options: { ObjectTags: 'NONE', Mtime: 'NONE', Atime: 'NONE' } } });
    expect((await head('a')).Metadata).toEqual({});
    expect(await tagsOf('a')).toEqual([]);
  });

  it.each([
    ['GLACIER_INSTANT_RETRIEVAL', 128 * 1024, 'GLACIER_IR'],
    ['STANDARD_IA', 128 * 1024, 'STANDARD_IA'],
    ['GLACIER', 40 * 1024, 'GLACIER'],
    ['DEEP_ARCHIVE', 40 * 1024, 'DEEP_ARCHIVE'],
    ['INTELLIGENT_TIERING', 1, 'INTELLIGENT_TIERING'],
  ] as const)('stores what is large enough in the class %s of its location', async (S3StorageClass, least, stored) => {
    await put(stage, 'large', { Body: Buffer.alloc(least), StorageClass: 'ONEZONE_IA' });
    await put(stage, 'small', { Body: Buffer.alloc(least - 1) });
    await transfer(stage, { target: { S3StorageClass } });
    expect((await head('large')).StorageClass).toBe(stored);
    expect((await head('small')).StorageClass).toBe(least > 1 ? undefined : stored);
  });

  it('transfers again what has changed: the bytes, or the metadata alone by a copy in place', async () => {
    for (const key of ['same', 'bytes', 'tags']) await put(stage, key);
    const task = await makeTask(stage, { target: { S3StorageClass: 'INTELLIGENT_TIERING' } });
    await execute(stage, task);
    await stage.s3.send(
      new S3.CopyObjectCommand({ Bucket: TO, Key: 'bytes', CopySource: `${TO}/bytes`, StorageClass: 'ONEZONE_IA' }),
    );
    await put(stage, 'bytes', { Body: 'other' });
    await stage.s3.send(
      new S3.PutObjectTaggingCommand({ Bucket: FROM, Key: 'tags', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
    );
    const second = await execute(stage, task, { TaskReportConfig: REPORT });
    expect(second).toMatchObject({ FilesPrepared: 2, FilesTransferred: 2, FilesSkipped: 1, BytesTransferred: 5 });
    expect(outcomes(stage)).toEqual(expect.arrayContaining(['Skipped same: SUCCESS The object has not changed']));
    expect((await head('bytes')).StorageClass).toBe('ONEZONE_IA');
    expect(await tagsOf('tags')).toEqual([{ Key: 'a', Value: 'b' }]);
    expect(await execute(stage, task)).toMatchObject({ FilesTransferred: 0, FilesSkipped: 3 });
  });

  it('gives objects that something else has copied their file-mtime, without moving bytes', async () => {
    await put(stage, 'a');
    await stage.s3.send(new S3.CopyObjectCommand({ Bucket: TO, Key: 'a', CopySource: `${FROM}/a` }));
    expect(await transfer(stage)).toMatchObject({ FilesTransferred: 1, BytesTransferred: 0 });
    expect((await head('a')).Metadata).toHaveProperty('file-mtime');
  });

  it('overwrites nothing with OverwriteMode NEVER, and everything with TransferMode ALL', async () => {
    await put(stage, 'a', { Body: 'new' });
    await put(stage, 'a', { Bucket: TO, Body: 'old' });
    const never = { Options: { OverwriteMode: 'NEVER' } } as const;
    expect(await transfer(stage, { task: never })).toMatchObject({ FilesSkipped: 1, FilesTransferred: 0 });
    const task = await makeTask(stage, { task: { Options: { TransferMode: 'ALL' } } });
    for (let run = 0; run < 2; run++) {
      expect(await execute(stage, task)).toMatchObject({ FilesPrepared: 0, FilesTransferred: 1, BytesTransferred: 3 });
    }
  });

  it('deletes what the source has not, as far as its filters reach, only with PreserveDeletedFiles REMOVE', async () => {
    await put(stage, 'a');
    for (const Key of ['old', 'kept/x']) await put(stage, Key, { Bucket: TO });
    await transfer(stage);
    expect(keysIn(stage)).toEqual(['a', 'kept/x', 'old']);
    const task: Transfer['task'] = {
      Options: { PreserveDeletedFiles: 'REMOVE' },
      Excludes: [{ FilterType: 'SIMPLE_PATTERN', Value: '/kept' }],
    };
    const found = await transfer(stage, { task, start: { TaskReportConfig: REPORT } });
    expect(found).toMatchObject({ FilesDeleted: 1, FilesListed: { AtDestinationForDelete: 3 } });
    expect(keysIn(stage)).toEqual(['a', 'kept/x']);
    expect(outcomes(stage)).toContain('Deleted old: SUCCESS');
  });

  it('carries an object that is larger than S3 takes in one request', async () => {
    await strikeSync(stage);
    const sizeBytes = 6 * 1024 ** 3;
    stage = await setSyncStage({
      seed: { buckets: [{ name: FROM, objects: [{ key: 'huge', sizeBytes }] }, { name: TO }] },
    });
    expect(await transfer(stage)).toMatchObject({ FilesTransferred: 1, FilesVerified: 1, BytesTransferred: sizeBytes });
    expect(await head('huge')).toMatchObject({ ContentLength: sizeBytes, ETag: expect.stringMatching(/-6"$/) });
  });
});

describe('what an execution leaves out', () => {
  it('is archived objects that are not restored: they are skipped, and nothing failed', async () => {
    await put(stage, 'cold', { StorageClass: 'GLACIER' });
    const found = await transfer(stage, { start: { TaskReportConfig: REPORT } });
    expect(found).toMatchObject({ Status: 'SUCCESS', FilesSkipped: 1, FilesFailed: { Prepare: 0, Transfer: 0 } });
    expect(outcomes(stage)).toEqual(['Skipped cold: SUCCESS The object is archived and not restored']);
  });

  it.each(['/a', 'a//b', 'a/./b', 'a/../b', `a/${'ä'.repeat(128)}`])(
    'is %s, a key that is no path: it fails, and SUCCESS hides it',
    async (key) => {
      await put(stage, key);
      await put(stage, 'good');
      const found = await transfer(stage, { start: { TaskReportConfig: REPORT } });
      expect(found).toMatchObject({ Status: 'SUCCESS', FilesTransferred: 1, FilesFailed: { Prepare: 1 } });
      expect(keysIn(stage)).toEqual(['good']);
      expect(outcomes(stage).find((text) => text.startsWith('Skipped'))).toMatch(
        /: FAILED (InvalidPath|FileNameTooLong)$/,
      );
    },
  );

  it('is, without a word, what belongs to file systems and to DataSync itself', async () => {
    for (const key of ['a.snapshot', 'b/.aws-datasync/x', '.awssync', '.zfs/y', 'good']) await put(stage, key);
    const found = await transfer(stage);
    expect(found).toMatchObject({ FilesListed: { AtSource: 5 }, FilesTransferred: 1, FilesSkipped: 0 });
    expect(keysIn(stage)).toEqual(['good']);
  });

  it('is older versions and what a delete marker hides', async () => {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await stage.s3.send(new S3.PutBucketVersioningCommand({ Bucket: FROM, VersioningConfiguration }));
    for (const Body of ['1', '2']) await put(stage, 'a', { Body });
    await put(stage, 'gone');
    await stage.s3.send(new S3.DeleteObjectCommand({ Bucket: FROM, Key: 'gone' }));
    expect(await transfer(stage)).toMatchObject({ FilesListed: { AtSource: 1 }, BytesTransferred: 1 });
  });

  it('is an error in Basic mode', async () => {
    for (const key of ['a//b', 'good']) await put(stage, key);
    expect(await transfer(stage, { task: { TaskMode: 'BASIC' } })).toMatchObject({
      Status: 'ERROR',
      FilesTransferred: 1,
      FilesSkipped: 1,
      Result: { ErrorDetail: expect.stringContaining('except for files skipped due to errors') },
    });
  });
});

describe('what has changed meanwhile', () => {
  it.each([
    ['MetadataDiffers', { Tagging: 'a=b' }],
    ['ContentDiffers', { Body: 'other' }],
  ])('fails the verification: %s', async (code, change) => {
    await strikeSync(stage);
    stage = await setSyncStage({ clock: 'controlled', timing: { jobStateMs: 1000 } });
    await put(stage, 'a');
    const task = await makeTask(stage);
    const running = execute(stage, task, { TaskReportConfig: REPORT });
    const { clock } = stage.running.emulator.world;
    const move = (ms: number) => (clock as unknown as { moveTo(to: number): Promise<void> }).moveTo(clock.now() + ms);
    while (stage.running.emulator.world.syncExecutions.size === 0) await new Promise(setImmediate);
    await move(3500);
    await put(stage, 'a', { Bucket: TO, ...change });
    await move(5000);
    expect(await running).toMatchObject({ Status: 'SUCCESS', FilesVerified: 0, FilesFailed: { Verify: 1 } });
    expect(outcomes(stage)).toContain(`Verified a: FAILED ${code}`);
  });
});
