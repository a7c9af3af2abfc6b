// The life of an execution: phases, the queue, a limit of bandwidth, cancelling, and ends before anything was done.
import * as DS from '@aws-sdk/client-datasync';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ControlledClock } from '../../../emulator/time/controlled-clock';
import { control } from '../control/control-client';
import { bugs, errorOf } from '../running';
import { without } from '../stage';
import {
  ACCOUNT,
  describeExecution,
  execute,
  FROM,
  keysIn,
  makeTask,
  OTHER_ACCOUNT,
  put,
  REPORT,
  reported,
  setRole,
  setSyncStage,
  SOURCE_STATEMENTS,
  start,
  strikeSync,
  TARGET_STATEMENTS,
  TO,
  transfer,
  trusting,
  type SyncStage,
} from './sync-stage';

let stage: SyncStage;

afterEach(async () => {
  await strikeSync(stage);
  expect(bugs(stage.running)).toEqual([]);
});

const move = (milliseconds: number): Promise<void> => {
  const { clock } = stage.running.emulator.world;
  if (!(clock instanceof ControlledClock)) throw new Error('the clock is not controlled');
  return clock.moveTo(clock.now() + milliseconds);
};
const taskStatus = async (TaskArn: string) => (await stage.client.send(new DS.DescribeTaskCommand({ TaskArn }))).Status;
const cancel = (TaskExecutionArn: string) => stage.client.send(new DS.CancelTaskExecutionCommand({ TaskExecutionArn }));

