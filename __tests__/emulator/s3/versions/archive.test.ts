import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf } from '../../running';
import { generator, reasons, runJob } from '../../job-on-stage';
import { bodyOf, passTime, put, putRules, setStage, SOURCE, type Stage, strike } from '../../stage';

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

let stage: Stage;

beforeEach(async () => {
  stage = await setStage({ clock: 'controlled', timing: { restoreMs: 4 * HOUR_MS } });
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

const pass = (milliseconds: number): Promise<void> => passTime(stage, milliseconds);

const head = (Key: string): Promise<S3.HeadObjectCommandOutput> =>
  stage.s3.send(new S3.HeadObjectCommand({ Bucket: SOURCE, Key }));
const get = (Key: string): Promise<unknown> => bodyOf(stage.s3, SOURCE, Key);
const restore = (Key: string, RestoreRequest?: S3.RestoreRequest): Promise<S3.RestoreObjectCommandOutput> =>
  stage.s3.send(new S3.RestoreObjectCommand({ Bucket: SOURCE, Key, ...(RestoreRequest ? { RestoreRequest } : {}) }));

describe.each(['GLACIER', 'DEEP_ARCHIVE'] as const)('an object of class %s', (StorageClass) => {
  beforeEach(async () => {
    await put(stage, 'cold', { StorageClass });
  });

  it('can be read a while after RestoreObject, and for some days', async () => {
    expect(await errorOf(get('cold'))).toMatchObject({ name: 'InvalidObjectState', status: 403 });
    const { $metadata } = await restore('cold', { Days: 2 });
    expect($metadata.httpStatusCode).toBe(202);
    expect((await head('cold')).Restore).toBe('ongoing-request="true"');
    expect(await errorOf(restore('cold', { Days: 2 }))).toMatchObject({
      name: 'RestoreAlreadyInProgress',
      status: 409,
    });
    await pass(4 * HOUR_MS);
    expect((await head('cold')).Restore).toMatch(/^ongoing-request="false", expiry-date="\w{3}, .* GMT"$/);
    await get('cold');
    await pass(2 * DAY_MS);
    expect((await head('cold')).Restore).toBeUndefined();
    expect(await errorOf(get('cold'))).toMatchObject({ name: 'InvalidObjectState' });
  });

  it('is not replicated when it is restored, only when it is copied to another class', async () => {
    await putRules(stage);
    await restore('cold', { Days: 1 });
    await pass(4 * HOUR_MS);
    const job = await runJob(stage);
    expect([job.Status, ...reasons(job)]).toEqual([
      'Failed',
      'Manifest generation found no keys matching the filter criteria.',
    ]);
    const CopySource = `${SOURCE}/cold`;
    await stage.s3.send(
      new S3.CopyObjectCommand({ Bucket: SOURCE, Key: 'cold', CopySource, StorageClass: 'STANDARD' }),
    );
    await stage.running.emulator.idle();
    expect((await head('cold')).ReplicationStatus).toBe('COMPLETED');
  });
});

describe('RestoreObject', () => {
  it('is refused for objects that are not archived, and for a restore without days', async () => {
    await put(stage, 'warm');
    await put(stage, 'cold', { StorageClass: 'GLACIER' });
    expect(await errorOf(restore('warm', { Days: 1 }))).toMatchObject({ name: 'InvalidObjectState', status: 403 });
    expect(await errorOf(restore('cold', {}))).toMatchObject({ name: 'MalformedXML', status: 400 });
  });

  it('extends the time of a copy that is there', async () => {
    await put(stage, 'cold', { StorageClass: 'GLACIER' });
    await restore('cold', { Days: 1 });
    await pass(4 * HOUR_MS);
    const { $metadata } = await restore('cold', { Days: 9 });
    expect($metadata.httpStatusCode).toBe(200);
    await pass(8 * DAY_MS);
    await get('cold');
  });

  it('has no expedited tier for DEEP_ARCHIVE', async () => {
    await put(stage, 'cold', { StorageClass: 'DEEP_ARCHIVE' });
    const request = { Days: 1, GlacierJobParameters: { Tier: 'Expedited' as const } };
    expect(await errorOf(restore('cold', request))).toMatchObject({ name: 'InvalidRequest' });
  });
});

describe('an object of class INTELLIGENT_TIERING', () => {
  beforeEach(async () => {
    const IntelligentTieringConfiguration: S3.IntelligentTieringConfiguration = {
      Id: 'deep',
      Status: 'Enabled',
      Filter: { Prefix: 'sinks/' },
      Tierings: [
        { AccessTier: 'ARCHIVE_ACCESS', Days: 90 },
        { AccessTier: 'DEEP_ARCHIVE_ACCESS', Days: 180 },
      ],
    };
    await stage.s3.send(
      new S3.PutBucketIntelligentTieringConfigurationCommand({
        Bucket: SOURCE,
        Id: 'deep',
        IntelligentTieringConfiguration,
      }),
    );
    const Body = Buffer.alloc(128 * 1024);
    for (const key of ['sinks/a', 'stays']) await put(stage, key, { Body, StorageClass: 'INTELLIGENT_TIERING' });
    await put(stage, 'sinks/small', { StorageClass: 'INTELLIGENT_TIERING' });
  });

  it('is archived when it has lain as long as the configuration of the bucket says', async () => {
    await pass(89 * DAY_MS);
    await get('sinks/a');
    await pass(DAY_MS);
    expect((await head('sinks/a')).ArchiveStatus).toBe('ARCHIVE_ACCESS');
    await pass(90 * DAY_MS);
    expect((await head('sinks/a')).ArchiveStatus).toBe('DEEP_ARCHIVE_ACCESS');
    expect(await errorOf(get('sinks/a'))).toMatchObject({ name: 'InvalidObjectState' });
    for (const key of ['stays', 'sinks/small']) expect((await head(key)).ArchiveStatus).toBeUndefined();
  });

  it('is not replicated while it is archived, and is after RestoreObject', async () => {
    await pass(100 * DAY_MS);
    await putRules(stage);
    const ManifestGenerator = generator({
      EligibleForReplication: true,
      KeyNameConstraint: { MatchAnyPrefix: ['sinks/a'] },
    });
    expect((await runJob(stage, { ManifestGenerator })).Status).toBe('Failed');
    await restore('sinks/a');
    expect((await runJob(stage, { ManifestGenerator })).Status).toBe('Failed');
    await pass(4 * HOUR_MS);
    expect((await runJob(stage, { ManifestGenerator })).Status).toBe('Complete');
    expect((await head('sinks/a')).ArchiveStatus).toBeUndefined();
  });
});
