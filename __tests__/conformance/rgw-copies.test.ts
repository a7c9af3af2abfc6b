/** @group outside */
// Every kind of object that Ceph's RGW knows, copied there by the built program and read by the SDK.
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand, type CommandResult } from '../../examples/demo/command';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { expectedCopy, type Way } from '../program/copying/kept';
import { seen, type Seen } from '../program/copying/seen';
import { startRgw, whyNoRgw, type Rgw } from './rgw/rgw';
import { clientOf, COPIED, environmentOf, putFixture, UNASKED } from './rgw/rgw-kinds';

const KEEP = ['acl', 'lock', 'redirects'] as const;
const WAY: Way = { flags: [], keep: KEEP, partsAbove: 5 * 1024 ** 2 };
/** It tells of no parts, so that they are cut anew; without checksums nothing tells then that the bytes are the same. */
const IN_PARTS: readonly string[] = ['sizes/over-the-threshold', 'sizes/of-unequal-parts'];
const CUT_ANEW: unknown = expect.stringMatching(/-[23]$/);

const missing = whyNoRgw();

(missing === undefined ? describe : describe.skip)('every kind of object, copied on Ceph RGW', () => {
  let rgw: Rgw;
  let s3: S3.S3Client;
  let folder: string;
  let runner: string;
  const pairs = new Map<string, { readonly original: Seen; readonly copy: Seen }>();
  let said: CommandResult;

  const run = (...words: readonly string[]): Promise<CommandResult> =>
    runCommand(process.execPath, [runner, ...words, '--account-id', '111122223333'], {
      cwd: folder,
      env: environmentOf(rgw),
      timeoutSeconds: 60,
    });

  beforeAll(async () => {
    folder = makeFolder();
    runner = buildRunner(folder);
    rgw = await startRgw();
    s3 = clientOf(rgw);
    await putFixture(s3);
    const flags = KEEP.flatMap((what) => ['--keep', what]);
    said = await run('copy', 's3://original/all/', 's3://copies/cp0/', '--yes', ...flags, '--parts-above', '5MiB');
    for (const { key } of COPIED) {
      const original = await seen(s3, { Bucket: 'original', Key: `all/${key}` }, UNASKED);
      const copy = await seen(s3, { Bucket: 'copies', Key: `cp0/${key}` }, UNASKED);
      pairs.set(key, { original, copy });
    }
  }, 180_000);
  afterAll(async () => {
    s3.destroy();
    await rgw.end();
    removeFolder(folder);
  });

  it('keeps all that it keeps on S3, and the ETag of what is not copied in parts', () => {
    expect(said).toMatchObject({ exitCode: 0 });
    for (const [key, { original, copy }] of pairs) {
      // It computes no checksum that nobody has given it.
      const { etag, checksums } = original;
      const kept = { ...expectedCopy(original, WAY, original), checksums, parts: copy.parts };
      const isCut = IN_PARTS.includes(key);
      expect([key, copy]).toEqual([key, expect.objectContaining({ ...kept, etag: isCut ? CUT_ANEW : etag })]);
    }
  });

  it('is certified by verify, but for what was copied in parts', async () => {
    const verified = await run(
      ...['verify', '--method', 'copy', '--source-bucket', 'original', '--prefix', 'all/'],
      ...['--destination-bucket', 'copies', '--destination-prefix', 'cp0/', '--keep', 'lock', '--keep', 'redirects'],
    );
    expect(verified).toMatchObject({
      exitCode: 5,
      stdout: expect.stringContaining('2 objects could be compared by size alone'),
    });
    expect(verified.stdout).toContain("all 59 objects are in 'copies/cp0/', 2 of them compared by size alone");
  });

  /** What each version under the prefix holds, newest first within a key; `!` is a delete marker. */
  async function history(Bucket: string, Prefix: string): Promise<readonly string[]> {
    const held: string[] = [];
    let at: Partial<S3.ListObjectVersionsCommandInput> | undefined = {};
    // One by one: the SDK has versions and delete markers apart.
    while (at !== undefined) {
      const listing = new S3.ListObjectVersionsCommand({ Bucket, Prefix, MaxKeys: 1, ...at });
      const page: S3.ListObjectVersionsCommandOutput = await s3.send(listing);
      for (const { Key, VersionId, IsLatest } of page.Versions ?? []) {
        const { Body } = await s3.send(new S3.GetObjectCommand({ Bucket, Key, VersionId }));
        held.push(`${(await Body?.transformToString()) ?? ''}${IsLatest === true ? ' latest' : ''}`);
      }
      held.push(...(page.DeleteMarkers ?? []).map(() => '!'));
      const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      at = IsTruncated === true ? { KeyMarker, VersionIdMarker } : undefined;
    }
    return held;
  }

  it('copies all versions with the delete marker between them, and finds them there the next time', async () => {
    const Bucket = 'original';
    const Key = 'chain/k +%';
    for (const Body of ['one', 'two'])
      await s3.send(new S3.PutObjectCommand({ Bucket, Key, Body, Metadata: { of: Body } }));
    await s3.send(new S3.DeleteObjectCommand({ Bucket, Key }));
    await s3.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'three', Tagging: 'of=three' }));
    const copy = ['copy', 's3://original/chain/', 's3://copies/chained/', '--yes', '--all-versions'];
    const first = await run(...copy);
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 delete marker placed') });
    expect(await history('copies', 'chained/')).toEqual(['three latest', '!', 'two', 'one']);
    expect(await history(Bucket, 'chain/')).toEqual(['three latest', '!', 'two', 'one']);
    const again = await run(...copy);
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('0 versions copied, 4 there already') });
    const verified = await run(
      ...['verify', '--method', 'copy', '--all-versions', '--source-bucket', 'original', '--prefix', 'chain/'],
      ...['--destination-bucket', 'copies', '--destination-prefix', 'chained/'],
    );
    expect(verified).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('all 3 object versions are in') });
    expect(verified.stdout).toContain('delete markers: 1 there, 0 missing');
  }, 90_000);

  it('deletes what the source has not by delete markers, on no condition', async () => {
    const put = (Bucket: string, Key: string) => s3.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'a' }));
    await put('original', 'few/a');
    for (const key of ['a', 'extra']) await put('copies', `fewer/${key}`);
    const copy = ['copy', 's3://original/few/', 's3://copies/fewer/', '--yes', '--delete', '--max-delete', '5'];
    expect(await run(...copy)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('1 object deleted at the destination by delete markers'),
    });
    expect(await history('copies', 'fewer/')).toEqual(['a latest', '!', 'a']);
    // With an ETag that is none of what is there it deletes all the same: what somebody writes meanwhile is hidden.
    const ETag = `"${'0'.repeat(32)}"`;
    const Delete = { Objects: [{ Key: 'fewer/a', ETag }] };
    await s3.send(new S3.DeleteObjectsCommand({ Bucket: 'copies', Delete }));
    await put('copies', 'fewer/a');
    await s3.send(new S3.DeleteObjectCommand({ Bucket: 'copies', Key: 'fewer/a', IfMatch: ETag }));
    expect(await history('copies', 'fewer/a')).toEqual(['!', 'a', '!', 'a']);
  }, 90_000);
});
