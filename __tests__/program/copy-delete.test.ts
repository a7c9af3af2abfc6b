// The built program deletes at the destination what the source has not: at the end, confirmed, counted anew, and never by a version id.
import { readdirSync } from 'node:fs';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { control } from '../emulator/control/control-client';
import { builtProgram } from './built';
import { journalOf, type Program, type RunOptions, type Said } from './setup';

const built = builtProgram();
const REGION = { AWS_REGION: 'eu-west-1' };
const CONFIRMED = ['--delete', '--yes', '--max-delete', '9'] as const;
const COPY = ['copy', 's3://src/folder/', 's3://dst/archive/'] as const;
const run = (program: Program, words: readonly string[], options: RunOptions = {}): Promise<Said> =>
  program.run(words, { ...options, env: REGION });

async function put({ s3 }: Program, ...keys: readonly string[]): Promise<void> {
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: 'dst', Key, Body: 'extra' }));
}

interface There {
  /** Keys whose newest is an object. */
  readonly objects: readonly string[];
  /** Keys whose newest is a delete marker. */
  readonly hidden: readonly string[];
  readonly versions: number;
}

async function there({ s3 }: Program): Promise<There> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'dst' }));
  const newest = (all: readonly { Key?: string | undefined; IsLatest?: boolean | undefined }[]): string[] =>
    all.flatMap(({ Key = '', IsLatest }) => (IsLatest === true ? [Key] : []));
  return { objects: newest(Versions), hidden: newest(DeleteMarkers), versions: Versions.length };
}

function listings({ running }: Program): number {
  const isOne = (one: (typeof running.log)[number]): boolean =>
    one.kind === 'request' && one.operation === 's3:ListObjectsV2' && one.target.startsWith('/dst');
  return running.log.filter(isOne).length;
}

/** Waits until the destination was listed so many times. */
async function listedAt(program: Program, times: number): Promise<void> {
  while (listings(program) < times) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Nobody may delete by a version id, and no request has tried. */
async function withoutVersionDeletes({ s3 }: Program): Promise<void> {
  const Statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:DeleteObjectVersion',
    Resource: 'arn:aws:s3:::dst/*',
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'dst', Policy }));
}

