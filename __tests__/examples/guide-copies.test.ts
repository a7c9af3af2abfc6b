/** @group outside */
// The guide's examples do what the guide says, on a local AWS. Nothing here leaves this machine.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { BUCKETS, DESTINATION, KEYS, SOURCE, startBuckets, type GuideBuckets } from './guide-buckets';
import { awsCliKnows } from './guide-world';

let given: GuideBuckets;

describeWith(['aws', 'jq'], 'aws-cli/', () => {
  beforeEach(async () => {
    given = await startBuckets();
  });
  afterEach(() => given.end());

  // Versions that know no AWS_ENDPOINT_URL send requests to the source to AWS when --source-region is given.
  const twoRegions = awsCliKnows({ v1: '1.29.0', v2: '2.13.0' });
  const env = { ...BUCKETS, REGION: 'us-west-2', ...(twoRegions ? { SOURCE_REGION: 'us-east-1' } : {}) };

  it('sync.sh copies each current object with metadata and tags, and nothing in a second run', async () => {
    expect(await given.world.run('aws-cli/left.sh', [], env)).toMatchObject({ exitCode: 1, stdout: '4 left\n' });
    expect(await given.versionsIn(DESTINATION)).toEqual([]);

    expect(await given.world.run('aws-cli/sync.sh', [], env)).toMatchObject({ exitCode: 0 });
    const copied = await given.versionsIn(DESTINATION);
    expect(await given.keysIn(DESTINATION)).toEqual(KEYS);
    for (const key of KEYS) await given.expectKept(key);

    expect(await given.world.run('aws-cli/sync.sh', [], env)).toMatchObject({ exitCode: 0 });
    expect(await given.versionsIn(DESTINATION)).toEqual(copied);
    expect(await given.world.run('aws-cli/left.sh', [], env)).toMatchObject({ exitCode: 0, stdout: '0 left\n' });
    expect(await given.world.run('verify/keys.sh', [], BUCKETS)).toMatchObject({ exitCode: 0 });
  }, 60_000);

  it('later filters win: the exclusion comes first', async () => {
    const right = await given.world.run('aws-cli/sync.sh', ['--dryrun', '--exclude', '*', '--include', '*.jpg'], env);
    expect(right.stdout.match(/folder\/\S+\.\w+ to /g)).toEqual(['folder/photo.jpg to ']);
    const wrong = await given.world.run('aws-cli/sync.sh', ['--dryrun', '--include', '*.jpg', '--exclude', '*'], env);
    expect(wrong).toMatchObject({ exitCode: 0, stdout: '' });
  }, 60_000);

  it('skips archived objects with exit code 2, and left.sh does not count them', async () => {
    const cold = { ...env, PREFIX: 'cold/' };
    expect(await given.world.run('aws-cli/sync.sh', [], cold)).toMatchObject({ exitCode: 2 });
    expect(await given.world.run('aws-cli/left.sh', [], cold)).toMatchObject({ exitCode: 0, stdout: '0 left\n' });
    expect(await given.world.run('verify/keys.sh', [], cold)).toMatchObject({ exitCode: 1 });
  }, 60_000);

  it('config.sh makes one CopyObject of an object over 8 MiB, so that its tags are kept', async () => {
    const big = { Bucket: SOURCE, Key: 'big/9.bin', Body: Buffer.alloc(9 * 1024 ** 2) };
    await given.s3.send(new PutObjectCommand({ ...big, Tagging: 'team=a%20b', Metadata: { owner: 'x' } }));
    const AWS_CONFIG_FILE = path.join(given.world.folder, 'config');
    expect(await given.world.run('aws-cli/config.sh', [], { AWS_CONFIG_FILE })).toMatchObject({ exitCode: 0 });
    const synced = await given.world.run('aws-cli/sync.sh', [], { ...env, PREFIX: 'big/', AWS_CONFIG_FILE });
    expect(synced).toMatchObject({ exitCode: 0 });
    await given.expectKept('big/9.bin');
    expect(given.world.log.filter((entry) => 'target' in entry && /partNumber=/.test(entry.target))).toEqual([]);
  }, 60_000);
});

describeWith(['rclone'], 'rclone/', () => {
  beforeEach(async () => {
    given = await startBuckets();
  });
  afterEach(() => given.end());

  const env = (): Record<string, string> => ({
    ...BUCKETS,
    RCLONE_CONFIG_SOURCE_ENDPOINT: given.world.localhost,
    RCLONE_CONFIG_DESTINATION_ENDPOINT: given.world.localhost,
  });

  it('copy.sh copies by server-side copies that keep metadata and tags, and nothing in a second run', async () => {
    expect(await given.world.run('rclone/copy.sh', ['--dry-run'], env())).toMatchObject({ exitCode: 0 });
    expect(await given.versionsIn(DESTINATION)).toEqual([]);

    expect(await given.world.run('rclone/copy.sh', [], env())).toMatchObject({ exitCode: 0 });
    const copied = await given.versionsIn(DESTINATION);
    expect(await given.keysIn(DESTINATION)).toEqual(KEYS);
    for (const key of KEYS) await given.expectKept(key);
    const downloads = given.world.log.filter(
      (entry) => 'method' in entry && entry.method === 'GET' && /\.txt$/.test(entry.target),
    );
    expect(downloads).toEqual([]);

    // 9: nothing had to be transferred.
    expect(await given.world.run('rclone/copy.sh', ['--error-on-no-transfer'], env())).toMatchObject({ exitCode: 9 });
    expect(await given.versionsIn(DESTINATION)).toEqual(copied);
    expect(await given.world.run('rclone/check.sh', [], env())).toMatchObject({ exitCode: 0 });
    expect(readFileSync(path.join(given.world.folder, 'check.txt'), 'utf8').trim().split('\n').sort()).toEqual(
      KEYS.map((key) => key.replace('folder/', '= ')).sort(),
    );
  }, 60_000);

  it('check.sh names what is missing', async () => {
    expect(await given.world.run('rclone/check.sh', [], env())).toMatchObject({ exitCode: 1 });
    expect(readFileSync(path.join(given.world.folder, 'check.txt'), 'utf8')).toContain('+ plain.txt');
  }, 60_000);
});
