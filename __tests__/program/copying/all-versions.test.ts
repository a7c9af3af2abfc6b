// The built program copies all versions: both chains, read with AWS's SDK, hold the same in the same order, whatever happens under way.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import type { FaultOrder } from '../../../emulator/faults/fault';
import { control } from '../../emulator/control/control-client';
import { builtProgram } from '../built';
import type { Program, Said } from '../setup';

const built = builtProgram();
const ENV = { AWS_REGION: 'eu-west-1' };
const MIB = 1024 ** 2;

const copy = (program: Program, ...more: readonly string[]): Promise<Said> =>
  program.run(
    ['copy', 's3://src/folder/', 's3://dst/copies/', '--yes', '--all-versions', '--checks', 'basic', ...more],
    { env: ENV, limitMs: 50_000 },
  );

const verify = (program: Program): Promise<Said> =>
  program.run(
    [
      ...['verify', '--method', 'copy', '--all-versions', '--source-bucket', 'src', '--prefix', 'folder/'],
      ...['--destination-bucket', 'dst', '--destination-prefix', 'copies/', '--certificate', 'certificate.json'],
    ],
    { env: ENV, limitMs: 50_000 },
  );

async function put({ s3 }: Program, Bucket: string, Key: string, Body: string | Buffer): Promise<string> {
  const named = typeof Body === 'string' ? { Metadata: { of: Body }, Tagging: `of=${Body}` } : {};
  return (await s3.send(new S3.PutObjectCommand({ Bucket, Key, Body, ...named }))).VersionId ?? '';
}

async function hide({ s3 }: Program, Bucket: string, Key: string): Promise<void> {
  await s3.send(new S3.DeleteObjectCommand({ Bucket, Key }));
}

/** Of each key below the prefix what its versions hold, oldest first; `!` is a delete marker. */
async function chains({ s3 }: Program, Bucket: string, Prefix: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string[]> = {};
  let at: Pick<S3.ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> | undefined = {};
  // One by one: the SDK has versions and delete markers apart, and their times are of whole seconds.
  while (at !== undefined) {
    const listing: S3.ListObjectVersionsCommand = new S3.ListObjectVersionsCommand({
      Bucket,
      Prefix,
      MaxKeys: 1,
      ...at,
    });
    const page: S3.ListObjectVersionsCommandOutput = await s3.send(listing);
    for (const { Key = '', VersionId = '' } of page.Versions ?? []) {
      const version = { Bucket, Key, VersionId };
      const { Body, Metadata } = await s3.send(new S3.GetObjectCommand(version));
      const { TagSet = [] } = await s3.send(new S3.GetObjectTaggingCommand(version));
      const body = (await Body?.transformToString())?.slice(0, 20) ?? '';
      const held = `${body} ${Metadata?.['of'] ?? ''} ${TagSet[0]?.Value ?? ''}`.trim();
      (found[Key.slice(Prefix.length)] ??= []).unshift(held);
    }
    for (const { Key = '' } of page.DeleteMarkers ?? []) (found[Key.slice(Prefix.length)] ??= []).unshift('!');
    const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    at =
      IsTruncated === true
        ? { ...(KeyMarker && { KeyMarker }), ...(VersionIdMarker && { VersionIdMarker }) }
        : undefined;
  }
  return Object.fromEntries(Object.entries(found).map(([key, held]) => [key, held.join(' | ')]));
}

/** Versions, delete markers, objects from before versioning, and one that is copied in parts. */
async function start(): Promise<Program> {
  const program = await built.start([]);
  const { s3 } = program;
  // With a rule no bucket takes back its versioning.
  await s3.send(new S3.DeleteBucketReplicationCommand({ Bucket: 'src' }));
  for (const body of ['one', 'two']) await put(program, 'src', 'folder/plain', body);
  for (const body of ['one', 'two', 'two']) await put(program, 'src', 'folder/gone', body);
  await hide(program, 'src', 'folder/gone');
  await put(program, 'src', 'folder/back', 'one');
  await hide(program, 'src', 'folder/back');
  await hide(program, 'src', 'folder/back');
  await put(program, 'src', 'folder/back', 'two');
  await hide(program, 'src', 'folder/hidden');
  await put(program, 'src', 'folder/ä +%', 'one');
  await put(program, 'src', 'folder/large', 'small');
  await put(program, 'src', 'folder/large', Buffer.alloc(6 * MIB, 'large'));
  const versioning = (Status: 'Enabled' | 'Suspended') =>
    s3.send(new S3.PutBucketVersioningCommand({ Bucket: 'src', VersioningConfiguration: { Status } }));
  await versioning('Suspended');
  await put(program, 'src', 'folder/null', 'without an id');
  await put(program, 'src', 'folder/plain', 'without an id');
  await versioning('Enabled');
  await put(program, 'src', 'folder/null', 'with one');
  return program;
}