describe('copy --delete', () => {
  it('hides behind delete markers what the source has not, removes no version, and says how many', async () => {
    const program = await built.start(['folder/a', 'folder/b', 'other/c']);
    await put(program, 'archive/x', 'archive/sub/y', 'beside/z', 'archive');
    await withoutVersionDeletes(program);
    const dry = await run(program, [...COPY, '--delete', '--dry-run']);
    expect(dry).toMatchObject({ exitCode: 0 });
    expect(dry.stdout).toContain("2 objects of 's3://dst/archive/' that the source has not would be deleted");
    expect(dry.stdout).toContain("'archive/sub/y', 'archive/x'");
    expect((await there(program)).hidden).toEqual([]);
    const said = await run(program, [...COPY, '--delete', '--yes', '--max-delete', '2']);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain('2 objects copied');
    expect(said.stdout).toContain('2 objects deleted at the destination by delete markers, which hide them');
    expect(await there(program)).toEqual({
      objects: ['archive', 'archive/a', 'archive/b', 'beside/z'],
      hidden: ['archive/sub/y', 'archive/x'],
      versions: 6,
    });
    const id = /copy-[0-9a-f]{16}/.exec(said.stdout + said.stderr)?.[0] ?? '';
    const report = await run(program, ['report', id]);
    expect(report).toMatchObject({ exitCode: 0 });
    expect(report.stdout).toContain('2 objects deleted at the destination by delete markers');
    const again = await run(program, [...COPY, '--delete', '--yes', '--max-delete', '0']);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain('nothing to delete at the destination');
    const byVersion = program.running.log.filter(
      (one) => one.kind === 'request' && one.method === 'DELETE' && one.target.includes('versionId'),
    );
    expect(byVersion).toEqual([]);
  });

  it('sends nothing where there is more than --max-delete, and deletes nothing where more has come meanwhile', async () => {
    const program = await built.start(['folder/a']);
    await put(program, 'archive/x', 'archive/y');
    const before = await run(program, [...COPY, '--delete', '--yes', '--max-delete', '1']);
    expect(before).toMatchObject({ exitCode: 2 });
    expect(before.stderr).toContain('nothing was sent: the destination has 2 objects that the source has not');
    expect((await there(program)).objects).toEqual(['archive/x', 'archive/y']);
    const slow = { operation: 's3:CopyObject', latencyMs: 1_500 };
    expect((await control(program.running, 'POST', 'faults', [slow])).status).toBe(200);
    const running = run(program, [...COPY, '--delete', '--yes', '--max-delete', '2', '--checks', 'basic']);
    await listedAt(program, listings(program) + 3);
    await put(program, 'archive/z');
    const said = await running;
    expect(said).toMatchObject({ exitCode: 1 });
    expect(said.stdout).toContain('nothing was deleted at the destination: the destination has 3 objects');
    expect((await there(program)).objects).toEqual(['archive/a', 'archive/x', 'archive/y', 'archive/z']);
  });

  it.each<[string, readonly string[], string]>([
    ['is not confirmed', ['--delete', '--yes'], '--yes and --max-delete N'],
    ['has keys that were chosen', [...CONFIRMED, '--key', 'folder/a'], 'chosen one by one'],
    ['has a filter by date', [...CONFIRMED, '--created-after', '2020-01-01'], '--created-after and --delete do not go'],
    ['has a filter by tags', [...CONFIRMED, '--tag', 'a=b'], '--tag and --delete do not go'],
    ['is kept in a file', ['--delete', '--dry-run', '--out', 'plan.json'], '--delete and --out do not go together'],
  ])('is refused where it %s, and nothing is sent', async (_what, words, expected) => {
    const program = await built.start(['folder/a']);
    await put(program, 'archive/x');
    const said = await run(program, [...COPY, ...words]);
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain(expected);
    expect((await there(program)).objects).toEqual(['archive/x']);
  });

  it('deletes nothing where the source is empty, unless --allow-empty says that it may be', async () => {
    const program = await built.start(['other/a']);
    await put(program, 'archive/x');
    const words = [...COPY, ...CONFIRMED];
    expect(await run(program, words)).toMatchObject({ exitCode: 2 });
    expect((await there(program)).objects).toEqual(['archive/x']);
    expect(await run(program, [...words, '--allow-empty'])).toMatchObject({ exitCode: 0 });
    expect((await there(program)).hidden).toEqual(['archive/x']);
  });

  it.each([
    ['--suffix', '.txt'],
    ['--exclude', '*.log'],
  ])('deletes only what the filters let pass, and never what the source has: %s %s', async (...filter) => {
    const program = await built.start(['folder/a.txt', 'folder/b.log']);
    await put(program, 'archive/old.txt', 'archive/old.log', 'archive/b.log');
    const said = await run(program, [...COPY, ...CONFIRMED, ...filter]);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(await there(program)).toMatchObject({
      objects: ['archive/a.txt', 'archive/b.log', 'archive/old.log'],
      hidden: ['archive/old.txt'],
    });
  });

  it('deletes nothing where a copy has failed, or a side may not be listed to its end', async () => {
    const program = await built.start(['folder/a', 'folder/b']);
    await put(program, 'archive/x');
    const Statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::dst/archive/b',
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
    await program.s3.send(new PutBucketPolicyCommand({ Bucket: 'dst', Policy }));
    const words = [...COPY, ...CONFIRMED, '--checks', 'basic'];
    const failed = await run(program, words);
    expect(failed).toMatchObject({ exitCode: 1 });
    expect(failed.stdout).toContain('nothing was deleted at the destination: some copies have failed');
    await withoutVersionDeletes(program);
    for (const bucket of ['src', 'dst']) {
      // The check, the count and the copy list before it; what lists for the deletion is denied.
      const denied = { operation: 's3:ListObjectsV2', bucket, error: 'AccessDenied', after: 3 };
      await control(program.running, 'POST', 'faults', [denied]);
      const said = await run(program, [...words, '--verify', 'never', '--patience-seconds', '1']);
      expect({ bucket, exitCode: said.exitCode }).toEqual({ bucket, exitCode: 5 });
      await control(program.running, 'DELETE', 'faults');
    }
    expect((await there(program)).hidden).toEqual([]);
  });

  it('says before that it is for good in a bucket without versions, and tells what may not be deleted', async () => {
    const program = await built.start(['folder/a']);
    await program.s3.send(
      new PutBucketVersioningCommand({ Bucket: 'dst', VersioningConfiguration: { Status: 'Suspended' } }),
    );
    await put(program, 'archive/x', 'archive/kept');
    const Statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:DeleteObject',
      Resource: 'arn:aws:s3:::dst/archive/kept',
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
    await program.s3.send(new PutBucketPolicyCommand({ Bucket: 'dst', Policy }));
    const said = await run(program, [...COPY, ...CONFIRMED, '--checks', 'basic']);
    expect(said).toMatchObject({ exitCode: 1 });
    expect(said.stdout).toContain('versioning suspended');
    expect(said.stdout).toContain("1 could not be deleted: AccessDenied for 'archive/kept'");
    expect(said.stdout).toContain('1 object deleted at the destination by delete markers with the version id null');
    expect((await there(program)).objects).toEqual(['archive/a', 'archive/kept']);
  });

  it('tells of a bucket with suspended versioning what is gone for good, and what stands behind a marker', async () => {
    const program = await built.start(['folder/a']);
    await put(program, 'archive/before');
    const Status = 'Suspended' as const;
    await program.s3.send(new PutBucketVersioningCommand({ Bucket: 'dst', VersioningConfiguration: { Status } }));
    await put(program, 'archive/since');
    const said = await run(program, [...COPY, ...CONFIRMED, '--checks', 'basic']);
    expect(said).toMatchObject({ exitCode: 0 });
    const told =
      '2 objects deleted at the destination by delete markers with the version id null, since versioning is suspended: what had that id is gone for good, and versions with ids of their own are behind the markers';
    expect(said.stdout).toContain(told);
    const { Versions = [], DeleteMarkers = [] } = await program.s3.send(
      new ListObjectVersionsCommand({ Bucket: 'dst', Prefix: 'archive/' }),
    );
    expect(Versions.filter(({ Key }) => Key !== 'archive/a').map(({ Key }) => Key)).toEqual(['archive/before']);
    expect(DeleteMarkers.map(({ Key, VersionId }) => [Key, VersionId])).toEqual([
      ['archive/before', 'null'],
      ['archive/since', 'null'],
    ]);
    const id = /copy-[0-9a-f]{16}/.exec(said.stdout + said.stderr)?.[0] ?? '';
    expect((await run(program, ['report', id])).stdout).toContain(told);
  });

  it('tells of a bucket that never had versions that they are gone for good', async () => {
    const program = await built.start(['folder/a']);
    await program.s3.send(new CreateBucketCommand({ Bucket: 'plain' }));
    await program.s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'archive/x', Body: 'x' }));
    const words = COPY.map((word) => word.replace('s3://dst/', 's3://plain/'));
    const said = await run(program, [...words, ...CONFIRMED, '--checks', 'basic']);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain('1 object deleted at the destination for good: there are no versions');
  });

  it('that is killed while it deletes lists again, and leaves what the source has got meanwhile', async () => {
    const program = await built.start(['folder/a']);
    await put(program, 'archive/x', 'archive/y');
    const words = [...COPY, ...CONFIRMED, '--checks', 'basic'];
    const killed = { interruptAt: /request: S3 DeleteObjects/, signal: 'SIGKILL' } as const;
    expect((await run(program, [...words, '--verbose'], killed)).exitCode).toBe(null);
    expect((await there(program)).objects).toContain('archive/a');
    expect(readdirSync(journalOf(program))).toHaveLength(1);
    await program.s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'folder/y', Body: 'back again' }));
    for (const Key of ['archive/x', 'archive/y'])
      await program.s3.send(new DeleteObjectCommand({ Bucket: 'dst', Key }));
    await put(program, 'archive/x', 'archive/y');
    expect(await run(program, words)).toMatchObject({ exitCode: 0 });
    expect(await there(program)).toMatchObject({ hidden: ['archive/x'] });
    expect((await there(program)).objects).toContain('archive/y');
  });
});
