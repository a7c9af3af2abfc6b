import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { counts, runJob } from '../job-on-stage';
import { bugs } from '../running';
import {
  allow,
  arn,
  passTime,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_ROLE,
  REPLICATION_STATEMENTS,
  setStage,
  SOURCE,
  type Stage,
  statusOf,
  strike,
} from '../stage';

const TO_READ = allow('s3:GetObjectVersionAnnotationForReplication', arn(SOURCE, '*'));

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, TO_READ]);
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

const idle = (): Promise<void> => stage.running.emulator.idle();
const annotate = (AnnotationName: string, AnnotationPayload = 'text') =>
  stage.s3.send(
    new S3.PutObjectAnnotationCommand({ Bucket: SOURCE, Key: 'object', AnnotationName, AnnotationPayload }),
  );
const listed = async (client: S3.S3Client, Bucket: string): Promise<readonly string[]> => {
  const { Annotations = [] } = await client.send(new S3.ListObjectAnnotationsCommand({ Bucket, Key: 'object' }));
  return Annotations.map(({ AnnotationName, ReplicationStatus }) => `${AnnotationName} ${ReplicationStatus}`);
};
const atSource = () => listed(stage.s3, SOURCE);
const atReplica = () => listed(stage.away, REPLICAS);

describe('annotations', () => {
  it('follow their object when they are added and replaced, each with a status of its own', async () => {
    await putRules(stage);
    await put(stage, 'object');
    await idle();
    await annotate('a', 'first');
    await idle();
    await annotate('a', 'second');
    await annotate('b');
    await idle();
    expect(await atSource()).toEqual(['a COMPLETED', 'b COMPLETED']);
    expect(await atReplica()).toEqual(['a REPLICA', 'b REPLICA']);
    const { AnnotationPayload, ReplicationStatus } = await stage.away.send(
      new S3.GetObjectAnnotationCommand({ Bucket: REPLICAS, Key: 'object', AnnotationName: 'a' }),
    );
    expect([await AnnotationPayload?.transformToString(), ReplicationStatus]).toEqual(['second', 'REPLICA']);
    expect(await statusOf(stage.s3, SOURCE, 'object')).toBe('COMPLETED');
  });

  it('are PENDING until the attempt, and go with an object that waits', async () => {
    await strike(stage);
    stage = await setStage({ clock: 'controlled', timing: { liveReplicationMs: 1000 } });
    await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, TO_READ]);
    await putRules(stage);
    await put(stage, 'object');
    await annotate('early');
    expect(await atSource()).toEqual(['early PENDING']);
    await passTime(stage, 1000);
    expect(await atSource()).toEqual(['early COMPLETED']);
    await annotate('late');
    expect(await atSource()).toEqual(['early COMPLETED', 'late PENDING']);
    expect(await atReplica()).toEqual(['early REPLICA']);
    await passTime(stage, 1000);
    expect(await atReplica()).toEqual(['early REPLICA', 'late REPLICA']);
  });

  it('that are deleted stay with the replica, and add up there', async () => {
    await putRules(stage);
    await put(stage, 'object');
    await annotate('old');
    await idle();
    await stage.s3.send(new S3.DeleteObjectAnnotationCommand({ Bucket: SOURCE, Key: 'object', AnnotationName: 'old' }));
    await annotate('new');
    await idle();
    expect(await atSource()).toEqual(['new COMPLETED']);
    expect(await atReplica()).toEqual(['new REPLICA', 'old REPLICA']);
    await runJob(stage);
    expect(await atReplica()).toEqual(['new REPLICA', 'old REPLICA']);
  });

  it('of an object from before the rule go nowhere by themselves; a job brings them in the task of their object', async () => {
    await put(stage, 'object');
    await putRules(stage);
    await annotate('a');
    await idle();
    expect(await atSource()).toEqual(['a undefined']);
    expect(counts(await runJob(stage))).toEqual([1, 1, 0]);
    expect(await atSource()).toEqual(['a COMPLETED']);
    expect(await atReplica()).toEqual(['a REPLICA']);
  });

  it('fail for themselves without s3:GetObjectVersionAnnotationForReplication: the object is replicated', async () => {
    await putRolePolicy(stage.iam, 'replication', REPLICATION_STATEMENTS);
    await put(stage, 'object');
    await annotate('a');
    await putRules(stage);
    expect(counts(await runJob(stage))).toEqual([1, 1, 0]);
    expect(await statusOf(stage.s3, SOURCE, 'object')).toBe('COMPLETED');
    expect(await atSource()).toEqual(['a FAILED']);
    expect(await atReplica()).toEqual([]);
    await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, TO_READ]);
    await annotate('b');
    await idle();
    expect(await atSource()).toEqual(['a FAILED', 'b COMPLETED']);
  });

  it('are kept out by a Deny on s3:ReplicateObjectAnnotation, which nobody has to allow', async () => {
    await putBucketPolicy(stage.away, REPLICAS, [
      {
        ...allow('s3:ReplicateObjectAnnotation', arn(REPLICAS, '*')),
        Effect: 'Deny',
        Principal: { AWS: REPLICATION_ROLE },
      },
    ]);
    await putRules(stage);
    await put(stage, 'object');
    await annotate('a');
    await idle();
    expect(await statusOf(stage.s3, SOURCE, 'object')).toBe('COMPLETED');
    expect(await atSource()).toEqual(['a FAILED']);
    expect(await atReplica()).toEqual([]);
  });
});