describe('on a clock of its own', () => {
  beforeEach(async () => {
    stage = await setSyncStage({ clock: 'controlled', timing: { jobStateMs: 1000 } });
  });

  it.each(['BASIC', 'ENHANCED'] as const)('an execution in %s mode goes through its phases', async (TaskMode) => {
    await put(stage, 'a');
    const task = await makeTask(stage, { task: { TaskMode } });
    const execution = await start(stage, task);
    const seen: (string | undefined)[] = [];
    for (let step = 0; step < 5; step++) {
      await move(step === 0 ? 500 : 1000);
      seen.push((await describeExecution(stage, execution)).Status);
    }
    expect(seen).toEqual(['LAUNCHING', 'PREPARING', 'TRANSFERRING', 'VERIFYING', 'SUCCESS']);
    const { Result, StartTime, LaunchTime, EndTime } = await describeExecution(stage, execution);
    const phase = TaskMode === 'BASIC' ? 1000 : 0;
    expect(Result).toMatchObject({
      PrepareDuration: phase,
      TransferDuration: phase,
      VerifyDuration: phase,
      TotalDuration: 4000,
    });
    expect([LaunchTime, EndTime]).toEqual([StartTime, new Date(Number(StartTime) + 4000)]);
  });

  it('executions of a task run one after the other', async () => {
    const task = await makeTask(stage);
    const [first, second] = [await start(stage, task), await start(stage, task)];
    await move(500);
    const status = async (arn: string) => (await describeExecution(stage, arn)).Status;
    expect([await status(first), await status(second), await taskStatus(task)]).toEqual([
      'LAUNCHING',
      'QUEUED',
      'RUNNING',
    ]);
    const described = await stage.client.send(new DS.DescribeTaskCommand({ TaskArn: task }));
    expect(described.CurrentTaskExecutionArn).toBe(first);
    await move(5000);
    expect([await status(first), await status(second)]).toEqual(['SUCCESS', 'LAUNCHING']);
    await move(4000);
    expect([await status(second), await taskStatus(task)]).toEqual(['SUCCESS', 'AVAILABLE']);
    const { LaunchTime, StartTime } = await describeExecution(stage, second);
    expect(Number(LaunchTime)).toBeGreaterThan(Number(StartTime));
    const { TaskExecutions } = await stage.client.send(new DS.ListTaskExecutionsCommand({ TaskArn: task }));
    expect(TaskExecutions?.map(({ TaskExecutionArn }) => TaskExecutionArn)).toEqual([first, second]);
  });

  it('a second execution is refused where the task does not queue', async () => {
    const task = await makeTask(stage, { task: { Options: { TaskQueueing: 'DISABLED' } } });
    await start(stage, task);
    expect(await errorOf(start(stage, task))).toMatchObject({ name: 'InvalidRequestException' });
    const remove = stage.client.send(new DS.DeleteTaskCommand({ TaskArn: task }));
    expect((await errorOf(remove)).message).toContain('cannot be deleted');
  });

  it('no more than 50 executions wait', async () => {
    const task = await makeTask(stage);
    for (let number = 0; number < 51; number++) await start(stage, task);
    expect((await errorOf(start(stage, task))).message).toContain('50 queued executions');
  });

  it('a limit of bandwidth makes an execution longer, and can be changed while it runs', async () => {
    for (const key of ['a', 'b', 'c']) await put(stage, key, { Body: 'x'.repeat(1000) });
    const execution = await start(stage, await makeTask(stage, { task: { Options: { BytesPerSecond: 100 } } }));
    await move(3500 + 10_000);
    expect(await describeExecution(stage, execution)).toMatchObject({ Status: 'TRANSFERRING', FilesTransferred: 2 });
    const change = (Options: DS.Options) =>
      stage.client.send(new DS.UpdateTaskExecutionCommand({ TaskExecutionArn: execution, Options }));
    await change({ BytesPerSecond: -1 });
    expect((await errorOf(change({ LogLevel: 'OFF' }))).message).toContain('Only BytesPerSecond');
    await move(12_000);
    expect(await describeExecution(stage, execution)).toMatchObject({ Status: 'SUCCESS', FilesTransferred: 3 });
    expect((await errorOf(change({ BytesPerSecond: 1 }))).message).toContain('has ended');
  });

  it.each([
    ['while it prepares', 1500, []],
    ['while it verifies', 3500, ['a']],
  ] as const)('is cancelled %s, and ends as an error', async (_, after, there) => {
    await put(stage, 'a');
    const execution = await start(stage, await makeTask(stage), { TaskReportConfig: REPORT });
    await move(after);
    await cancel(execution);
    expect((await describeExecution(stage, execution)).Status).toBe('CANCELLING');
    await move(5000);
    expect(await describeExecution(stage, execution)).toMatchObject({
      Status: 'ERROR',
      ReportResult: { Status: 'SUCCESS' },
    });
    expect(reported(stage).summary).toMatchObject({ OverallStatus: 'CANCELED' });
    expect(keysIn(stage)).toEqual(there);
    expect((await errorOf(cancel(execution))).message).toContain('cannot be cancelled');
  });

  it('is cancelled while it waits', async () => {
    const task = await makeTask(stage);
    const [, second] = [await start(stage, task), await start(stage, task)];
    await move(500);
    await cancel(second);
    await move(2500);
    const found = await describeExecution(stage, second);
    expect(found).toMatchObject({ Status: 'ERROR' });
    expect(found.LaunchTime).toBeUndefined();
  });

  it('is forgotten 30 days after its end', async () => {
    const execution = await start(stage, await makeTask(stage));
    await move(10_000);
    await move(31 * 24 * 3_600_000);
    expect((await errorOf(describeExecution(stage, execution))).message).toContain('not found');
    expect((await stage.client.send(new DS.ListTaskExecutionsCommand({}))).TaskExecutions).toEqual([]);
  });
});

