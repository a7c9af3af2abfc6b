// Inventories of S3: what is in their files, where these lie, when they come, and who must let them in.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ControlledClock } from '../../../emulator/time/controlled-clock';
import { control } from '../control/control-client';
import { ACCOUNT, policy } from '../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../running';

const STATEMENT = {
  Effect: 'Allow',
  Principal: { Service: 's3.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::reports/*',
  Condition: {
    StringEquals: { 'aws:SourceAccount': ACCOUNT, 's3:x-amz-acl': 'bucket-owner-full-control' },
    ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::source' },
  },
};
const KEY = 'in/ä b+c%(1).txt';
const OPTIONAL: S3.InventoryOptionalField[] = [
  ...(['Size', 'LastModifiedDate', 'StorageClass', 'ETag', 'IsMultipartUploaded', 'ReplicationStatus'] as const),
  ...(['EncryptionStatus', 'ObjectLockRetainUntilDate', 'ObjectLockMode', 'ObjectLockLegalHoldStatus'] as const),
  ...(['IntelligentTieringAccessTier', 'BucketKeyStatus', 'ChecksumAlgorithm', 'ObjectAccessControlList'] as const),
  ...(['ObjectOwner', 'LifecycleExpirationDate'] as const),
];

let running: Running;
let s3: S3.S3Client;

beforeEach(async () => {
  running = await startEmulator({ clock: 'controlled' });
  s3 = running.s3();
  for (const Bucket of ['source', 'reports']) await s3.send(new S3.CreateBucketCommand({ Bucket }));
  await setPolicy(STATEMENT);
});
afterEach(async () => {
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const setPolicy = (...statements: readonly object[]) =>
  s3.send(
    new S3.PutBucketPolicyCommand({ Bucket: 'reports', Policy: policy(...(statements as Record<string, unknown>[])) }),
  );

const put = (Key: string, more: Partial<S3.PutObjectCommandInput> = {}) =>
  s3.send(new S3.PutObjectCommand({ Bucket: 'source', Key, Body: 'hello', ...more }));

function configure(
  more: Partial<S3.InventoryConfiguration> = {},
  destination: Partial<S3.InventoryS3BucketDestination> = {},
) {
  const InventoryConfiguration: S3.InventoryConfiguration = {
    Id: 'all',
    IsEnabled: true,
    IncludedObjectVersions: 'Current',
    Schedule: { Frequency: 'Daily' },
    Destination: {
      S3BucketDestination: { Bucket: 'arn:aws:s3:::reports', Format: 'CSV', Prefix: 'inv', ...destination },
    },
    ...more,
  };
  return s3.send(
    new S3.PutBucketInventoryConfigurationCommand({ Bucket: 'source', Id: 'all', InventoryConfiguration }),
  );
}

async function read(Key: string): Promise<Buffer> {
  const { Body } = await s3.send(new S3.GetObjectCommand({ Bucket: 'reports', Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

const keysIn = async (): Promise<readonly string[]> =>
  ((await s3.send(new S3.ListObjectsV2Command({ Bucket: 'reports' }))).Contents ?? []).map(({ Key = '' }) => Key);

interface Manifest {
  readonly fileSchema: string;
  readonly files: readonly { readonly key: string; readonly size: number; readonly MD5checksum: string }[];
}

interface Outcome {
  readonly manifestKey?: string;
  readonly failure?: string;
}

async function deliver(): Promise<Outcome> {
  const { inventories } = (await control(running, 'POST', 'inventories', { bucket: 'source' })).body as {
    readonly inventories: readonly Outcome[];
  };
  return inventories[0] ?? {};
}

/** Rows of the inventory that is delivered now, as records. */
async function rows(): Promise<readonly Readonly<Record<string, string>>[]> {
  const { manifestKey = '' } = await deliver();
  const { fileSchema, files } = JSON.parse((await read(manifestKey)).toString()) as Manifest;
  const names = fileSchema.split(', ');
  const text = gunzipSync(await read(files[0]?.key ?? '')).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      Object.fromEntries(
        line
          .slice(1, -1)
          .split('","')
          .map((value, index) => [names[index] ?? '', value]),
      ),
    );
}

async function pass(milliseconds: number): Promise<void> {
  const { clock } = running.emulator.world;
  if (!(clock instanceof ControlledClock)) throw new Error('the clock is not controlled');
  await clock.moveTo(clock.now() + milliseconds);
}
const HOUR = 3_600_000;

describe('an inventory', () => {
  it('is a manifest, its checksum, data files and a list of them for Hive', async () => {
    await put(KEY);
    await configure();
    const { manifestKey = '' } = await deliver();
    expect(manifestKey).toMatch(/^inv\/source\/all\/\d{4}-\d\d-\d\dT\d\d-\d\dZ\/manifest\.json$/);
    const manifest = await read(manifestKey);
    const { files } = JSON.parse(manifest.toString()) as Manifest;
    const [file] = files;
    expect(JSON.parse(manifest.toString())).toEqual({
      sourceBucket: 'source',
      destinationBucket: 'arn:aws:s3:::reports',
      version: '2016-11-30',
      creationTimestamp: expect.stringMatching(/^\d{13}$/),
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key',
      files: [
        {
          key: expect.stringMatching(/^inv\/source\/all\/data\/[0-9a-f-]{36}\.csv\.gz$/),
          size: file?.size,
          MD5checksum: file?.MD5checksum,
        },
      ],
    });
    const data = await read(file?.key ?? '');
    expect([data.length, createHash('md5').update(data).digest('hex')]).toEqual([file?.size, file?.MD5checksum]);
    expect(gunzipSync(data).toString()).toBe('"source","in/%C3%A4+b%2Bc%25%281%29.txt"\n');
    const checksum = await read(manifestKey.replace('.json', '.checksum'));
    expect(checksum.toString()).toBe(createHash('md5').update(manifest).digest('hex'));
    const hive = (await keysIn()).find((key) => key.includes('/hive/')) ?? '';
    expect(hive).toMatch(/^inv\/source\/all\/hive\/dt=\d{4}-\d\d-\d\d-\d\d-\d\d\/symlink\.txt$/);
    expect((await read(hive)).toString()).toBe(`s3://reports/${file?.key ?? ''}`);
  });

  it('has the newest objects below its prefix, and of each what was asked for in that order', async () => {
    await s3.send(
      new S3.PutBucketVersioningCommand({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } }),
    );
    await put('in/a', { StorageClass: 'STANDARD_IA' });
    await put('in/a', { Body: 'changed', ChecksumAlgorithm: 'SHA256' });
    await put('in/gone');
    await s3.send(new S3.DeleteObjectCommand({ Bucket: 'source', Key: 'in/gone' }));
    await put('other');
    await configure({ Filter: { Prefix: 'in/' }, OptionalFields: OPTIONAL });
    const found = await rows();
    expect(found).toEqual([
      {
        Bucket: 'source',
        Key: 'in/a',
        Size: '7',
        LastModifiedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
        StorageClass: 'STANDARD',
        ETag: createHash('md5').update('changed').digest('hex'),
        IsMultipartUploaded: 'false',
        ReplicationStatus: '',
        EncryptionStatus: 'SSE-S3',
        ObjectLockRetainUntilDate: '',
        ObjectLockMode: '',
        ObjectLockLegalHoldStatus: '',
        IntelligentTieringAccessTier: '',
        BucketKeyStatus: '',
        ChecksumAlgorithm: 'SHA256',
        ObjectAccessControlList: expect.stringMatching(/^[\w+/]+=*$/),
        ObjectOwner: expect.stringMatching(/^[0-9a-f]{64}$/),
        LifecycleExpirationDate: '',
      },
    ]);
    expect(Object.keys(found[0] ?? {})).toEqual(['Bucket', 'Key', ...OPTIONAL]);
  });

  it('of all versions has their ids, save that of the null version, and delete markers', async () => {
    await put('a');
    await s3.send(
      new S3.PutBucketVersioningCommand({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } }),
    );
    const { VersionId } = await put('a');
    const marker = await s3.send(new S3.DeleteObjectCommand({ Bucket: 'source', Key: 'a' }));
    await configure({ IncludedObjectVersions: 'All', OptionalFields: ['Size'] });
    const common = { Bucket: 'source', Key: 'a' };
    expect(await rows()).toEqual([
      { ...common, VersionId: marker.VersionId, IsLatest: 'true', IsDeleteMarker: 'true', Size: '' },
      { ...common, VersionId, IsLatest: 'false', IsDeleteMarker: 'false', Size: '5' },
      { ...common, VersionId: '', IsLatest: 'false', IsDeleteMarker: 'false', Size: '5' },
    ]);
  });

  it('of an empty bucket has a file without a row', async () => {
    await configure();
    expect(await rows()).toEqual([]);
  });

  it('in Parquet names its columns and types in the manifest', async () => {
    await put(KEY);
    await configure({ OptionalFields: ['Size', 'LastModifiedDate', 'ETag'] }, { Format: 'Parquet' });
    const { manifestKey = '' } = await deliver();
    const { fileSchema, files } = JSON.parse((await read(manifestKey)).toString()) as Manifest;
    expect(fileSchema).toBe(
      'message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); optional int64 size; optional int64 last_modified_date (TIMESTAMP_MILLIS); optional binary e_tag (UTF8); }',
    );
    expect(files[0]?.key).toMatch(/\.parquet$/);
    const file = await read(files[0]?.key ?? '');
    expect([file.subarray(0, 4).toString(), file.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1']);
    expect(file.includes(Buffer.from(KEY))).toBe(true);
  });
});

describe('an inventory comes', () => {
  const manifests = async (): Promise<number> => (await keysIn()).filter((key) => key.endsWith('manifest.json')).length;

  it('within two days, and then every day', async () => {
    await configure();
    await pass(23 * HOUR);
    expect(await manifests()).toBe(0);
    await pass(HOUR);
    expect(await manifests()).toBe(1);
    await pass(48 * HOUR);
    expect(await manifests()).toBe(3);
  });

  it('on Sundays, if it is weekly', async () => {
    await configure({ Schedule: { Frequency: 'Weekly' } });
    await pass(24 * HOUR);
    expect(await manifests()).toBe(1);
    await pass(14 * 24 * HOUR);
    const days = (await keysIn()).flatMap((key) => /\/(\d{4}-\d\d-\d\d)T00-00Z\/manifest\.json$/.exec(key)?.[1] ?? []);
    expect(days.map((day) => new Date(day).getUTCDay())).toEqual([0, 0]);
  });

  it('no more when it is switched off or its configuration is deleted', async () => {
    await configure();
    await configure({ IsEnabled: false });
    await pass(48 * HOUR);
    expect(await manifests()).toBe(0);
    await configure();
    await s3.send(new S3.DeleteBucketInventoryConfigurationCommand({ Bucket: 'source', Id: 'all' }));
    await pass(48 * HOUR);
    expect(await manifests()).toBe(0);
  });

  it('by itself under a clock that jumps no sooner than time passes', async () => {
    const auto = await startEmulator({ clock: 'auto' });
    const client = auto.s3();
    for (const Bucket of ['source', 'reports']) await client.send(new S3.CreateBucketCommand({ Bucket }));
    const begun = auto.emulator.world.clock.now();
    await client.send(
      new S3.PutBucketInventoryConfigurationCommand({
        Bucket: 'source',
        Id: 'all',
        InventoryConfiguration: {
          Id: 'all',
          IsEnabled: true,
          IncludedObjectVersions: 'All',
          Schedule: { Frequency: 'Daily' },
          Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::reports', Format: 'CSV' } },
        },
      }),
    );
    await auto.emulator.idle();
    expect(auto.emulator.world.clock.now() - begun).toBeLessThan(HOUR);
    await auto.close();
  });
});

describe('nothing is delivered', () => {
  it.each([
    { title: 'to a bucket without a policy', statements: [] },
    {
      title: 'for another source than the policy says',
      statements: [{ ...STATEMENT, Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::other' } } }],
    },
    {
      title: 'for another account than the policy says',
      statements: [{ ...STATEMENT, Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } } }],
    },
    {
      title: 'where the policy refuses what is not under KMS',
      statements: [
        STATEMENT,
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:PutObject',
          Resource: 'arn:aws:s3:::reports/*',
          Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
        },
      ],
    },
  ])('$title', async ({ statements }) => {
    await s3.send(new S3.DeleteBucketPolicyCommand({ Bucket: 'reports' }));
    if (statements.length > 0) await setPolicy(...statements);
    await put('a');
    await configure();
    const { failure, manifestKey } = await deliver();
    expect(manifestKey).toBeUndefined();
    expect(failure).toMatch(/^the policy of reports does not let s3\.amazonaws\.com put inv\/source\/all\/data\//);
    expect(await keysIn()).toEqual([]);
    const known = (await control(running, 'GET', 'inventories')).body as { readonly inventories: readonly object[] };
    expect(known.inventories).toMatchObject([{ bucket: 'source', id: 'all', failure }]);
  });

  it.each<{ title: string; destination: Partial<S3.InventoryS3BucketDestination>; failure: RegExp }>([
    { title: 'to a bucket that is not there', destination: { Bucket: 'arn:aws:s3:::none' }, failure: /does not exist/ },
    { title: 'to a bucket of another account', destination: { AccountId: '444455556666' }, failure: /does not belong/ },
    { title: 'in ORC', destination: { Format: 'ORC' }, failure: /ORC are not emulated/ },
  ])('$title', async ({ destination, failure }) => {
    await configure({}, destination);
    expect((await deliver()).failure).toMatch(failure);
  });

  it('to a bucket of another Region', async () => {
    const ireland = running.s3({ region: 'eu-west-1' });
    await ireland.send(new S3.CreateBucketCommand({ Bucket: 'ireland' }));
    await configure({}, { Bucket: 'arn:aws:s3:::ireland' });
    expect((await deliver()).failure).toBe('the destination ireland is in eu-west-1, not in us-east-1 as the source');
  });
});

it('a bucket that is not there, or has no inventory, is told by the API of the emulator', async () => {
  expect(await control(running, 'POST', 'inventories', { bucket: 'none' })).toMatchObject({ status: 404 });
  expect(await control(running, 'POST', 'inventories', { bucket: 'source' })).toMatchObject({ status: 404 });
  const get = new S3.GetBucketInventoryConfigurationCommand({ Bucket: 'source', Id: 'all' });
  expect(await errorOf(s3.send(get))).toMatchObject({ name: 'NoSuchConfiguration' });
});
