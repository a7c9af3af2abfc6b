import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../running';
import { generator, runJob, taskCodes } from '../job-on-stage';
import {
  put,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_ROLE,
  REPLICATION_STATEMENTS,
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

async function tag(client: S3.S3Client, Bucket: string, Key: string, value: string): Promise<void> {
  const Tagging = { TagSet: [{ Key: 'v', Value: value }] };
  await client.send(new S3.PutObjectTaggingCommand({ Bucket, Key, Tagging }));
  await idle();
}

async function tagOf(client: S3.S3Client, Bucket: string, Key: string): Promise<string | undefined> {
  const { TagSet = [] } = await client.send(new S3.GetObjectTaggingCommand({ Bucket, Key }));
  return TagSet[0]?.Value;
}

/** A rule from the replicas back to the source, which synchronizes changes of replicas or does not. */
async function putWayBack(Status: 'Enabled' | 'Disabled'): Promise<void> {
  const statements = REPLICATION_STATEMENTS.map((statement) => ({ ...statement, Resource: '*' }));
  await putRolePolicy(stage.iam, 'replication', statements);
  const back = rule({
    Destination: { Bucket: `arn:aws:s3:::${SOURCE}` },
    SourceSelectionCriteria: { ReplicaModifications: { Status } },
  });
  const ReplicationConfiguration = { Role: REPLICATION_ROLE, Rules: [back] };
  await stage.away.send(new S3.PutBucketReplicationCommand({ Bucket: REPLICAS, ReplicationConfiguration }));
}

describe('a change of the tags of an object', () => {
  it('reaches its replica', async () => {
    await putRules(stage);
    await put(stage, 'new', { Tagging: 'v=1' });
    await idle();
    await tag(stage.s3, SOURCE, 'new', '2');
    expect(await tagOf(stage.away, REPLICAS, 'new')).toBe('2');
    expect(await statusOf(stage.s3, SOURCE, 'new')).toBe('COMPLETED');
  });

  it('does not make an object that was never replicated one that is', async () => {
    await put(stage, 'old');
    await putRules(stage);
    await tag(stage.s3, SOURCE, 'old', '2');
    expect(await statusOf(stage.s3, SOURCE, 'old')).toBeUndefined();
  });

  it('makes the object FAILED where its replica is gone, and a job says DstObjectHardDeleted', async () => {
    await putRules(stage);
    const VersionId = await put(stage, 'new');
    await idle();
    await stage.away.send(new S3.DeleteObjectCommand({ Bucket: REPLICAS, Key: 'new', VersionId }));
    await tag(stage.s3, SOURCE, 'new', '2');
    expect(await statusOf(stage.s3, SOURCE, 'new')).toBe('FAILED');
    const job = await runJob(stage);
    expect(await taskCodes(stage, job.JobId ?? '')).toEqual(['DstObjectHardDeleted']);
  });
});

describe('a change of the tags of a replica', () => {
  it('stays where it is without replica modification sync', async () => {
    await putRules(stage);
    await putWayBack('Disabled');
    await put(stage, 'new', { Tagging: 'v=1' });
    await idle();
    await tag(stage.away, REPLICAS, 'new', '2');
    expect(await tagOf(stage.s3, SOURCE, 'new')).toBe('1');
  });

  it('reaches the original with replica modification sync, and both keep their status', async () => {
    await putRules(stage);
    await putWayBack('Enabled');
    await put(stage, 'new', { Tagging: 'v=1' });
    await idle();
    await tag(stage.away, REPLICAS, 'new', '2');
    expect(await tagOf(stage.s3, SOURCE, 'new')).toBe('2');
    expect(await statusOf(stage.s3, SOURCE, 'new')).toBe('COMPLETED');
    expect(await statusOf(stage.away, REPLICAS, 'new')).toBe('REPLICA');
  });
});

describe('a job', () => {
  it('replicates what FAILED before, and COMPLETED objects again', async () => {
    await putRolePolicy(stage.iam, 'replication', []);
    await putRules(stage);
    await put(stage, 'new');
    await idle();
    expect(await statusOf(stage.s3, SOURCE, 'new')).toBe('FAILED');
    await putRolePolicy(stage.iam, 'replication', REPLICATION_STATEMENTS);
    for (const status of ['FAILED', 'COMPLETED'] as const) {
      const ManifestGenerator = generator({ ObjectReplicationStatuses: [status] });
      const job = await runJob(stage, { ManifestGenerator });
      expect([job.Status, job.ProgressSummary?.NumberOfTasksSucceeded]).toEqual(['Complete', 1]);
      expect(await statusOf(stage.s3, SOURCE, 'new')).toBe('COMPLETED');
    }
  });

  it('takes replicas on, and leaves the original of one that comes home what it is', async () => {
    await putWayBack('Disabled');
    await stage.away.send(new S3.PutObjectCommand({ Bucket: REPLICAS, Key: 'came', Body: 'x' }));
    await idle();
    await putRules(stage);
    const ManifestGenerator = generator({ ObjectReplicationStatuses: ['REPLICA'] });
    const job = await runJob(stage, { ManifestGenerator });
    expect(job.ProgressSummary?.NumberOfTasksSucceeded).toBe(1);
    expect(await statusOf(stage.s3, SOURCE, 'came')).toBe('REPLICA');
    expect(await statusOf(stage.away, REPLICAS, 'came')).toBe('COMPLETED');
  });

  it('replicates every version of an object, and the older ones stay older', async () => {
    const ids = [await put(stage, 'old', { Body: '1' }), await put(stage, 'old', { Body: '2' })];
    await putRules(stage);
    await runJob(stage);
    const { Versions } = await stage.away.send(new S3.ListObjectVersionsCommand({ Bucket: REPLICAS }));
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual([...ids].reverse());
  });
});