async function fault(program: Program, ...faults: readonly FaultOrder[]): Promise<void> {
  await control(program.running, 'DELETE', 'faults');
  if (faults.length > 0) expect((await control(program.running, 'POST', 'faults', faults)).status).toBe(200);
}

describe('copy --all-versions', () => {
  it('makes each chain what it is in the source, counts it before, and has nothing to do the next time', async () => {
    const program = await start();
    const before = await chains(program, 'src', 'folder/');
    expect(before).toMatchObject({ hidden: '!', null: expect.stringContaining('|') });
    const plan = await copy(program, '--dry-run');
    expect(plan).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('delete markers') });
    expect(await chains(program, 'dst', 'copies/')).toEqual({});
    // Of which nothing is current.
    const only = ['copy', 's3://src/folder/hidden', 's3://dst/only/hidden', '--yes', '--all-versions'];
    expect(await program.run(only, { env: ENV })).toMatchObject({ exitCode: 0 });
    expect(await chains(program, 'dst', 'only/')).toEqual({ hidden: '!' });
    const first = await copy(program, '--parts-above', '5MiB');
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toContain('13 versions copied');
    expect(first.stdout).toContain('4 delete markers placed');
    expect(first.stdout).toContain('all 13 object versions are in');
    expect(await chains(program, 'dst', 'copies/')).toEqual(before);
    const again = await copy(program, '--parts-above', '5MiB');
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain('0 versions copied, 17 there already');
    await put(program, 'src', 'folder/hidden', 'shown');
    await hide(program, 'src', 'folder/plain');
    expect(await copy(program, '--parts-above', '5MiB')).toMatchObject({ exitCode: 0 });
    expect(await chains(program, 'dst', 'copies/')).toEqual(await chains(program, 'src', 'folder/'));
    expect(await verify(program)).toMatchObject({ exitCode: 0 });
    const certificate: unknown = JSON.parse(readFileSync(path.join(program.folder, 'certificate.json'), 'utf8'));
    expect(certificate).toMatchObject({
      ...{ answer: 'complete', matched: 'from-the-newest', listing: 'ListObjectVersions' },
      comparisons: [{ allVersions: true, deleteMarkers: { same: 5, missing: 0 }, versions: { same: 14, missing: 0 } }],
    });
    // The current objects stay as they are: only the chains tell.
    const { Versions = [] } = await program.s3.send(
      new S3.ListObjectVersionsCommand({ Bucket: 'dst', Prefix: 'copies/large' }),
    );
    const { Key, VersionId } = Versions.at(-1) ?? {};
    await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'dst', Key, VersionId }));
    expect(await verify(program)).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('1 missing') });
  }, 60_000);

  it('leaves a key alone that has other versions, says so, and puts all on top where that is asked', async () => {
    const program = await start();
    await put(program, 'dst', 'copies/plain', 'somebody else wrote this');
    const said = await copy(program);
    expect(said).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('OtherVersions') });
    expect((await chains(program, 'dst', 'copies/'))['plain']).toMatch(/^somebody else wrot\S* /);
    const always = await copy(program, '--overwrite', 'always');
    expect(always.stdout).toContain('3 versions copied');
    const { plain = '' } = await chains(program, 'src', 'folder/');
    expect((await chains(program, 'dst', 'copies/'))['plain']).toMatch(/^somebody/);
    expect((await chains(program, 'dst', 'copies/'))['plain']?.endsWith(plain)).toBe(true);
  }, 60_000);

  it.each<[string, FaultOrder]>([
    ['of copies are lost', { operation: 's3:CopyObject', reset: 'after', probability: 0.3 }],
    ['to delete markers are lost', { operation: 's3:DeleteObject', reset: 'after', times: 2 }],
    ['say SlowDown', { operation: 's3:CopyObject', error: 'SlowDown', errorStatus: 200, times: 5 }],
  ])(
    'copies each version once where answers %s',
    async (_title, order) => {
      const program = await start();
      await fault(program, order);
      const said = await copy(program);
      await fault(program);
      expect(said).toMatchObject({ exitCode: 0 });
      expect(await chains(program, 'dst', 'copies/')).toEqual(await chains(program, 'src', 'folder/'));
    },
    60_000,
  );

  it('ends a chain where a version is archived, and goes on from there once it is restored', async () => {
    const program = await start();
    const cold = { Bucket: 'src', Key: 'folder/cold' };
    await put(program, 'src', cold.Key, 'one');
    const archived = { ...cold, Body: 'two', StorageClass: 'GLACIER' } as const;
    const { VersionId = '' } = await program.s3.send(new S3.PutObjectCommand(archived));
    await put(program, 'src', cold.Key, 'three');
    const plan = await copy(program, '--dry-run');
    expect(plan.stdout).toContain('archived: restore them');
    expect(plan.stdout).toContain('newer than an archived version of the same key');
    const said = await copy(program);
    expect(said).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('InvalidObjectState') });
    expect(said.stdout).toContain('2 failed');
    expect(await chains(program, 'dst', 'copies/cold')).toEqual({ '': 'one one one' });
    const restore = {
      ...cold,
      VersionId,
      RestoreRequest: { Days: 1, GlacierJobParameters: { Tier: 'Expedited' } },
    } as const;
    await program.s3.send(new S3.RestoreObjectCommand(restore));
    await control(program.running, 'POST', 'clock', { advanceMs: 3_600_000 });
    const restored = await copy(program, '--restored', '--destination-storage-class', 'STANDARD');
    expect(restored.stdout).toContain('2 versions copied');
    expect(Object.values(await chains(program, 'dst', 'copies/cold'))[0]).toMatch(/^one .*two.*three/);
  }, 60_000);

  it('refuses a destination without versions, filters that leave holes, and --delete, and sends nothing', async () => {
    const program = await start();
    for (const more of [
      ['--created-after', '2020-01-01'],
      ['--larger-than', '1KiB'],
      ['--tag', 'a=b'],
      ['--delete', '--max-delete', '1'],
    ])
      expect(await copy(program, ...more)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('--all-versions do not go together'),
      });
    const suspended = { Bucket: 'dst', VersioningConfiguration: { Status: 'Suspended' } } as const;
    await program.s3.send(new S3.PutBucketVersioningCommand(suspended));
    const said = await copy(program);
    expect(said).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is suspended') });
    expect(await chains(program, 'dst', 'copies/')).toEqual({});
  }, 60_000);
});

