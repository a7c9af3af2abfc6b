// Both sides are written to between listing and copy, by somebody else: what they have written stays, and what became of it is said.
import { setTimeout } from 'node:timers/promises';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { control } from '../../emulator/control/control-client';
import { builtProgram } from '../built';
import type { Program, Said } from '../setup';

const built = builtProgram();
const MIB = 1024 ** 2;

type Place = { readonly Bucket: string; readonly Key: string };

const src = (Key: string): Place => ({ Bucket: 'src', Key: `folder/${Key}` });
const dst = (Key: string): Place => ({ Bucket: 'dst', Key: `copies/${Key}` });

async function put({ s3 }: Program, place: Place, Body: string | Buffer): Promise<string> {
  return (await s3.send(new S3.PutObjectCommand({ ...place, Body }))).VersionId ?? '';
}

/** What each version holds, newest first; a delete marker holds `!`. */
async function history({ s3 }: Program, { Bucket, Key: Prefix }: Place): Promise<string> {
  const held: string[] = [];
  let at: Partial<S3.ListObjectVersionsCommandInput> | undefined = {};
  // One by one: the SDK has versions and delete markers apart.
  while (at !== undefined) {
    const listing = new S3.ListObjectVersionsCommand({ Bucket, Prefix, MaxKeys: 1, ...at });
    const page: S3.ListObjectVersionsCommandOutput = await s3.send(listing);
    for (const { Key, VersionId } of page.Versions ?? []) {
      const { Body } = await s3.send(new S3.GetObjectCommand({ Bucket, Key, VersionId }));
      held.push((await Body?.transformToString())?.slice(0, 10) ?? '');
    }
    held.push(...(page.DeleteMarkers ?? []).map(() => '!'));
    const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    at = IsTruncated === true ? { KeyMarker, VersionIdMarker } : undefined;
  }
  return held.join(' ');
}

/** Copies slowly, and does this once the first copy was asked for, when everything is listed. */
async function copyWhile(program: Program, does: () => Promise<unknown>, ...more: readonly string[]): Promise<Said> {
  const slow = ['s3:CopyObject', 's3:UploadPartCopy'].map((operation) => ({ operation, latencyMs: 600 }));
  expect((await control(program.running, 'POST', 'faults', slow)).status).toBe(200);
  const said = await copy(program, { at: /^request: .*CopyObject/m, does }, ...more);
  await control(program.running, 'DELETE', 'faults');
  return said;
}

function copy(
  program: Program,
  meanwhile: { readonly at: RegExp; readonly does: () => Promise<unknown> } | undefined,
  ...more: readonly string[]
): Promise<Said> {
  const words = ['copy', 's3://src/folder/', 's3://dst/copies/', '--yes', '--checks', 'basic', '--verbose', ...more];
  const env = { AWS_REGION: 'eu-west-1' };
  return program.run(words, { env, limitMs: 40_000, ...(meanwhile === undefined ? {} : { meanwhile }) });
}

async function start(): Promise<Program> {
  const program = await built.start([]);
  await program.s3.send(new S3.DeleteBucketReplicationCommand({ Bucket: 'src' }));
  return program;
}

/** The history, once there is one. */
async function soon(program: Program, place: Place): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const held = await history(program, place);
    if (held !== '') return held;
    await setTimeout(20);
  }
  return '';
}

const hide = ({ s3 }: Program, place: Place): Promise<unknown> => s3.send(new S3.DeleteObjectCommand(place));

/** Of each of these keys, oldest last. */
async function histories(program: Program, place: (key: string) => Place, keys: readonly string[]): Promise<object> {
  const all = keys.map(async (key) => [key, await history(program, place(key))] as const);
  return Object.fromEntries(await Promise.all(all));
}

