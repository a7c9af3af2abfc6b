/** @group outside */
// rclone, which brings a client of its own: listing, hashes, metadata, multipart, versions.
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, expect, it } from '@jest/globals';
import { type CommandResult, runCommand } from '../../examples/demo/command';
import { createVersionedBucket } from '../../examples/demo/objects';
import { describeWith } from '../e2e/setup';
import { throughProxy, withEmulator } from './setup';

const NAMES = ['a b.txt', 'plus+sign.txt', '100%.txt', '%20.txt', 'grüße/straße.txt', '資料.txt', 'a&b=c;d.txt'];
const LARGE = 'large.bin';
const LARGE_BYTES = 11 * 1024 ** 2;
/** rclone keeps times as metadata, to the nanosecond. */
const WRITTEN = new Date('2024-02-29T12:34:56.789Z');

describeWith(['rclone'], 'rclone', () => {
  const local = withEmulator();
  let tree: string;

  const run = (...words: readonly string[]): Promise<CommandResult> => {
    const { endpoint, region, environment } = local().aws;
    const env = {
      ...environment,
      RCLONE_CONFIG: '/dev/null',
      RCLONE_CONFIG_AWS_TYPE: 's3',
      RCLONE_CONFIG_AWS_PROVIDER: 'AWS',
      RCLONE_CONFIG_AWS_ENV_AUTH: 'true',
      RCLONE_CONFIG_AWS_ENDPOINT: endpoint,
      RCLONE_CONFIG_AWS_REGION: region,
      // With the provider AWS rclone puts the bucket in front of the host.
      ...throughProxy(local().aws),
      RCLONE_CONFIG_PATHS_TYPE: 's3',
      RCLONE_CONFIG_PATHS_PROVIDER: 'Other',
      RCLONE_CONFIG_PATHS_ENV_AUTH: 'true',
      RCLONE_CONFIG_PATHS_ENDPOINT: endpoint,
      RCLONE_CONFIG_PATHS_REGION: region,
      // By itself rclone asks for the ACL private, which S3 refuses where a bucket has none.
      RCLONE_CONFIG_AWS_ACL: 'bucket-owner-full-control',
      RCLONE_CONFIG_PATHS_ACL: 'bucket-owner-full-control',
      RCLONE_CONFIG_AWS_BUCKET_ACL: 'private',
      RCLONE_CONFIG_PATHS_BUCKET_ACL: 'private',
      RCLONE_CONFIG_AWS_UPLOAD_CUTOFF: '5Mi',
      RCLONE_CONFIG_AWS_COPY_CUTOFF: '6Mi',
      RCLONE_CONFIG_AWS_CHUNK_SIZE: '5Mi',
    };
    return runCommand('rclone', [...words, '--retries', '1', '--low-level-retries', '1'], {
      cwd: local().folder,
      env,
      timeoutSeconds: 60,
    });
  };
  const rclone = async (...words: readonly string[]): Promise<CommandResult> => {
    const result = await run(...words);
    if (result.exitCode === 0) return result;
    throw new Error(`rclone ${words.join(' ')} ended with exit code ${result.exitCode}: ${result.stderr}`);
  };
  const lines = async (...words: readonly string[]): Promise<readonly string[]> =>
    (await rclone(...words)).stdout.split('\n').filter((line) => line !== '');
  const head = (Bucket: string, Key: string) => local().aws.s3.send(new HeadObjectCommand({ Bucket, Key }));

  const write = (name: string, content: string | Buffer): void => {
    const file = path.join(tree, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    utimesSync(file, WRITTEN, WRITTEN);
  };

  beforeAll(async () => {
    tree = path.join(local().folder, 'tree');
    for (const name of NAMES) write(name, `content of ${name}`);
    write(LARGE, Buffer.alloc(LARGE_BYTES, 'x'));
    for (const bucket of ['copied', 'original', 'replica', 'deleted', 'versions']) {
      await createVersionedBucket(local().aws.s3, bucket);
    }
  });

  it('copies a tree with awkward names and a file in parts, and finds it the same', async () => {
    await rclone('copy', '--metadata', tree, 'aws:copied/in');
    const listed = await lines('lsf', '--recursive', '--files-only', '--format', 'ps', 'aws:copied/in');
    expect(listed.map((line) => line.replace(/;\d+$/, '')).sort()).toEqual([...NAMES, LARGE].sort());
    expect(listed).toContain(`${LARGE};${LARGE_BYTES}`);
    expect((await head('copied', `in/${LARGE}`)).ETag).toMatch(/-3"$/);
    const same = await rclone('check', tree, 'aws:copied/in');
    expect(same.stderr).toContain(`${NAMES.length + 1} matching files`);
    // A second copy compares sizes and times, and sends nothing.
    expect((await rclone('copy', '-v', tree, 'aws:copied/in')).stderr).toContain('There was nothing to transfer');
    await rclone('copy', 'aws:copied/in', path.join(local().folder, 'back'));
    expect(await lines('lsf', '--recursive', '--format', 'ps', 'paths:copied/in/grüße')).toHaveLength(1);
    for (const name of NAMES) {
      expect(readFileSync(path.join(local().folder, 'back', name), 'utf8')).toBe(`content of ${name}`);
    }
  }, 120_000);

  it('takes metadata along from bucket to bucket, and tells a difference', async () => {
    await rclone('copy', '--metadata', '--metadata-set', 'colour=blue', tree, 'aws:original');
    // From bucket to bucket the server copies: CopyObject for the small ones, UploadPartCopy for the large one.
    await rclone('sync', '--metadata', 'aws:original', 'aws:replica');
    for (const name of ['a b.txt', LARGE]) {
      const { Metadata } = await head('replica', name);
      expect(Metadata).toMatchObject({ colour: 'blue', mtime: expect.stringMatching(/^1709210096\.789/) });
    }
    expect((await rclone('check', 'aws:original', 'aws:replica')).stderr).toContain('0 differences found');
    await rclone('deletefile', 'aws:replica/100%.txt');
    const differs = await run('check', 'aws:original', 'aws:replica');
    expect(differs.exitCode).toBe(1);
    expect(differs.stderr).toContain('1 differences found');
  }, 120_000);

  it('deletes in a sync what the source has no more', async () => {
    await rclone('copy', '--max-size', '1Ki', tree, 'aws:deleted');
    await rclone('sync', '--max-size', '1Ki', '--exclude', 'grüße/**', '--delete-excluded', tree, 'aws:deleted');
    const left = await lines('lsf', '--recursive', '--files-only', 'aws:deleted');
    expect(left.slice().sort()).toEqual(NAMES.filter((name) => !name.startsWith('grüße/')).sort());
    await rclone('purge', 'aws:deleted');
    expect(await lines('lsf', 'aws:')).not.toContain('deleted/');
  }, 120_000);

  it('lists old versions and reads one', async () => {
    for (const content of ['one', 'two!']) {
      // Beside the tree: the other tests copy that as a whole.
      write('../twice.txt', content);
      await rclone('copyto', '--ignore-times', path.join(tree, '../twice.txt'), 'aws:versions/twice.txt');
    }
    const all = await lines('lsf', '--s3-versions', '--format', 'ps', 'aws:versions');
    expect(all).toHaveLength(2);
    const old = all.find((line) => line.endsWith(';3'))?.replace(/;3$/, '') ?? '';
    expect(old).toMatch(/^twice-v\d{4}-\d{2}-\d{2}-\d{6}-\d{3}\.txt$/);
    expect((await rclone('cat', '--s3-versions', `aws:versions/${old}`)).stdout).toBe('one');
    expect((await rclone('cat', 'aws:versions/twice.txt')).stdout).toBe('two!');
  }, 120_000);
});
