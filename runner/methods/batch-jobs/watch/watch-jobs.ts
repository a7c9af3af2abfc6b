// Looks at jobs again and again until all are over, and lets queued ones in as others end.
import type { WatchOptions } from '../../method';
import type { Leaving } from '../jobs-ending';
import type { Engine } from '../../../ports/engine';
import { isRunnerError } from '../../../ports/errors';
import type { RunnerEvent } from '../../../events/events';
import type { ObservedRateEvent, ProgressEvent } from '../../../events/transfer-events';
import { NO_EXPECTATION, type Expectation } from '../../../plan/expectation';
import { counted } from '../../../text/figures';
import { isOver, phaseOf } from '../jobs/job-phase';
import type { JobStatus } from '../../../ports/batch/batch-operations';
import { outlookOf, type Outlook } from './pace';
import { ended, isThrough, look, missed, progressOf, stateOf, type Watched } from './watched-job';
import { defined } from '../../../text/defined';

/** Jobs that wait for their turn. */
export interface Queue {
  /** Prefixes of those that are left; undefined: every key. */
  prefixes(): readonly (string | undefined)[];
  /** The next job, which now exists. */
  next(): AsyncGenerator<RunnerEvent, Watched>;
}

export const EMPTY_QUEUE: Queue = {
  prefixes: () => [],
  next: () => {
    throw new Error('the queue is empty');
  },
};

/** S3 runs this many Batch Replication jobs of an account at a time. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops.html */
const MOST_ACTIVE = 6;

/** Whether S3 has counted no more than the run may confirm. */
function isWithin({ counts, uncounted }: Watched['view'], confirmUpTo: number): boolean {
  return uncounted !== true && counts.total <= confirmUpTo;
}

/** Whether S3 has counted more than the run may confirm, or does not tell how many. */
function isHeld({ view }: Watched, { confirmUpTo }: WatchOptions): boolean {
  return view.status === 'Suspended' && confirmUpTo !== undefined && !isWithin(view, confirmUpTo);
}

/** Confirms a job that waits for it, once, where S3's count is within what was allowed. */
async function* confirm(
  { jobId, view }: Watched,
  told: Set<string>,
  { aws, accountId }: Engine,
  { confirmUpTo }: WatchOptions,
): AsyncGenerator<RunnerEvent> {
  if (view.status !== 'Suspended' || confirmUpTo === undefined || !isWithin(view, confirmUpTo)) return;
  if (told.has(`${jobId} confirmed`)) return;
  told.add(`${jobId} confirmed`);
  await aws.batchOperations.updateStatus(
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
function waitsForYou(job: Watched, comeBack: Engine['comeBack'], options: WatchOptions): RunnerEvent | undefined {
  const { jobId, view } = job;
  if (phaseOf(view.status) !== 'waiting-for-you' || (options.confirmUpTo !== undefined && !isHeld(job, options)))
    return undefined;
  const count = counted(view.counts.total, 'object version');
  const detail = `job ${jobId} has ${count} and waits; confirm it with: ${comeBack(jobId, 'confirm')}, or end it with: ${comeBack(jobId, 'cancel')}`;
  return { kind: 'note', detail };
}

/** What the rate says in place of the plan's range, once it has settled. */
function observedRate(outlook: Outlook | undefined, { range }: Expectation): ObservedRateEvent | undefined {
  if (outlook?.settled !== true || range === undefined) return undefined;
  const { tasksPerSecond: versionsPerSecond, etaSeconds } = outlook;
  const { lowSeconds: plannedLowSeconds, highSeconds } = range;
  return {
    kind: 'observed-rate',
    versionsPerSecond,
    etaSeconds,
    plannedLowSeconds,
    ...defined({ plannedHighSeconds: highSeconds }),
  };
}

/**
 * Watches `jobs` (and what `queue` adds to them) until all are over or the deadline has come.
 * @returns why it ended before they were over; undefined when they are
 * @throws RunnerError `interrupted`; or what AWS says, when it has said so for longer than there is patience
 */
export async function* watch(
  jobs: Watched[],
  queue: Queue,
  engine: Engine,
  options: WatchOptions,
): AsyncGenerator<RunnerEvent, Leaving | undefined> {
  const { clock, signal } = engine;
  const { expectation = NO_EXPECTATION } = options;
  const told = new Set<string>();
  const states = new Map<string, JobStatus>();
  const running = (): readonly Watched[] => jobs.filter((job) => !isThrough(job));
  const pastDeadline = (): boolean => options.deadlineMs !== undefined && clock.now() >= options.deadlineMs;
  const once = function* (key: string, event: RunnerEvent | undefined): Generator<RunnerEvent> {
    if (event === undefined || told.has(key)) return;
    told.add(key);
    yield event;
  };
  for (let first = true; ; first = false) {
    // However short the time: what can be created at once is created.
    while (queue.prefixes().length > 0 && running().length < MOST_ACTIVE && (first || !pastDeadline())) {
      jobs.push(yield* queue.next());
    }
    for (const job of jobs) {
      if (states.get(job.jobId) !== job.states.status) yield stateOf(job);
      states.set(job.jobId, job.states.status);
    }
    const outlook = outlookOf(
      jobs.filter(({ gone }) => gone !== true),
      queue.prefixes(),
      (prefix) => expectation.versionsOf(prefix),
    );
    const progress: ProgressEvent = {
      kind: 'progress',
      atMs: clock.now(),
      transfers: jobs.map((job) => progressOf(job, expectation)),
      queued: queue.prefixes().length,
      ...(outlook === undefined ? {} : { etaSeconds: outlook.etaSeconds }),
    };
    yield progress;
    yield* once('observed rate', observedRate(outlook, expectation));
    for (const job of jobs) {
      yield* confirm(job, told, engine, options);
      yield* once(`${job.jobId} waits`, waitsForYou(job, engine.comeBack, options));
      if (isOver(job.view.status)) yield* once(`${job.jobId} ended`, ended(job));
    }
    if (running().length === 0 && queue.prefixes().length === 0) return undefined;
    const areHeld = running().length > 0 && running().every((job) => isHeld(job, options));
    if (options.detach === true) return areHeld && queue.prefixes().length === 0 ? 'held' : 'detached';
    if (pastDeadline()) return 'deadline';
    if (running().length === 0) continue;
    if (areHeld) return 'held';
    const pauseMs = options.pollSeconds * 1000 * (0.8 + 0.4 * engine.random());
    await clock.sleep(Math.min(pauseMs, Math.max(0, (options.deadlineMs ?? Infinity) - clock.now())), signal);
    for (const job of running()) yield* lookAt(job, engine, options);
  }
}

/** Another look. Trouble that is sat out ends at the deadline; a job that S3 does not know any more is left alone, and is told of. */
async function* lookAt(
  job: Watched,
  { clock, aws, accountId }: Engine,
  { deadlineMs = Infinity }: WatchOptions,
): AsyncGenerator<RunnerEvent> {
  const { jobId } = job;
  try {
    look(job, await aws.batchOperations.describe(accountId, jobId, deadlineMs), clock.now());
  } catch (error) {
    if (isRunnerError(error, 'not-found')) {
      missed(job, clock.now());
      if (job.gone === true) yield { kind: 'note', detail: `S3 does not know job ${jobId} any more: ${error.message}` };
      return;
    }
    // At the deadline the job is left to itself, in trouble or not.
    if (!isRunnerError(error, 'throttled', 'unavailable', 'unreachable') || clock.now() < deadlineMs) throw error;
  }
}
