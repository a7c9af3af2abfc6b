import * as Control from '@aws-sdk/client-s3-control';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { EmulatorOptions } from '../../../emulator/emulator';
import { bugs, errorOf } from '../running';
import { counts, csvManifest, describeJob, order, reasons, reportRows, runJob } from '../job-on-stage';
import { ACCOUNT, AWAY, passTime, put, putRolePolicy, putRules, setStage, SOURCE, type Stage, strike } from '../stage';

const DAY_MS = 24 * 60 * 60 * 1000;
const STATE_MS = 1000;

let stage: Stage;

afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

/** A stage with objects that were there before the rule. */
async function begin(options: EmulatorOptions = {}, keys: readonly string[] = ['old']): Promise<void> {
  stage = await setStage(options);
  for (const key of keys) await put(stage, key);
  await putRules(stage);
}

/** Time stands still, and each state of a job lasts a second. */
const STANDING: EmulatorOptions = { clock: 'controlled', timing: { jobStateMs: STATE_MS } };

const pass = (milliseconds: number): Promise<void> => passTime(stage, milliseconds);

async function create(changes: Partial<Control.CreateJobCommandInput> = {}): Promise<string> {
  const { JobId = '' } = await stage.control.send(new Control.CreateJobCommand(order(changes)));
  return JobId;
}

const status = async (id: string): Promise<string | undefined> => (await describeJob(stage, id)).Status;

const update = (
  JobId: string,
  RequestedJobStatus: Control.RequestedJobStatus,
  StatusUpdateReason?: string,
): Promise<Control.UpdateJobStatusCommandOutput> =>
  stage.control.send(
    new Control.UpdateJobStatusCommand({ AccountId: ACCOUNT, JobId, RequestedJobStatus, StatusUpdateReason }),
  );

const list = (input: Partial<Control.ListJobsCommandInput> = {}): Promise<Control.ListJobsCommandOutput> =>
  stage.control.send(new Control.ListJobsCommand({ AccountId: ACCOUNT, ...input }));

describe('a job', () => {
  it('walks from New to Complete', async () => {
    await begin(STANDING);
    const id = await create();
    const seen = [await status(id)];
    for (let step = 0; step < 5; step++) {
      await pass(STATE_MS);
      seen.push(await status(id));
    }
    expect(seen).toEqual(['New', 'Preparing', 'Ready', 'Active', 'Completing', 'Complete']);
    const job = await describeJob(stage, id);
    expect(counts(job)).toEqual([1, 1, 0]);
    expect(job.ProgressSummary?.Timers?.ElapsedTimeInActiveSeconds).toBe(1);
    expect((job.TerminationDate?.getTime() ?? 0) - (job.CreationTime?.getTime() ?? 0)).toBe(5 * STATE_MS);
  });

  it('waits to be confirmed when its manifest is ready and its tasks are counted', async () => {
    await begin({}, ['a', 'b']);
    const id = await create({ ConfirmationRequired: true });
    await stage.running.emulator.idle();
    const suspended = await describeJob(stage, id);
    expect(suspended).toMatchObject({ Status: 'Suspended', SuspendedCause: 'Awaiting confirmation' });
    expect(counts(suspended)).toEqual([2, 0, 0]);
    await update(id, 'Ready');
    await stage.running.emulator.idle();
    expect(counts(await describeJob(stage, id))).toEqual([2, 2, 0]);
    expect(await errorOf(update(id, 'Ready'))).toMatchObject({ name: 'JobStatusException', status: 400 });
  });

  it('waits to be confirmed too when the order says nothing of that', async () => {
    await begin();
    expect((await runJob(stage, { ConfirmationRequired: undefined })).Status).toBe('Suspended');
  });

  it('fails when nobody confirms it in thirty days', async () => {
    await begin({ clock: 'controlled' });
    const id = await create({ ConfirmationRequired: true });
    await stage.running.emulator.idle();
    await pass(30 * DAY_MS);
    expect(await status(id)).toBe('Suspended');
    await pass(1);
    expect(await status(id)).toBe('Failed');
    expect(await errorOf(update(id, 'Ready'))).toMatchObject({ name: 'JobStatusException' });
  });

  it.each(['New', 'Preparing', 'Ready', 'Active'])('can be cancelled while it is %s', async (state) => {
    await begin(STANDING);
    const id = await create();
    while ((await status(id)) !== state) await pass(STATE_MS);
    expect(await update(id, 'Cancelled', 'a mistake')).toMatchObject({ Status: 'Cancelling' });
    await pass(STATE_MS);
    expect(await describeJob(stage, id)).toMatchObject({ Status: 'Cancelling', StatusUpdateReason: 'a mistake' });
    await pass(STATE_MS);
    expect(await status(id)).toBe('Cancelled');
    expect(await errorOf(update(id, 'Cancelled'))).toMatchObject({ name: 'JobStatusException' });
  });

  it('can be cancelled while it is Suspended', async () => {
    await begin();
    const job = await runJob(stage, { ConfirmationRequired: true });
    await update(job.JobId ?? '', 'Cancelled');
    await stage.running.emulator.idle();
    expect(await status(job.JobId ?? '')).toBe('Cancelled');
  });

  it('is Complete below 1,000 tasks, even if all of them fail', async () => {
    await begin({}, ['a', 'b']);
    await putRolePolicy(stage.iam, 'replication', []);
    const job = await runJob(stage);
    expect([job.Status, ...counts(job)]).toEqual(['Complete', 2, 0, 2]);
    expect(reasons(job)).toEqual([]);
  });

  it('fails from 1,000 tasks on when more than half of them fail, and reports those it tried', async () => {
    await begin();
    const rows = Array.from({ length: 1500 }, (_, index) => [SOURCE, `missing-${index}`, 'v']);
    const Manifest = await csvManifest(stage, rows);
    const job = await runJob(stage, { Manifest });
    expect([job.Status, ...reasons(job)]).toEqual(['Failed', 'Job failed: more than 50 percent of its tasks failed.']);
    expect(counts(job)).toEqual([1500, 0, 1000]);
    expect(await reportRows(stage, job.JobId ?? '')).toHaveLength(1000);
  });
});

