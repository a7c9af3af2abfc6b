// The life of a job: it prepares its manifest, waits for a confirmation if one was ordered, does its tasks, reports.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html
import type { World } from '../world';
import { ReportRows, writeReport } from './completion-report';
import { generateManifest } from './generate-manifest';
import type { Job, Task } from './job';
import { JobFailure } from './job-failure';
import { hasTurn } from './job-slots';
import { readManifest } from './supplied-manifest';
import { performTask } from './task';

/** Tasks between two looks at what goes on elsewhere: requests, a cancellation, jobs of higher priority. */
const TASKS_AT_A_TIME = 100;
/** From so many tasks on, S3 gives up on a job of which more than half have failed. */
const THRESHOLD_TASKS = 1000;
const THRESHOLD_FAILED = 0.5;

/** Somebody cancelled the job. */
class Cancellation extends Error {}

/** Begins with the job's first state; everything else happens between requests. */
export function startJob(world: World, job: Job): void {
  inBackground(world, job, async (walk) => {
    await walk.pause();
    job.status = 'Preparing';
    await walk.pause();
    job.tasks = listTasks(world, job);
    job.counts.total = job.tasks.length;
    if (!job.order.confirmationRequired) return walk.work(job.tasks);
    job.status = 'Suspended';
    job.suspendedMs = world.clock.now();
  });
}

/** Goes on with a job that is suspended. */
export function confirmJob(world: World, job: Job): void {
  inBackground(world, job, (walk) => walk.work(job.tasks ?? []));
}

/** Ends a job that nothing is under way for, because it is suspended; any other ends at its next step. */
export function cancelJob(world: World, job: Job): void {
  job.cancelRequested = true;
  if (job.status === 'Suspended') inBackground(world, job, (walk) => walk.pause());
}

function listTasks(world: World, job: Job): readonly Task[] {
  const { objects } = job.order;
  return objects.kind === 'generated'
    ? generateManifest(world, job, objects.generator)
    : readManifest(world, job, objects.manifest);
}

function inBackground(world: World, job: Job, stage: (walk: Walk) => Promise<void>): void {
  world.background.run(async (signal) => {
    const walk = new Walk(world, job, signal);
    try {
      await stage(walk);
    } catch (error) {
      if (error instanceof JobFailure) await walk.fail(error);
      else if (error instanceof Cancellation) await walk.cancel();
      else throw error;
    }
  });
}

/** One stretch of a job's life. */
class Walk {
  private readonly rows: ReportRows;

  constructor(
    private readonly world: World,
    private readonly job: Job,
    private readonly signal: AbortSignal,
  ) {
    this.rows = new ReportRows(job.order.report);
  }

  /** Stays in a state for a while. */
  async pause(): Promise<void> {
    await this.world.clock.sleep(this.world.timing.jobStateMs, this.signal);
    this.heedCancellation();
  }

  async work(tasks: readonly Task[]): Promise<void> {
    const { world, job } = this;
    job.status = 'Ready';
    await this.pause();
    await this.awaitTurn();
    job.status = 'Active';
    await this.pause();
    for (let done = 0; done < tasks.length; done += TASKS_AT_A_TIME) {
      await this.giveWay();
      this.perform(tasks.slice(done, done + TASKS_AT_A_TIME));
    }
    job.status = 'Completing';
    await this.pause();
    writeReport(world, job, this.rows);
    this.end('Complete');
  }

  async fail({ code, message }: JobFailure): Promise<void> {
    this.job.status = 'Failing';
    this.job.failure = { code, reason: message };
    await this.world.clock.sleep(this.world.timing.jobStateMs, this.signal);
    // A job that fails because its report cannot be written will not write it now.
    if (code !== 'ReportNotDelivered') this.tryToReport();
    this.end('Failed');
  }

  async cancel(): Promise<void> {
    this.job.status = 'Cancelling';
    await this.world.clock.sleep(this.world.timing.jobStateMs, this.signal);
    this.tryToReport();
    this.end('Cancelled');
  }

  private end(status: 'Complete' | 'Cancelled' | 'Failed'): void {
    this.job.status = status;
    this.job.endedMs = this.world.clock.now();
    delete this.job.tasks;
  }

  private tryToReport(): void {
    try {
      writeReport(this.world, this.job, this.rows);
    } catch (error) {
      if (!(error instanceof JobFailure)) throw error;
    }
  }

  private perform(tasks: readonly Task[]): void {
    const { world, job } = this;
    const startedMs = world.clock.now();
    for (const task of tasks) {
      const failure = performTask(world, job, task);
      this.rows.add(task, failure);
      if (failure === undefined) job.counts.succeeded++;
      else job.counts.failed++;
    }
    job.activeMs += world.clock.now() - startedMs;
    const tried = job.counts.succeeded + job.counts.failed;
    if (tried >= THRESHOLD_TASKS && job.counts.failed / tried > THRESHOLD_FAILED) {
      throw new JobFailure('FailureRateExceeded', 'Job failed: more than 50 percent of its tasks failed.');
    }
  }

  /** Lets others have their turn: requests always, and a job of higher priority as long as it takes. */
  private async giveWay(): Promise<void> {
    await this.world.clock.sleep(0, this.signal);
    this.heedCancellation();
    if (hasTurn(this.world, this.job)) return;
    this.job.status = 'Pausing';
    await this.pause();
    this.job.status = 'Paused';
    await this.awaitTurn();
    this.job.status = 'Active';
  }

  private async awaitTurn(): Promise<void> {
    while (!hasTurn(this.world, this.job)) await this.pause();
  }

  private heedCancellation(): void {
    if (this.job.cancelRequested) throw new Cancellation();
  }
}
