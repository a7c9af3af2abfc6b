import * as S3 from '@aws-sdk/client-s3';
import { CreateJobCommand } from '@aws-sdk/client-s3-control';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ControlledClock } from '../../../emulator/time/controlled-clock';
import type { EmulatorOptions } from '../../../emulator/emulator';
import { control } from '../control/control-client';
import { describeJob, order, reportRows } from '../job-on-stage';
import {
  allow,
  arn,
  put,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_STATEMENTS,
  setStage,
  SOURCE,
  strike,
  type Stage,
} from '../stage';
import { contentOf, makeDataDirectory, type DataDirectory } from './data-directory';

let data: DataDirectory;

beforeEach(() => {
  data = makeDataDirectory();
});
afterEach(() => data.end());

describe('what was going on', () => {
  /** Like `setStage`, on another emulator. */
  async function onStage(options: EmulatorOptions): Promise<Stage> {
    const stage = await setStage({ dataDirectory: data.path, ...options });
    data.add({ ...stage.running, close: () => strike(stage) });
    return stage;
  }

  const move = (stage: Stage, milliseconds: number): Promise<void> => {
    const { clock } = stage.running.emulator.world;
    if (!(clock instanceof ControlledClock)) throw new Error('the clock is not controlled');
    return clock.moveTo(clock.now() + milliseconds);
  };

  it('goes on: a job that was at its tasks does all of them and reports all of them', async () => {
    const stage = await onStage({ clock: 'controlled', timing: { jobStateMs: 10 } });
    for (let number = 0; number < 20; number++) await put(stage, `key-${number}`);
    await putRules(stage);
    const { JobId = '' } = await stage.control.send(new CreateJobCommand(order()));
    await move(stage, 45);
    const before = await describeJob(stage, JobId);
    expect(before.Status).toBe('Completing');
    const again = await data.start({ clock: 'auto' }, data.crashed());
    await again.emulator.idle();
    const later: Stage = { ...stage, running: again, s3: again.s3() };
    const { jobs, buckets } = again.emulator.world;
    expect(jobs.get(JobId)).toMatchObject({ status: 'Complete', counts: { total: 20, succeeded: 20, failed: 0 } });
    expect(buckets.get(REPLICAS)?.versions.size).toBe(20);
    expect(await reportRows(later, JobId)).toHaveLength(20);
  });

  it('goes on: a job that waits for its confirmation still waits', async () => {
    const stage = await onStage({});
    await put(stage, 'key');
    await putRules(stage);
    const { JobId = '' } = await stage.control.send(new CreateJobCommand(order({ ConfirmationRequired: true })));
    await stage.running.emulator.idle();
    await describeJob(stage, JobId);
    const again = await data.start({}, data.crashed());
    const job = again.emulator.world.jobs.get(JobId);
    expect(job).toMatchObject({ status: 'Suspended', tasks: [{ key: 'key' }] });
  });

  it('goes on: what live replication had not replicated yet is replicated', async () => {
    const stage = await onStage({ clock: 'controlled', timing: { liveReplicationMs: 1000 } });
    await putRules(stage);
    await put(stage, 'key');
    const again = await data.start({ clock: 'auto' }, data.crashed());
    await again.emulator.idle();
    const { buckets } = again.emulator.world;
    expect(buckets.get(SOURCE)?.versions.current('key')?.replicationStatus).toBe('COMPLETED');
    expect(buckets.get(REPLICAS)?.versions.current('key')?.replicationStatus).toBe('REPLICA');
  });

  it('goes on: an annotation that waited for its replica to have it gets there', async () => {
    const stage = await onStage({ clock: 'controlled', timing: { liveReplicationMs: 1000 } });
    await putRolePolicy(stage.iam, 'replication', [
      ...REPLICATION_STATEMENTS,
      allow('s3:GetObjectVersionAnnotationForReplication', arn(SOURCE, '*')),
    ]);
    await putRules(stage);
    await put(stage, 'key');
    await move(stage, 1000);
    const annotation = { Bucket: SOURCE, Key: 'key', AnnotationName: 'name', AnnotationPayload: 'text' };
    await stage.s3.send(new S3.PutObjectAnnotationCommand(annotation));
    const again = await data.start({ clock: 'auto' }, data.crashed());
    await again.emulator.idle();
    const { buckets } = again.emulator.world;
    const at = (bucket: string) => buckets.get(bucket)?.versions.current('key')?.annotations?.get('name');
    expect(at(SOURCE)).toMatchObject({ replicationStatus: 'COMPLETED' });
    expect(at(REPLICAS)).toMatchObject({ replicationStatus: 'REPLICA', body: Buffer.from('text') });
  });

  it('is over if it was over: a finished job and its outcome are there', async () => {
    const stage = await onStage({});
    await put(stage, 'key');
    await putRules(stage);
    const { JobId = '' } = await stage.control.send(new CreateJobCommand(order()));
    await stage.running.emulator.idle();
    const again = await data.start({}, data.crashed());
    expect(again.emulator.world.jobs.get(JobId)).toMatchObject({ status: 'Complete', counts: { succeeded: 1 } });
    expect(contentOf(again.emulator.world)).toEqual(contentOf(stage.running.emulator.world));
  });

  it('is later than all that was written, under a controlled clock too', async () => {
    const first = await data.start({ clock: 'controlled' });
    await control(first, 'POST', 'clock', { advanceMs: 1e10 });
    await first.s3().send(new S3.CreateBucketCommand({ Bucket: 'box' }));
    await first.s3().send(new S3.PutObjectCommand({ Bucket: 'box', Key: 'k', Body: 'x' }));
    const again = await data.start({ clock: 'controlled' }, data.crashed());
    expect(again.emulator.world.clock.now()).toBe(first.emulator.world.clock.now());
  });
});