describe('six jobs at a time', () => {
  it('work, the seventh waits its turn', async () => {
    await begin(STANDING);
    const ids = [];
    for (let index = 0; index < 7; index++) ids.push(await create());
    await pass(3 * STATE_MS);
    const seen = await Promise.all(ids.map(status));
    expect(seen).toEqual([...Array.from({ length: 6 }, () => 'Active'), 'Ready']);
    await pass(20 * STATE_MS);
    expect(await status(ids[6] ?? '')).toBe('Complete');
  });

  it('make way for others of higher priority: the job is Paused, and goes on later', async () => {
    await begin(STANDING);
    const low = await create({ Priority: 1 });
    await pass(STATE_MS);
    for (let index = 0; index < 6; index++) await create({ Priority: 10 });
    const seen = [];
    for (let step = 0; step < 9; step++) {
      await pass(STATE_MS);
      seen.push(await status(low));
    }
    expect(seen.slice(0, 4)).toEqual(['Ready', 'Active', 'Pausing', 'Paused']);
    expect(seen.at(-1)).toBe('Complete');
    const job = await describeJob(stage, low);
    expect(counts(job)).toEqual([1, 1, 0]);
    expect(job.ProgressSummary?.Timers?.ElapsedTimeInActiveSeconds).toBe(1);
  });
});

describe('a job that was just created', () => {
  it('is not found for a while', async () => {
    await begin({ clock: 'controlled', timing: { jobVisibleMs: 2000 } });
    const id = await create();
    expect(await errorOf(describeJob(stage, id))).toMatchObject({ name: 'NoSuchJob', status: 404 });
    expect((await list()).Jobs).toEqual([]);
    await pass(2000);
    expect(await status(id)).toBe('Complete');
  });
});

describe('DescribeJob and ListJobs', () => {
  it('know a job in its own Region only', async () => {
    await begin();
    const id = await create();
    const { endpoint } = stage.running.emulator;
    const away = new Control.S3ControlClient({
      region: AWAY,
      credentials: stage.running.credentials(0),
      endpointProvider: () => ({ url: new URL(endpoint) }),
    });
    const found = away.send(new Control.DescribeJobCommand({ AccountId: ACCOUNT, JobId: id }));
    expect(await errorOf(found)).toMatchObject({ name: 'NoSuchJob', message: 'The specified job does not exist.' });
    away.destroy();
  });

  it('forget a job ninety days after its end', async () => {
    await begin({ clock: 'controlled' });
    const { JobId = '' } = await runJob(stage);
    await pass(90 * DAY_MS);
    expect(await status(JobId)).toBe('Complete');
    await pass(1);
    expect(await errorOf(describeJob(stage, JobId))).toMatchObject({ name: 'NoSuchJob' });
    expect((await list()).Jobs).toEqual([]);
  });

  it('list the newest jobs first, in pages, by status', async () => {
    await begin();
    const ids = [];
    for (let priority = 0; priority < 5; priority++) ids.unshift((await runJob(stage, { Priority: priority })).JobId);
    const suspended = await runJob(stage, { ConfirmationRequired: true });
    const pages = [];
    let NextToken: string | undefined;
    do {
      const page: Control.ListJobsCommandOutput = await list({ JobStatuses: ['Complete'], MaxResults: 2, NextToken });
      pages.push(page.Jobs?.map(({ JobId }) => JobId));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    const { Jobs = [] } = await list({ JobStatuses: ['Suspended', 'Failed'] });
    expect(Jobs).toMatchObject([
      { JobId: suspended.JobId, Operation: 'S3ReplicateObject', Status: 'Suspended', Priority: 1 },
    ]);
  });

  it('refuse a page of more than 1,000, a token that is none, and a status that there is not', async () => {
    await begin();
    for (const input of [{ MaxResults: 1001 }, { NextToken: 'x' }, { JobStatuses: ['Done' as 'Complete'] }]) {
      expect(await errorOf(list(input))).toMatchObject({ name: 'InvalidRequest', status: 400 });
    }
  });

  it('count nearly all tasks as failed if a rehearsal asks for that', async () => {
    await begin({ quirks: { unreliableFailedCount: true } }, ['a', 'b', 'c']);
    const job = await runJob(stage);
    expect([job.Status, ...counts(job)]).toEqual(['Complete', 3, 1, 3]);
    expect((await reportRows(stage, job.JobId ?? '')).map((row) => row.status)).toEqual(Array(3).fill('succeeded'));
  });
});

describe('UpdateJobPriority', () => {
  it('changes the priority of a job that has not ended, and of no other', async () => {
    await begin();
    const { JobId = '' } = await runJob(stage, { ConfirmationRequired: true });
    const change = (Priority: number): Promise<Control.UpdateJobPriorityCommandOutput> =>
      stage.control.send(new Control.UpdateJobPriorityCommand({ AccountId: ACCOUNT, JobId, Priority }));
    expect((await change(9)).Priority).toBe(9);
    expect((await describeJob(stage, JobId)).Priority).toBe(9);
    expect(await errorOf(change(2 ** 31))).toMatchObject({ name: 'InvalidRequest' });
    await update(JobId, 'Cancelled');
    await stage.running.emulator.idle();
    expect(await errorOf(change(1))).toMatchObject({ name: 'JobStatusException' });
  });
});