describe('copy, while others write', () => {
  it('copies the source as it is then, counts what is gone, and leaves what they put in its place', async () => {
    const program = await start();
    const large = Buffer.alloc(6 * MIB, 'large');
    for (const key of ['calm', 'deleted', 'hidden', 'new']) await put(program, src(key), 'one');
    const { VersionId } = await program.s3.send(new S3.HeadObjectCommand(src('deleted')));
    const changed = await copyWhile(program, async () => {
      await program.s3.send(new S3.DeleteObjectCommand({ ...src('deleted'), VersionId }));
      await hide(program, src('hidden'));
      await put(program, src('new'), 'two');
    });
    expect(changed).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('2 deleted from the source under way'),
    });
    expect(changed.stdout).toContain('all 2 objects are in');
    expect(await histories(program, dst, ['calm', 'deleted', 'hidden', 'new'])).toEqual({
      ...{ calm: 'one', deleted: '', hidden: '', new: 'two' },
    });
    for (const key of ['alike', 'stale', 'theirs']) await put(program, src(key), 'one');
    await put(program, src('large'), large);
    await put(program, dst('stale'), 'something old');
    const written = await copyWhile(
      program,
      async () => {
        for (const key of ['large', 'stale', 'theirs']) await put(program, dst(key), 'theirs');
        await put(program, dst('alike'), 'one');
      },
      ...['--parts-above', '5MiB'],
    );
    expect(written).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/3 +WrittenMeanwhile/) });
    for (const key of ['large', 'stale', 'theirs']) expect(written.stdout).toContain(`'folder/${key}'`);
    expect(await histories(program, dst, ['alike', 'large', 'stale', 'theirs'])).toEqual({
      ...{ alike: 'one', large: 'theirs', stale: 'theirs something ', theirs: 'theirs' },
    });
    const { Uploads = [] } = await program.s3.send(new S3.ListMultipartUploadsCommand({ Bucket: 'dst' }));
    expect(Uploads).toEqual([]);
    // What is there is listed now, and different.
    expect(await copy(program, undefined, '--parts-above', '5MiB')).toMatchObject({ exitCode: 0 });
    expect(await histories(program, dst, ['large', 'theirs'])).toEqual({
      large: 'largelarge theirs',
      theirs: 'one theirs',
    });
  }, 60_000);
});

describe('copy --all-versions, while others write', () => {
  const all = '--all-versions';
  const three = async (program: Program, key: string): Promise<readonly string[]> => {
    const ids: string[] = [];
    for (const body of ['one', 'two', 'three']) ids.push(await put(program, src(key), body));
    return ids;
  };

  it('copies the history that was listed, says what was written or deleted since, and the next run has it', async () => {
    const program = await start();
    for (const key of ['calm', 'hidden', 'new']) await three(program, key);
    const [, VersionId] = await three(program, 'deleted');
    const said = await copyWhile(
      program,
      async () => {
        await program.s3.send(new S3.DeleteObjectCommand({ ...src('deleted'), VersionId }));
        await hide(program, src('hidden'));
        await put(program, src('new'), 'four');
      },
      all,
    );
    expect(said.stdout).toContain('1 missing, 1 delete marker missing');
    expect(said.stdout).toMatch(/keys: +'folder\/new'/);
    expect(said).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('1 deleted from the source under way') });
    const keys = ['calm', 'deleted', 'hidden', 'new'];
    expect(await histories(program, dst, keys)).toEqual({
      ...{ calm: 'three two one', deleted: 'three one', hidden: 'three two one', new: 'three two one' },
    });
    expect(await copy(program, undefined, all)).toMatchObject({ exitCode: 0 });
    expect(await histories(program, dst, keys)).toEqual(await histories(program, src, keys));
  }, 60_000);

  it('puts nothing over what they write at the destination, and says how far it came', async () => {
    const program = await start();
    for (const key of ['alike', 'late', 'marked', 'theirs']) await three(program, key);
    const said = await copyWhile(
      program,
      async () => {
        await put(program, dst('theirs'), 'theirs');
        await hide(program, dst('marked'));
        await put(program, dst('alike'), 'one');
        expect(await soon(program, dst('late'))).toBe('one');
        await put(program, dst('late'), 'theirs');
      },
      all,
    );
    expect(said).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/5 +OtherVersions/) });
    expect(said.stdout).toMatch(
      /none of its 3 versions was copied|1 version was copied before somebody else wrote there/,
    );
    for (const key of ['late', 'theirs']) expect(said.stdout).toContain(`'folder/${key}'`);
    expect(said.stdout).toContain('6 versions copied');
    const keys = ['alike', 'late', 'marked', 'theirs'];
    const there = { alike: 'three two one', late: 'theirs one', marked: 'three two one !', theirs: 'theirs' };
    expect(await histories(program, dst, keys)).toEqual(there);
    // What is left on purpose is said, and is no failure.
    await three(program, 'below');
    for (const body of ['theirs', 'one']) await put(program, dst('below'), body);
    const never = await copy(program, undefined, all, '--overwrite', 'never');
    expect(never).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('8 left as they are') });
    expect(never.stdout).toContain('5 missing, 3 different');
    expect(await histories(program, dst, keys)).toEqual(there);
  }, 60_000);
});
