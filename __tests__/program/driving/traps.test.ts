/** @group outside */
// What rclone and the AWS CLI do when nobody drives them: the traps that docs/existing-objects-guide.md tells of, each shown by the program itself.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand, type CommandResult } from '../../../examples/demo/command';
import { makeFolder, removeFolder } from '../../e2e/setup';
import { bugs, startEmulator, type Running } from '../../emulator/running';
import { TOOLS, type InstalledTool } from './tools';

const [RCLONE, CLI_1, CLI_2] = TOOLS;
const RICH = { Metadata: { owner: 'x' }, CacheControl: 'no-store', Tagging: 'team=a%20b' };
const LARGE_BYTES = 9 * 1024 ** 2;

let running: Running;
let s3: S3.S3Client;
let folder: string;

beforeAll(async () => {
  folder = makeFolder();
  running = await startEmulator({ seed: { buckets: [{ name: 'src' }, { name: 'dst', versioning: 'Enabled' }] } });
  s3 = running.s3();
});
afterAll(async () => {
  expect(bugs(running)).toEqual([]);
  await running.close();
  removeFolder(folder);
});

/** In a home of its own, with credentials and nothing else. */
function run(tool: InstalledTool, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = running.credentials(0);
  return runCommand(tool.file, words, {
    cwd: folder,
    env: {
      ...{ PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', AWS_REGION: 'us-east-1' },
      ...{ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_CONFIG_FILE: '/dev/null', AWS_EC2_METADATA_DISABLED: 'true' },
      ...env,
    },
    timeoutSeconds: 45,
  });
}

const put = (Key: string, more: Partial<S3.PutObjectCommandInput> = {}) =>
  s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key, Body: Key, ...more }));

async function copyOf(Key: string) {
  const at = { Bucket: 'dst', Key };
  const { Metadata, CacheControl } = await s3.send(new S3.HeadObjectCommand(at));
  const { TagSet } = await s3.send(new S3.GetObjectTaggingCommand(at));
  return { Metadata, CacheControl, tags: TagSet?.length };
}

async function versionsOf(Prefix: string): Promise<number> {
  const { Versions = [] } = await s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'dst', Prefix }));
  return Versions.length;
}

/** `describe` where the program is there; why not has been said where it is driven. */
const where = (tool: InstalledTool | undefined, title: string, tests: (tool: InstalledTool) => void): void =>
  (tool === undefined || tool.lacks !== undefined ? describe.skip : describe)(title, () => {
    if (tool !== undefined) tests(tool);
  });

