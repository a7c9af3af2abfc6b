import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../running';
import {
  createBucket,
  HOME,
  passTime,
  put,
  putRules,
  replicaKeys,
  REPLICAS,
  rule,
  setStage,
  SOURCE,
  type Stage,
  statusOf,
  strike,
} from '../stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

const idle = (): Promise<void> => stage.running.emulator.idle();
const status = (key: string, versionId?: string): Promise<string | undefined> =>
  statusOf(stage.s3, SOURCE, key, versionId);

describe('live replication', () => {
  it('leaves objects alone that were there before the rule', async () => {
    await put(stage, 'old');
    await putRules(stage);
    await idle();
    expect(await status('old')).toBeUndefined();
    expect(await replicaKeys(stage)).toEqual([]);
  });

  it('gives the replica the version id, metadata, tags and time of the original', async () => {
    await putRules(stage);
    const VersionId = await put(stage, 'new', { Tagging: 'a=1', Metadata: { colour: 'blue' }, ContentType: 'text/x' });
    await idle();
    const source = await stage.s3.send(new S3.HeadObjectCommand({ Bucket: SOURCE, Key: 'new' }));
    const replica = await stage.away.send(new S3.HeadObjectCommand({ Bucket: REPLICAS, Key: 'new', VersionId }));
    expect(source.ReplicationStatus).toBe('COMPLETED');
    expect(replica).toMatchObject({
      ReplicationStatus: 'REPLICA',
      Metadata: { colour: 'blue' },
      ContentType: 'text/x',
      TagCount: 1,
      ETag: source.ETag,
      LastModified: source.LastModified,
    });
  });

  it('is PENDING until the attempt', async () => {
    await strike(stage);
    stage = await setStage({ clock: 'controlled', timing: { liveReplicationMs: 1000 } });
    await putRules(stage);
    await put(stage, 'new');
    expect(await status('new')).toBe('PENDING');
    expect(await replicaKeys(stage)).toEqual([]);
    await passTime(stage, 1000);
    expect(await status('new')).toBe('COMPLETED');
  });

  it('takes the prefix, and the tags that the object has when it is written', async () => {
    await putRules(
      stage,
      rule({ ID: 'folder', Priority: 1, Filter: { Prefix: 'folder/' } }),
      rule({ ID: 'tagged', Priority: 2, Filter: { Tag: { Key: 'copy', Value: 'yes' } } }),
      rule({
        ID: 'both',
        Priority: 3,
        Filter: {
          And: {
            Prefix: 'x/',
            Tags: [
              { Key: 'a', Value: '1' },
              { Key: 'b', Value: '2' },
            ],
          },
        },
      }),
    );
    await put(stage, 'folder/a');
    await put(stage, 'folders');
    await put(stage, 'tagged', { Tagging: 'copy=yes' });
    await put(stage, 'wrongly-tagged', { Tagging: 'copy=no' });
    await put(stage, 'x/both', { Tagging: 'a=1&b=2&c=3' });
    await put(stage, 'x/one', { Tagging: 'a=1' });
    await put(stage, 'later');
    const Tagging = { TagSet: [{ Key: 'copy', Value: 'yes' }] };
    await stage.s3.send(new S3.PutObjectTaggingCommand({ Bucket: SOURCE, Key: 'later', Tagging }));
    await idle();
    expect(await replicaKeys(stage)).toEqual(['folder/a', 'tagged', 'x/both']);
    expect(await status('later')).toBeUndefined();
  });

  it('leaves out what Not names: keys by their beginning, objects by the tags that they are written with', async () => {
    const Or = { Prefixes: ['folder/tmp/', 'x'], Tags: [{ Key: 'copy', Value: 'no' }] };
    await putRules(stage, rule({ Filter: { And: { Prefix: 'folder/', Not: { Or } } } }));
    await put(stage, 'folder/a');
    await put(stage, 'folder/b', { Tagging: 'copy=yes' });
    await put(stage, 'folder/c', { Tagging: 'copy=no&other=1' });
    await put(stage, 'folder/tmp/d');
    await put(stage, 'folder/tmp');
    await put(stage, 'elsewhere');
    await idle();
    expect(await replicaKeys(stage)).toEqual(['folder/a', 'folder/b', 'folder/tmp']);
    expect(await status('folder/c')).toBeUndefined();
    expect(await status('folder/tmp/d')).toBeUndefined();
  });

  it('lets a rule of lower priority have what a higher one leaves out by Not', async () => {
    const Destination = { Bucket: `arn:aws:s3:::${REPLICAS}`, StorageClass: 'STANDARD_IA' } as const;
    await putRules(
      stage,
      rule({ ID: 'low', Priority: 1, Destination }),
      rule({ ID: 'high', Priority: 2, Filter: { Not: { Prefix: 'cold/' } } }),
    );
    await put(stage, 'cold/a');
    await put(stage, 'warm/a');
    await idle();
    const head = (Key: string) => stage.away.send(new S3.HeadObjectCommand({ Bucket: REPLICAS, Key }));
    expect((await head('cold/a')).StorageClass).toBe('STANDARD_IA');
    expect((await head('warm/a')).StorageClass).toBeUndefined();
  });

  it('does nothing for a disabled rule', async () => {
    await putRules(stage, rule({ Status: 'Disabled' }));
    await put(stage, 'new');
    await idle();
    expect(await status('new')).toBeUndefined();
  });

  it('lets the rule with the highest priority decide for each destination', async () => {
    const Destination = { Bucket: `arn:aws:s3:::${REPLICAS}` };
    await putRules(
      stage,
      rule({ ID: 'low', Priority: 1, Destination: { ...Destination, StorageClass: 'GLACIER_IR' } }),
      rule({ ID: 'high', Priority: 7, Destination: { ...Destination, StorageClass: 'STANDARD_IA' } }),
    );
    await put(stage, 'new');
    await idle();
    const { StorageClass } = await stage.away.send(new S3.HeadObjectCommand({ Bucket: REPLICAS, Key: 'new' }));
    expect(StorageClass).toBe('STANDARD_IA');
  });

  it('is COMPLETED only when all destinations have the object, and FAILED if one has not', async () => {
    await createBucket(stage.s3, 'second-of-stage', HOME);
    const second = { Bucket: 'arn:aws:s3:::second-of-stage' };
    await putRules(stage, rule(), rule({ ID: 'second', Priority: 2, Destination: second }));
    await put(stage, 'new');
    await idle();
    expect(await status('new')).toBe('FAILED');
    expect(await replicaKeys(stage)).toEqual(['new']);
  });

  it('does not replicate replicas any further', async () => {
    await createBucket(stage.s3, 'third-of-stage', HOME);
    const ReplicationConfiguration = {
      Role: 'arn:aws:iam::111122223333:role/replication',
      Rules: [rule({ Destination: { Bucket: 'arn:aws:s3:::third-of-stage' } })],
    };
    await stage.away.send(new S3.PutBucketReplicationCommand({ Bucket: REPLICAS, ReplicationConfiguration }));
    await putRules(stage);
    await put(stage, 'new');
    await idle();
    const { KeyCount } = await stage.s3.send(new S3.ListObjectsV2Command({ Bucket: 'third-of-stage' }));
    expect(KeyCount).toBe(0);
    expect(await statusOf(stage.away, REPLICAS, 'new')).toBe('REPLICA');
  });

  it.each([
    ['STANDARD_IA', 'COMPLETED'],
    ['INTELLIGENT_TIERING', 'COMPLETED'],
    ['GLACIER_IR', 'COMPLETED'],
    ['GLACIER', undefined],
    ['DEEP_ARCHIVE', undefined],
  ] as const)('makes an object of class %s %s', async (StorageClass, expected) => {
    await putRules(stage);
    await put(stage, 'new', { StorageClass });
    await idle();
    expect(await status('new')).toBe(expected);
  });

  it('carries delete markers only if the rule says so, and deletions by version id never', async () => {
    await putRules(
      stage,
      rule({ ID: 'markers', Filter: { Prefix: 'm/' }, DeleteMarkerReplication: { Status: 'Enabled' } }),
      rule({ ID: 'rest', Priority: 2, Filter: { Prefix: 'r/' } }),
    );
    const ids = await Promise.all(['m/a', 'm/b', 'r/a'].map((key) => put(stage, key)));
    await idle();
    await stage.s3.send(new S3.DeleteObjectCommand({ Bucket: SOURCE, Key: 'm/a' }));
    await stage.s3.send(new S3.DeleteObjectCommand({ Bucket: SOURCE, Key: 'm/b', VersionId: ids[1] }));
    await stage.s3.send(new S3.DeleteObjectCommand({ Bucket: SOURCE, Key: 'r/a' }));
    await idle();
    expect(await replicaKeys(stage)).toEqual(['m/b', 'r/a']);
    const { DeleteMarkers } = await stage.away.send(new S3.ListObjectVersionsCommand({ Bucket: REPLICAS }));
    expect(DeleteMarkers?.map(({ Key }) => Key)).toEqual(['m/a']);
  });

  it('gives back time control and metrics of a rule as they were put', async () => {
    const Destination = {
      Bucket: `arn:aws:s3:::${REPLICAS}`,
      ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
      Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
    } as const;
    await putRules(stage, rule({ Destination }));
    const { ReplicationConfiguration } = await stage.s3.send(new S3.GetBucketReplicationCommand({ Bucket: SOURCE }));
    expect(ReplicationConfiguration?.Rules?.[0]?.Destination).toEqual(Destination);
  });
});

describe('a rule that has not reached replication yet', () => {
  it('is shown by GetBucketReplication and does nothing', async () => {
    await strike(stage);
    stage = await setStage({ timing: { rulePropagationMs: 60_000 } });
    await putRules(stage);
    await put(stage, 'new');
    await idle();
    const { ReplicationConfiguration } = await stage.s3.send(new S3.GetBucketReplicationCommand({ Bucket: SOURCE }));
    expect(ReplicationConfiguration?.Rules).toHaveLength(1);
    expect(await status('new')).toBeUndefined();
  });
});
