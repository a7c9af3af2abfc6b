/** @group outside */
// aws s3api on objects, and the aws s3 commands that are built of it.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { type AwsCli, awsCli } from './aws-cli';
import { withEmulator } from './setup';

const AWKWARD = 'folder/ä b+c%20&=?#.txt';

describeWith(['aws'], 'aws s3api and aws s3, on objects', () => {
  const local = withEmulator();
  let cli: AwsCli;
  const api = (operation: string, bucket: string, key: string, ...more: readonly string[]) =>
    cli.json('s3api', operation, '--bucket', bucket, '--key', key, ...more);
  const refused = (operation: string, bucket: string, key: string, ...more: readonly string[]) =>
    cli.refusal('s3api', operation, '--bucket', bucket, '--key', key, ...more);
  const onBucket = (operation: string, bucket: string, ...more: readonly string[]) =>
    cli.json('s3api', operation, '--bucket', bucket, ...more);
  const versioned = async (bucket: string) => {
    await onBucket('create-bucket', bucket);
    await onBucket('put-bucket-versioning', bucket, '--versioning-configuration', 'Status=Enabled');
  };

  beforeAll(() => {
    cli = awsCli(local().aws, local().folder);
  });

  it('keeps what an object was written with, version by version', async () => {
    const bucket = 'objects';
    await versioned(bucket);
    const body = cli.file('ten.txt', '0123456789');
    const first = (await api(
      'put-object',
      bucket,
      AWKWARD,
      ...['--body', body, '--metadata', 'colour=blue', '--tagging', 'team=a%20b&n=1', '--content-type', 'text/plain'],
      ...['--storage-class', 'STANDARD_IA', '--cache-control', 'no-cache'],
    )) as { VersionId: string; ETag: string };
    await Promise.all([
      expect(api('head-object', bucket, AWKWARD)).resolves.toMatchObject({
        ContentLength: 10,
        ContentType: 'text/plain',
        CacheControl: 'no-cache',
        Metadata: { colour: 'blue' },
        StorageClass: 'STANDARD_IA',
        ServerSideEncryption: 'AES256',
        VersionId: first.VersionId,
      }),
      expect(api('get-object', bucket, AWKWARD, '--range', 'bytes=2-4', 'part.txt')).resolves.toMatchObject({
        ContentRange: 'bytes 2-4/10',
      }),
      expect(api('get-object-tagging', bucket, AWKWARD)).resolves.toMatchObject({
        TagSet: [
          { Key: 'team', Value: 'a b' },
          { Key: 'n', Value: '1' },
        ],
      }),
      expect(
        api('get-object-attributes', bucket, AWKWARD, '--object-attributes', 'ObjectSize', 'StorageClass'),
      ).resolves.toMatchObject({ ObjectSize: 10, StorageClass: 'STANDARD_IA' }),
      expect(refused('get-object', bucket, AWKWARD, '--if-none-match', first.ETag, 'x')).resolves.toBe('304'),
      expect(refused('get-object', bucket, AWKWARD, '--if-match', 'other', 'x')).resolves.toBe('PreconditionFailed'),
      expect(refused('get-object', bucket, AWKWARD, '--range', 'bytes=10-', 'x')).resolves.toBe('InvalidRange'),
      expect(api('get-object-acl', bucket, AWKWARD)).resolves.toMatchObject({
        Grants: [{ Permission: 'FULL_CONTROL' }],
      }),
    ]);
    expect(cli.read('part.txt')).toBe('234');
    await api('put-object-tagging', bucket, AWKWARD, '--tagging', 'TagSet=[{Key=n,Value=2}]');
    expect(await api('get-object-tagging', bucket, AWKWARD)).toMatchObject({ TagSet: [{ Key: 'n', Value: '2' }] });
    await api('delete-object-tagging', bucket, AWKWARD);
    expect(await api('get-object-tagging', bucket, AWKWARD)).toMatchObject({ TagSet: [] });
    const marker = (await api('delete-object', bucket, AWKWARD)) as { VersionId: string };
    expect(await refused('head-object', bucket, AWKWARD)).toBe('404');
    expect(await onBucket('list-object-versions', bucket)).toMatchObject({
      Versions: [{ Key: AWKWARD, VersionId: first.VersionId, IsLatest: false }],
      DeleteMarkers: [{ Key: AWKWARD, VersionId: marker.VersionId, IsLatest: true }],
    });
    const all = { Objects: [first, marker].map(({ VersionId }) => ({ Key: AWKWARD, VersionId })) };
    const gone = (await onBucket('delete-objects', bucket, '--delete', JSON.stringify(all))) as { Deleted: object[] };
    expect(gone.Deleted).toHaveLength(2);
    expect(await onBucket('list-object-versions', bucket)).not.toHaveProperty('Versions');
  }, 240_000);

  it('copies, lists by page and by folder, and says what is not there', async () => {
    const bucket = 'listed';
    await onBucket('create-bucket', bucket);
    const body = cli.file('one.txt', '1');
    for (const key of ['a/1', 'a/2', 'b/1', 'c']) await api('put-object', bucket, key, '--body', body);
    await Promise.all([
      expect(onBucket('list-objects-v2', bucket, '--delimiter', '/')).resolves.toMatchObject({
        Contents: [{ Key: 'c', Size: 1, StorageClass: 'STANDARD' }],
        CommonPrefixes: [{ Prefix: 'a/' }, { Prefix: 'b/' }],
      }),
      expect(onBucket('list-objects-v2', bucket, '--page-size', '1', '--query', 'Contents[].Key')).resolves.toEqual([
        'a/1',
        'a/2',
        'b/1',
        'c',
      ]),
      expect(
        onBucket('list-objects', bucket, '--page-size', '2', '--prefix', 'a/', '--query', 'Contents[].Key'),
      ).resolves.toEqual(['a/1', 'a/2']),
      expect(refused('get-object', bucket, 'absent', 'x')).resolves.toBe('NoSuchKey'),
      expect(refused('get-object', bucket, 'a/1', '--version-id', 'A'.repeat(32), 'x')).resolves.toBe(
        'InvalidArgument',
      ),
    ]);
    await api('copy-object', bucket, 'copy', '--copy-source', `${bucket}/a/1`, '--storage-class', 'GLACIER');
    expect(await refused('get-object', bucket, 'copy', 'x')).toBe('InvalidObjectState');
  }, 240_000);

  it('puts an object together out of parts', async () => {
    const bucket = 'parts';
    const key = 'large';
    await onBucket('create-bucket', bucket);
    const large = cli.file('five-megabytes', Buffer.alloc(5 * 1024 ** 2, 'a'));
    await api('put-object', bucket, 'source', '--body', large);
    const begin = async (name: string): Promise<string> =>
      ((await api('create-multipart-upload', bucket, name)) as { UploadId: string }).UploadId;
    const [upload, abandoned] = [await begin(key), await begin('abandoned')];
    const part = ['--upload-id', upload, '--part-number'];
    const [one, two] = (await Promise.all([
      api('upload-part', bucket, key, ...part, '1', '--body', large),
      api('upload-part-copy', bucket, key, ...part, '2', '--copy-source', `${bucket}/source`),
    ])) as [{ ETag: string }, { CopyPartResult: { ETag: string } }];
    await Promise.all([
      expect(api('list-parts', bucket, key, '--upload-id', upload)).resolves.toMatchObject({
        Parts: [{ PartNumber: 1, Size: 5 * 1024 ** 2 }, { PartNumber: 2 }],
      }),
      expect(onBucket('list-multipart-uploads', bucket)).resolves.toMatchObject({
        Uploads: [{ Key: 'abandoned' }, { Key: key }],
      }),
    ]);
    await api('abort-multipart-upload', bucket, 'abandoned', '--upload-id', abandoned);
    const etags = [one.ETag, two.CopyPartResult.ETag];
    const Parts = etags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
    const complete = ['--upload-id', upload, '--multipart-upload', JSON.stringify({ Parts })];
    expect(await api('complete-multipart-upload', bucket, key, ...complete)).toMatchObject({
      ETag: expect.stringMatching(/^"[0-9a-f]{32}-2"$/),
    });
    expect(await api('head-object', bucket, key)).toMatchObject({ ContentLength: 10 * 1024 ** 2 });
    expect(await api('complete-multipart-upload', bucket, key, ...complete)).toMatchObject({ Key: 'large' });
    expect(await refused('list-parts', bucket, key, '--upload-id', upload)).toBe('NoSuchUpload');
  }, 240_000);

  it('synchronizes folders, copies in parts, and empties a bucket', async () => {
    const s3 = (...words: readonly string[]) => cli.text('s3', ...words);
    await s3('mb', 's3://synced');
    await s3('mb', 's3://copied');
    const tree = path.join(local().folder, 'tree');
    await cli.text('s3', 'ls', 's3://synced');
    cli.folder('tree/sub');
    cli.file('tree/a b+c.txt', 'one');
    cli.file('tree/sub/ü.txt', 'two');
    cli.file('tree/large.bin', Buffer.alloc(9 * 1024 ** 2, 'x'));
    expect(await s3('sync', tree, 's3://synced/in')).toContain('upload: tree/sub/ü.txt');
    expect(await s3('sync', tree, 's3://synced/in')).toBe('');
    await s3('cp', '--recursive', '--quiet', 's3://synced/in', 's3://copied/out');
    const listing = await s3('ls', '--recursive', '--summarize', 's3://copied');
    expect(listing).toMatch(/3 out\/a b\+c\.txt\n.* 9437184 out\/large\.bin\n.* 3 out\/sub\/ü\.txt\n/);
    expect(listing).toContain('Total Objects: 3');
    await s3('mv', '--quiet', 's3://copied/out/a b+c.txt', 's3://copied/moved.txt');
    cli.remove('tree/sub/ü.txt');
    expect(await s3('sync', '--delete', tree, 's3://synced/in')).toContain('delete: s3://synced/in/sub/ü.txt');
    await s3('sync', '--quiet', 's3://copied', path.join(local().folder, 'back'));
    expect(readdirSync(path.join(local().folder, 'back'), { recursive: true }).sort()).toEqual([
      ...['moved.txt', 'out', 'out/large.bin', 'out/sub', 'out/sub/ü.txt'],
    ]);
    const url = (await s3('presign', 's3://copied/moved.txt')).trim();
    expect(await (await fetch(url)).text()).toBe('one');
    expect(await cli.refusal('s3', 'rb', 's3://copied')).toBe('BucketNotEmpty');
    await s3('rm', '--recursive', '--quiet', 's3://synced');
    await s3('rb', '--force', 's3://copied');
    expect(await s3('ls')).toMatch(/ synced\n/);
  }, 240_000);
});