describe('the AWS CLI by itself', () => {
  const aws = (tool: InstalledTool, words: readonly string[], env = {}): Promise<CommandResult> =>
    run(tool, ['s3', ...words, '--endpoint-url', running.emulator.endpoint], env);

  where(CLI_1, 'of version 1', (tool) => {
    it('drops metadata and tags from 8 MiB on, and ends with 0; multipart_threshold keeps them', async () => {
      await put('large/9.bin', { ...RICH, Body: Buffer.alloc(LARGE_BYTES) });
      const bare = await aws(tool, ['sync', 's3://src/large/', 's3://dst/cut/']);
      expect(bare).toMatchObject({ exitCode: 0 });
      expect(await copyOf('cut/9.bin')).toMatchObject({ Metadata: {}, CacheControl: undefined, tags: 0 });
      const AWS_CONFIG_FILE = path.join(folder, 'config');
      writeFileSync(AWS_CONFIG_FILE, '[default]\ns3 =\n  multipart_threshold = 5GB\n');
      const told = await aws(tool, ['sync', 's3://src/large/', 's3://dst/whole/'], { AWS_CONFIG_FILE });
      expect(told).toMatchObject({ exitCode: 0 });
      expect(await copyOf('whole/9.bin')).toMatchObject({
        Metadata: { owner: 'x' },
        CacheControl: 'no-store',
        tags: 1,
      });
    }, 60_000);
  });

  for (const cli of [CLI_1, CLI_2])
    where(cli, `: ${cli?.title ?? ''}`, (tool) => {
      it('takes the last filter that matches: the exclusion comes first', async () => {
        for (const key of ['photo.jpg', 'plain.txt']) await put(`filtered/${key}`);
        const dry = (...filters: readonly string[]) =>
          aws(tool, ['sync', 's3://src/filtered/', 's3://dst/filtered/', '--dryrun', ...filters]);
        const right = await dry('--exclude', '*', '--include', '*.jpg');
        expect(right.stdout).toContain('photo.jpg');
        expect(right.stdout).not.toContain('plain.txt');
        expect(await dry('--include', '*.jpg', '--exclude', '*')).toMatchObject({ exitCode: 0, stdout: '' });
      }, 60_000);

      it('skips archived objects and ends with 2, and takes what is older and of the same size for the same', async () => {
        await put('cold/a', { StorageClass: 'GLACIER' });
        expect(await aws(tool, ['sync', 's3://src/cold/', 's3://dst/cold/'])).toMatchObject({ exitCode: 2 });
        await put('same/a', { Body: 'one' });
        await s3.send(new S3.PutObjectCommand({ Bucket: 'dst', Key: 'same/a', Body: 'two' }));
        for (const more of [[], ['--size-only'], ['--exact-timestamps']])
          expect(await aws(tool, ['sync', 's3://src/same/', 's3://dst/same/', ...more])).toMatchObject({
            exitCode: 0,
            stdout: '',
          });
      }, 60_000);

      it('asks AWS itself about a source whose Region is named, whatever the endpoint, and knows no directive for tags', async () => {
        // Nothing leaves this machine: at this port there is no proxy.
        const NOWHERE = { HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1', AWS_MAX_ATTEMPTS: '1' };
        const where = [
          'sync',
          's3://src/any/',
          's3://dst/any/',
          '--region',
          'us-east-1',
          '--source-region',
          'us-east-1',
        ];
        const asked = await aws(tool, where, NOWHERE);
        expect(asked.exitCode).toBe(1);
        expect(asked.stderr).toContain('Failed to connect to proxy');
        const directive = await aws(tool, ['cp', 's3://src/any/a', 's3://dst/any/a', '--tagging-directive', 'COPY']);
        expect(directive.exitCode).not.toBe(0);
        expect(directive.stderr).toContain('Unknown options');
      }, 60_000);
    });
});

where(RCLONE, 'rclone by itself', (tool) => {
  const [, minor = '0'] =
    /^rclone v1\.(\d+)/.exec(spawnSync(tool.file, ['version'], { encoding: 'utf8' }).stdout) ?? [];
  const isOld = Number(minor) < 73;

  const remote = (name: string): Record<string, string> => ({
    [`RCLONE_CONFIG_${name}_TYPE`]: 's3',
    [`RCLONE_CONFIG_${name}_PROVIDER`]: 'Minio',
    [`RCLONE_CONFIG_${name}_ENV_AUTH`]: 'true',
    [`RCLONE_CONFIG_${name}_REGION`]: 'us-east-1',
    [`RCLONE_CONFIG_${name}_ENDPOINT`]: running.emulator.endpoint,
    [`RCLONE_CONFIG_${name}_NO_CHECK_BUCKET`]: 'true',
    [`RCLONE_CONFIG_${name}_ACL`]: 'bucket-owner-full-control',
  });
  const rclone = (words: readonly string[], env: Record<string, string> = {}): Promise<CommandResult> =>
    run(tool, [...words, '-v', '--retries', '1'], {
      RCLONE_CONFIG: '/dev/null',
      ...{ ...remote('A'), ...remote('B') },
      ...env,
    });

  it('writes every copy anew in its second run, unless it is told to compare checksums', async () => {
    await put('twice/a', RICH);
    // S3 tells times by seconds: the copy has to have another one.
    await new Promise((resolve) => void setTimeout(resolve, 1_100));
    for (const [to, flags, versions] of [
      ['rewritten/', [], 2],
      ['left/', ['--checksum'], 1],
    ] as const) {
      for (let round = 0; round < 2; round += 1)
        expect(await rclone(['copy', 'a:src/twice/', `a:dst/${to}`, ...flags])).toMatchObject({ exitCode: 0 });
      expect([to, await versionsOf(to)]).toEqual([to, versions]);
    }
    expect(await copyOf('rewritten/a')).toMatchObject({ Metadata: { mtime: expect.stringMatching(/^[0-9]/) } });
    expect(await copyOf('left/a')).toMatchObject({ Metadata: { owner: 'x' }, tags: 1 });
  }, 60_000);

  it('downloads and uploads between two remotes, drops tags, and says so in its log alone', async () => {
    await put('remotes/a', RICH);
    const through = await rclone(['copy', 'a:src/remotes/', 'b:dst/through/', '--checksum']);
    expect(through).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('Copied (new)') });
    expect(await copyOf('through/a')).toMatchObject({ CacheControl: undefined, tags: 0 });
    const across = ['copy', 'a:src/remotes/', 'b:dst/across/', '--checksum', '--server-side-across-configs'];
    expect(await rclone(across)).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('Copied (server-side copy)'),
    });
    expect(await copyOf('across/a')).toMatchObject({ Metadata: { owner: 'x' }, CacheControl: 'no-store', tags: 1 });
  }, 60_000);

  it('deletes by sync what is only at the destination, and nothing by copy', async () => {
    await put('few/a');
    await s3.send(new S3.PutObjectCommand({ Bucket: 'dst', Key: 'more/b', Body: 'b' }));
    const there = async (): Promise<number> =>
      (await s3.send(new S3.ListObjectsV2Command({ Bucket: 'dst', Prefix: 'more/' }))).KeyCount ?? 0;
    expect(await rclone(['copy', 'a:src/few/', 'a:dst/more/', '--checksum'])).toMatchObject({ exitCode: 0 });
    expect(await there()).toBe(2);
    expect(await rclone(['sync', 'a:src/few/', 'a:dst/more/', '--checksum'])).toMatchObject({ exitCode: 0 });
    expect(await there()).toBe(1);
  }, 60_000);

  it('slows down nothing that the server copies by --bwlimit', async () => {
    await put('slow/a', { Body: Buffer.alloc(1024 ** 2) });
    const begunMs = Date.now();
    const slow = ['copy', 'a:src/slow/', 'a:dst/slow/', '--checksum', '--bwlimit', '10Ki'];
    expect(await rclone(slow)).toMatchObject({ exitCode: 0 });
    expect(Date.now() - begunMs).toBeLessThan(50_000);
  }, 120_000);

  it('has failed with an object that is archived', async () => {
    await put('frozen/a', { StorageClass: 'GLACIER' });
    const said = await rclone(['copy', 'a:src/frozen/', 'a:dst/frozen/', '--checksum']);
    expect(said.exitCode).not.toBe(0);
    expect(await versionsOf('frozen/')).toBe(0);
  }, 60_000);

  it('takes a good copy under SSE-KMS for a broken one, and deletes it, unless it is told to ignore checksums', async () => {
    const { endpoint, region } = running.emulator;
    const kms = new KMSClient({ endpoint, region, credentials: running.credentials(0) });
    const SSEKMSKeyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn;
    kms.destroy();
    await put('keyed/a', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId });
    const copy = (to: string, ...flags: readonly string[]) => rclone(['copy', 'a:src/keyed/', `a:dst/${to}`, ...flags]);
    const said = await copy('broken/', '--checksum');
    expect(said).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('corrupted on transfer') });
    expect(await copy('sound/', '--checksum', '--ignore-checksum')).toMatchObject({ exitCode: 0 });
    expect(await versionsOf('sound/')).toBe(1);
  }, 60_000);

  (isOld ? it : it.skip)(
    'before 1.73 sends the ACL private, and does not start with AWS_CA_BUNDLE',
    async () => {
      await put('owned/a');
      const words = ['copy', 'a:src/owned/', 'a:dst/owned/', '--checksum'];
      const ACL = { RCLONE_CONFIG_A_ACL: '' };
      const owned = await rclone(words, ACL);
      expect(owned.stderr).toContain('AccessControlListNotSupported');
      const AWS_CA_BUNDLE = path.join(mkdtempSync(path.join(folder, 'ca-')), 'bundle.pem');
      writeFileSync(AWS_CA_BUNDLE, '');
      expect(await rclone(words, { AWS_CA_BUNDLE })).toMatchObject({ exitCode: 1 });
      expect(await versionsOf('owned/')).toBe(0);
    },
    60_000,
  );
});
