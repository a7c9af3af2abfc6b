// Looks at jobs again and again until all are over, and lets queued ones in as others end.
import type { Engine } from './engine';
import { isRunnerError } from './errors';
import type { JobProgress, ProgressEvent, RunnerEvent } from './events';
import { isOver, phaseOf, type JobView } from './job';
import { adviceOn } from './job-failures';
import { etaSeconds, nextPace, startPace, type Pace } from './progress';

export interface WatchOptions {
  readonly pollSeconds: number;
  /** Milliseconds since 1970. @default - until the jobs are over */
  readonly deadlineMs?: number;
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

/** Somebody must do something before this job goes on. */
function waitsForYou({ jobId, view }: Watched, comeBack: (jobId: string) => string): RunnerEvent | undefined {
  if (phaseOf(view.status) !== 'waiting-for-you') return undefined;
  const command = comeBack(jobId).replace(' watch ', ' confirm ');
  return { kind: 'note', detail: `job ${jobId} waits to be confirmed; confirm it with: ${command}` };
}

/**
 * Watches `jobs` (and what `queue` adds to them) until all are over or the deadline has come.
 * @throws RunnerError `interrupted`; or what AWS says, when it says so for minutes
 */
export async function* watch(
  jobs: Watched[],
  queue: Queue,
  engine: Engine,
  options: WatchOptions,
): AsyncGenerator<RunnerEvent, void> {
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
      yield* once(`${job.jobId} waits`, waitsForYou(job, engine.comeBack));
      if (isOver(job.view.status)) yield* once(`${job.jobId} ended`, ended(job));
    }
    if (running().length === 0 && queue.size() === 0) return;
    if (pastDeadline()) return;
    if (running().length === 0) continue;
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