describe('copy --all-versions that is killed', () => {
  it('is whole after the next run, with nothing twice, at 8 moments', async () => {
    const program = await start();
    const whole = await chains(program, 'src', 'folder/');
    for (let moment = 0; moment < 8; moment += 1) {
      const to = `killed/${moment}/`;
      const words = ['copy', 's3://src/folder/', `s3://dst/${to}`, '--yes', '--all-versions', '--checks', 'basic'];
      const slow = ['--max-workers', '2', '--parts-above', '5MiB', '--verify', 'never'];
      await new Promise<void>((resolve, reject) => {
        const child = spawn(process.execPath, [built.runner(), ...words, ...slow, '--verbose'], {
          cwd: program.folder,
          env: { ...program.environment, ...ENV },
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let stderr = '';
        child.stderr.on('data', (chunk: Buffer) => {
          stderr += chunk.toString();
          if (stderr.split('\nrequest: ').length > 4 + moment * 3) child.kill('SIGKILL');
        });
        child.on('error', reject);
        child.on('close', () => resolve());
      });
      const again = await program.run([...words, ...slow], { env: ENV, limitMs: 30_000 });
      expect({ moment, ...again }).toMatchObject({ exitCode: 0 });
      expect({ moment, chains: await chains(program, 'dst', to) }).toEqual({ moment, chains: whole });
    }
    const { Uploads = [] } = await program.s3.send(new S3.ListMultipartUploadsCommand({ Bucket: 'dst' }));
    expect(Uploads).toEqual([]);
  }, 60_000);
});