describe('an execution that cannot begin', () => {
  beforeEach(async () => {
    stage = await setSyncStage();
  });

  it.each<[string, string, () => void]>([
    [
      'SrcLocHitAccess',
      'sts:AssumeRole',
      () => setRole(stage, 'source', SOURCE_STATEMENTS, trusting({ 'aws:SourceArn': 'x' })),
    ],
    [
      'SyncTaskErrorLocationNotAdded',
      'sts:AssumeRole',
      () => stage.running.emulator.world.roles.delete(`arn:aws:iam::${ACCOUNT}:role/target`),
    ],
    [
      'FsS3HeadBucketFailed',
      's3:ListBucket',
      () => setRole(stage, 'source', without('s3:ListBucket', SOURCE_STATEMENTS)),
    ],
    [
      'FsS3HeadBucketFailed',
      's3:ListBucket',
      () => setRole(stage, 'target', without('s3:ListBucket', TARGET_STATEMENTS)),
    ],
    ['FsS3UnableToConnectToEndpoint', 'no bucket', () => stage.running.emulator.world.buckets.delete(TO)],
  ])('ends with %s: %s', async (code, text, breakIt) => {
    const task = await makeTask(stage);
    breakIt();
    const found = await execute(stage, task, { TaskReportConfig: REPORT });
    expect(found).toMatchObject({
      Status: 'ERROR',
      Result: {
        ErrorCode: code,
        ErrorDetail: expect.stringMatching(new RegExp(`^Task failed to access location loc-[0-9a-f]{17}: .*${text}`)),
        PrepareStatus: 'ERROR',
      },
      ReportResult: { Status: 'ERROR', ErrorDetail: 'Execution error occurred prior to generating any Task Reports' },
    });
    expect(reported(stage).keys).toEqual([]);
  });

  it('is one in Basic mode to another account and Region, away from the Region of the destination', async () => {
    await strikeSync(stage);
    const there = { name: TO, region: 'eu-west-1', accountId: OTHER_ACCOUNT };
    stage = await setSyncStage({ seed: { buckets: [{ name: FROM }, there] } });
    // Not everybody: what is public a bucket keeps from other accounts, unless its settings let it.
    const ours = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 's3:*' };
    const Statement = [{ ...ours, Resource: [`arn:aws:s3:::${TO}`, `arn:aws:s3:::${TO}/*`] }];
    const document = JSON.stringify({ Version: '2012-10-17', Statement });
    stage.running.emulator.world.buckets.get(TO)?.documents.set('policy', document);
    const run = async (region: string, TaskMode: DS.TaskMode) => {
      const client = stage.clientOf(region);
      const make = async (bucket: string, role: string, home: string) => {
        const S3Config = { BucketAccessRoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}` };
        const command = new DS.CreateLocationS3Command({ S3BucketArn: `arn:aws:s3:::${bucket}`, S3Config });
        return (await stage.clientOf(home).send(command)).LocationArn;
      };
      const { TaskArn } = await client.send(
        new DS.CreateTaskCommand({
          SourceLocationArn: await make(FROM, 'source', 'us-east-1'),
          DestinationLocationArn: await make(TO, 'target', 'eu-west-1'),
          TaskMode,
        }),
      );
      return execute({ ...stage, client }, TaskArn ?? '');
    };
    expect(await run('us-east-1', 'BASIC')).toMatchObject({ Result: { ErrorCode: 'FsS3UnableToConnectToEndpoint' } });
    expect(await run('eu-west-1', 'BASIC')).toMatchObject({ Status: 'SUCCESS' });
    expect(await run('us-east-1', 'ENHANCED')).toMatchObject({ Status: 'SUCCESS' });
  });
});

describe("the emulator's own API", () => {
  beforeEach(async () => {
    stage = await setSyncStage();
  });

  it('tells of executions, and whether their logs were taken', async () => {
    await transfer(stage);
    const { body } = await control(stage.running, 'GET', 'state');
    const { executions, counts } = body as Record<string, Record<string, unknown>>;
    expect(Object.values(executions ?? {})).toEqual([{ status: 'SUCCESS', logs: 'off' }]);
    expect(counts).toMatchObject({ syncLocations: 2, syncTasks: 1, syncExecutions: 1 });
    await control(stage.running, 'POST', 'reset');
    expect(stage.running.emulator.world.syncTasks.size).toBe(0);
  });

  it('orders faults, and an answer that was lost has started an execution all the same', async () => {
    const task = await makeTask(stage);
    const operation = 'datasync:StartTaskExecution';
    await control(stage.running, 'POST', 'faults', { operation, error: 'SlowDown', times: 1 });
    await control(stage.running, 'POST', 'faults', { operation, after: 1, reset: 'after', times: 1 });
    expect((await errorOf(start(stage, task))).name).toBe('ThrottlingException');
    await expect(start(stage, task)).rejects.toThrow();
    const { TaskExecutions } = await stage.client.send(new DS.ListTaskExecutionsCommand({ TaskArn: task }));
    expect(TaskExecutions).toHaveLength(1);
    await stage.running.emulator.idle();
  });
});
