// The life of a job: it prepares its manifest, waits for a confirmation if one was ordered, does its tasks, reports.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html
import type { World } from '../../world/world';
import { CachedAnswers } from '../../replication/cached-answers';
import { writeReport } from '../reports/completion-report';
import { generateManifest } from '../manifests/generate-manifest';
import { isOver, type Job, JobFailure, type Task } from '../../world/batch-job';
import { hasTurn } from './job-slots';
import { ReportRows } from '../reports/report-rows';
import { readManifest } from '../manifests/supplied-manifest';
import { performTask } from './task';

/** Tasks between two looks at what goes on elsewhere: requests, a cancellation, jobs of higher priority. */
const TASKS_AT_A_TIME = 200;
/** From so many tasks on, S3 gives up on a job of which more than half have failed. */
const THRESHOLD_TASKS = 1000;
const THRESHOLD_FAILED = 0.5;

/** Somebody cancelled the job. */
class Cancellation extends Error {}

/** Begins with the job's first state; everything else happens between requests. */
export function startJob(world: World, job: Job): void {
  inBackground(world, job, async (run) => {
    await run.pause();
    job.status = 'Preparing';
    await run.pause();
    job.tasks = await listTasks(world, job, () => run.rest());
    run.heedCancellation();
    job.counts.total = job.tasks.length;
    if (!job.order.confirmationRequired) return run.work(job.tasks);
    job.status = 'Suspended';
    job.suspendedMs = world.clock.now();
  });
}

/** Goes on with a job that is suspended. */
export function confirmJob(world: World, job: Job): void {
  inBackground(world, job, (run) => run.work(job.tasks ?? []));
}

/**
 * For a job that was saved and loaded while it was running: it begins its tasks again, all of them, so that its report has
 * them all. To replicate a version twice changes nothing; what was copied is copied once more.
 */
export function resumeJob(world: World, job: Job): void {
  if (isOver(job) || (job.status === 'Suspended' && !job.cancelRequested)) return;
  Object.assign(job.counts, { total: job.tasks?.length ?? 0, succeeded: 0, failed: 0 });
  job.activeMs = 0;
  delete job.failure;
  if (job.tasks === undefined) startJob(world, job);
  else confirmJob(world, job);
}

/** Ends a job that nothing is under way for, because it is suspended; any other ends at its next step. */
export function cancelJob(world: World, job: Job): void {
  if (job.cancelRequested) return;
  job.cancelRequested = true;
  if (job.status === 'Suspended') inBackground(world, job, (run) => run.cancel());
}

function listTasks(world: World, job: Job, giveWay: () => Promise<void>): Promise<readonly Task[]> {
  const { objects } = job.order;
  return objects.kind === 'generated'
    ? generateManifest(world, job, objects.generator, giveWay)
    : readManifest(world, job, objects.manifest, giveWay);
}

function inBackground(world: World, job: Job, stage: (run: JobRun) => Promise<void>): void {
  world.background.run(async (signal) => {
    const run = new JobRun(world, job, signal);
    try {
      await stage(run);
    } catch (error) {
      if (error instanceof JobFailure) await run.fail(error);
      else if (error instanceof Cancellation) await run.cancel();
      else throw error;
    }
  });
}

/** One stretch of a job's life. */
class JobRun {
  private readonly rows: ReportRows;

  constructor(
    private readonly world: World,
    private readonly job: Job,
    private readonly signal: AbortSignal,
  ) {
    const { operation, report } = job.order;
    this.rows = new ReportRows(report, operation.kind === 'S3PutObjectCopy' ? 'Successful' : 'success');
  }

  /** Lets others have their turn, in the middle of something long. */
  async rest(): Promise<void> {
    await this.world.clock.sleep(0, this.signal);
    this.heedCancellation();
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
    const active = new Stopwatch(world, job);
    job.status = 'Active';
    await this.pause();
    for (let done = 0; done < tasks.length; done += TASKS_AT_A_TIME) {
      await this.giveWay(active);
      this.perform(tasks.slice(done, done + TASKS_AT_A_TIME));
      active.stop();
    }
    job.status = 'Completing';
    await this.pause();
    await writeReport(world, job, this.rows, () => world.clock.sleep(0, this.signal));
    this.end('Complete');
  }

  async fail({ code, message }: JobFailure): Promise<void> {
    this.job.status = 'Failing';
    this.job.failure = { code, reason: message };
    await this.world.clock.sleep(this.world.timing.jobStateMs, this.signal);
    // A job that fails because its report cannot be written will not write it now.
    if (code !== 'ReportNotDelivered') await this.tryToReport();
    this.end('Failed');
  }

  async cancel(): Promise<void> {
    this.job.status = 'Cancelling';
    await this.world.clock.sleep(this.world.timing.jobStateMs, this.signal);
    await this.tryToReport();
    this.end('Cancelled');
  }

  private end(status: 'Complete' | 'Cancelled' | 'Failed'): void {
    this.job.status = status;
    this.job.endedMs = this.world.clock.now();
    delete this.job.tasks;
  }

  private async tryToReport(): Promise<void> {
    try {
      await writeReport(this.world, this.job, this.rows, () => this.world.clock.sleep(0, this.signal));
    } catch (error) {
      if (!(error instanceof JobFailure)) throw error;
    }
  }

  private perform(tasks: readonly Task[]): void {
    const { world, job } = this;
    const answers = new CachedAnswers();
    for (const task of tasks) {
      const failure = performTask(world, job, task, answers);
      this.rows.add(task, failure);
      if (failure === undefined) job.counts.succeeded++;
      else job.counts.failed++;
    }
    const tried = job.counts.succeeded + job.counts.failed;
    if (tried >= THRESHOLD_TASKS && job.counts.failed / tried > THRESHOLD_FAILED) {
      throw new JobFailure('FailureRateExceeded', 'Job failed: more than 50 percent of its tasks failed.');
    }
  }

  /** Lets others have their turn: requests always, and a job of higher priority as long as it takes. */
  private async giveWay(active: Stopwatch): Promise<void> {
    await this.rest();
    if (hasTurn(this.world, this.job)) return;
    active.stop();
    this.job.status = 'Pausing';
    await this.pause();
    this.job.status = 'Paused';
    await this.awaitTurn();
    active.start();
    this.job.status = 'Active';
  }

  private async awaitTurn(): Promise<void> {
    while (!hasTurn(this.world, this.job)) await this.pause();
  }

  heedCancellation(): void {
    if (this.job.cancelRequested) throw new Cancellation();
  }
}

/** Measures how long a job is in the state Active. */
class Stopwatch {
  private sinceMs: number;

  constructor(
    private readonly world: World,
    private readonly job: Job,
  ) {
    this.sinceMs = world.clock.now();
  }

  start(): void {
    this.sinceMs = this.world.clock.now();
  }

  /** Adds the time since the start, or since the last stop. */
  stop(): void {
    this.job.activeMs += this.world.clock.now() - this.sinceMs;
    this.start();
  }
}
