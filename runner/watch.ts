// Looks at jobs again and again until all are over, and lets queued ones in as others end.
import type { Leaving } from './conclude';
import type { Engine } from './engine';
import { isRunnerError } from './errors';
import type { JobProgress, ProgressEvent, RunnerEvent } from './events';
import { counted } from './figures';
import { isOver, phaseOf, type JobView } from './job';
import { adviceOn } from './job-failures';
import { etaSeconds, nextPace, startPace, type Pace } from './progress';

export interface WatchOptions {
  readonly pollSeconds: number;
  /** Milliseconds since 1970. @default - until the jobs are over */
  readonly deadlineMs?: number;
  /** Look once, when the jobs have been created, and leave them to S3. @default false */
  readonly detach?: boolean;
  /** Confirm a job that waits for it, if S3 has counted no more object versions. @default - somebody else confirms */
  readonly confirmUpTo?: number;
}

/** A job that is looked at. */
export interface Watched {
  readonly jobId: string;
  /** Empty: every key. */
  readonly prefix: string;
  view: JobView;
  pace: Pace;
}

/** Jobs that wait for their turn. */
export interface Queue {
  /** How many are left. */
  size(): number;
  /** The next job, which now exists. */
  next(): AsyncGenerator<RunnerEvent, Watched>;
}

export const EMPTY_QUEUE: Queue = {
  size: () => 0,
  next: () => {
    throw new Error('the queue is empty');
  },
};

/** S3 runs this many Batch Replication jobs of an account at a time. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops.html */
const MOST_ACTIVE = 6;
/** How long S3 may be out of reach in the middle before watching ends; the job goes on. */
const PATIENCE_MS = 5 * 60_000;

export function watched(view: JobView, prefix: string, nowMs: number): Watched {
  return { jobId: view.jobId, prefix, view, pace: startPace(view, nowMs) };
}

function progressOf({ jobId, prefix, view, pace }: Watched): JobProgress {
  const eta = isOver(view.status) ? undefined : etaSeconds(pace, view);
  return {
    jobId,
    prefix,
    status: view.status,
    ...view.counts,
    ...(pace.tasksPerSecond === undefined ? {} : { tasksPerSecond: Math.round(pace.tasksPerSecond * 10) / 10 }),
    ...(eta === undefined ? {} : { etaSeconds: eta }),
  };
}

function ended({ jobId, prefix, view }: Watched): RunnerEvent {
  const advice = phaseOf(view.status) === 'failed' ? adviceOn(view.reasons) : [];
  return { kind: 'job-ended', jobId, prefix, status: view.status, ...view.counts, reasons: view.reasons, advice };
}

/** Whether S3 has counted more than the run may confirm. */
function isHeld({ view }: Watched, { confirmUpTo }: WatchOptions): boolean {
  return view.status === 'Suspended' && confirmUpTo !== undefined && view.counts.total > confirmUpTo;
}

/** Confirms a job that waits for it, once, where S3's count is within what was allowed. */
async function* confirm(
  { jobId, view }: Watched,
  told: Set<string>,
  { aws, accountId }: Engine,
  { confirmUpTo }: WatchOptions,
): AsyncGenerator<RunnerEvent> {
  if (view.status !== 'Suspended' || confirmUpTo === undefined || view.counts.total > confirmUpTo) return;
  if (told.has(`${jobId} confirmed`)) return;
  told.add(`${jobId} confirmed`);
  await aws.jobs.updateStatus(
    accountId,
    jobId,
    'Ready',
    'confirmed with s3-backfill: the count is within what was allowed',
  );
  yield {
    kind: 'note',
    detail: `job ${jobId} is confirmed: S3 has counted ${counted(view.counts.total, 'object version')}`,
  };
}

/** Somebody must do something before this job goes on. */
function waitsForYou(
  job: Watched,
  comeBack: (jobId: string) => string,
  options: WatchOptions,
): RunnerEvent | undefined {
  const { jobId, view } = job;
  if (phaseOf(view.status) !== 'waiting-for-you' || (options.confirmUpTo !== undefined && !isHeld(job, options)))
    return undefined;
  const command = (word: string): string => comeBack(jobId).replace(' watch ', ` ${word} `);
  const count = counted(view.counts.total, 'object version');
  const detail = `job ${jobId} has ${count} and waits; confirm it with: ${command('confirm')}, or end it with: ${command('cancel')}`;
  return { kind: 'note', detail };
}

/**
 * Watches `jobs` (and what `queue` adds to them) until all are over or the deadline has come.
 * @returns why it ended before they were over; undefined when they are
 * @throws RunnerError `interrupted`; or what AWS says, when it says so for minutes
 */
export async function* watch(
  jobs: Watched[],
  queue: Queue,
  engine: Engine,
  options: WatchOptions,
): AsyncGenerator<RunnerEvent, Leaving | undefined> {
  const { clock, signal, aws, accountId } = engine;
  const told = new Set<string>();
  let troubleSinceMs: number | undefined;
  const running = (): readonly Watched[] => jobs.filter(({ view }) => !isOver(view.status));
  const pastDeadline = (): boolean => options.deadlineMs !== undefined && clock.now() >= options.deadlineMs;
  const once = function* (key: string, event: RunnerEvent | undefined): Generator<RunnerEvent> {
    if (event === undefined || told.has(key)) return;
    told.add(key);
    yield event;
  };
  for (let first = true; ; first = false) {
    // However short the time: what can be created at once is created.
    while (queue.size() > 0 && running().length < MOST_ACTIVE && (first || !pastDeadline())) {
      jobs.push(yield* queue.next());
    }
    const progress: ProgressEvent = { kind: 'progress', jobs: jobs.map(progressOf), queued: queue.size() };
    yield progress;
    for (const job of jobs) {
      yield* confirm(job, told, engine, options);
      yield* once(`${job.jobId} waits`, waitsForYou(job, engine.comeBack, options));
      if (isOver(job.view.status)) yield* once(`${job.jobId} ended`, ended(job));
    }
    if (running().length === 0 && queue.size() === 0) return undefined;
    if (options.detach === true) return 'detached';
    if (pastDeadline()) return 'deadline';
    if (running().length === 0) continue;
    if (running().every((job) => isHeld(job, options))) return 'held';
    const pauseMs = options.pollSeconds * 1000 * (0.8 + 0.4 * engine.random());
    await clock.sleep(Math.min(pauseMs, Math.max(0, (options.deadlineMs ?? Infinity) - clock.now())), signal);
    try {
      for (const job of running()) {
        job.view = await aws.jobs.describe(accountId, job.jobId);
        job.pace = nextPace(job.pace, job.view, clock.now());
      }
      troubleSinceMs = undefined;
    } catch (error) {
      if (!isRunnerError(error, 'throttled', 'unavailable', 'unreachable')) throw error;
      troubleSinceMs ??= clock.now();
      if (clock.now() - troubleSinceMs > PATIENCE_MS) throw error;
      yield { kind: 'waiting', detail: `${error.message}; the job goes on`, seconds: Math.round(options.pollSeconds) };
    }
  }
}
