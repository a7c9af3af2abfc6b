// What became of jobs that are over: the report decides, not the status.
import { DamagedReport } from './damaged-report';
import type { Engine } from './engine';
import { isRunnerError } from './errors';
import type { Ending, NothingMatchedReason, ReportEvent, RunnerEvent } from './events';
import { gravest, type Outcome } from './exit-code';
import { failedVersions, type FailedVersions } from './failed-versions';
import { count, counted } from './figures';
import { isOver, matchedNothing, phaseOf } from './job';
import { reportIsLost } from './job-failures';
import { explainNothing } from './nothing-matched';
import { readReport } from './report';
import { visible } from './safe-text';
import type { Watched } from './watch';

export interface ConcludeOptions {
  /** How long a report may be late. */
  readonly reportWaitSeconds: number;
  /** Whether a job that matched nothing ends with exit code 6. */
  readonly failOnEmpty: boolean;
}

/** What became of one job, in a few words. */
export interface Conclusion {
  readonly outcome: Outcome;
  readonly summary: string;
  /** Absent: there was no report to tell. */
  readonly failed?: FailedVersions;
  /** Why the job found nothing. */
  readonly nothing?: NothingMatchedReason;
}

/** How often a report is read before it counts as damaged, or S3 as out of order. */
const READINGS = 3;
const PAUSE_MS = 1_000;

function where(prefix: string): string {
  return prefix === '' ? '' : ` under '${visible(prefix)}'`;
}

/** A report as it was read, and the versions that failed. */
interface Read {
  readonly found: ReportEvent;
  readonly failed: FailedVersions;
}

/** Reads the report as often as it takes: a connection that breaks cuts it off in the middle. */
async function* readPatiently(
  job: Watched,
  engine: Engine,
  waitSeconds: number,
): AsyncGenerator<RunnerEvent, Read | undefined> {
  for (let reading = 1; ; reading += 1) {
    const failed = failedVersions();
    try {
      const found = yield* readReport(job.view, job.prefix, engine, waitSeconds, (row) => failed.add(row));
      return found === undefined ? undefined : { found, failed };
    } catch (error) {
      if (reading === READINGS || !isRunnerError(error, 'throttled', 'unavailable', 'unreachable')) throw error;
      yield { kind: 'waiting', detail: error.message, seconds: PAUSE_MS / 1000 };
      await engine.clock.sleep(PAUSE_MS, engine.signal);
    }
  }
}

/** The report, or a note that says why there is none. */
async function* report(
  job: Watched,
  engine: Engine,
  waitSeconds: number,
): AsyncGenerator<RunnerEvent, Read | undefined> {
  const counters = 'the counters of S3 stand in for it';
  try {
    const read = yield* readPatiently(job, engine, waitSeconds);
    if (read !== undefined) yield read.found;
    else if (job.view.report === undefined)
      yield { kind: 'note', detail: `job ${job.jobId} writes no completion report; ${counters}` };
    else
      yield {
        kind: 'note',
        detail: `no completion report came within ${waitSeconds} s; ${counters}. It may come yet: s3-backfill report ${job.jobId}`,
      };
    return read;
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'not-found') && !(error instanceof DamagedReport)) throw error;
    yield { kind: 'note', detail: `the completion report cannot be read: ${error.message}; ${counters}` };
    return undefined;
  }
}

function ofComplete(job: Watched, found: ReportEvent | undefined): Conclusion {
  const { succeeded, failed } = found ?? job.view.counts;
  const source = found === undefined ? "by S3's counters" : 'by the completion report';
  if (failed === 0)
    return {
      outcome: 'done',
      summary: `${counted(succeeded, 'object version')} replicated${where(job.prefix)}, none failed, ${source}`,
    };
  return {
    outcome: 'some-failed',
    summary: `${count(failed)} of ${counted(succeeded + failed, 'object version')}${where(job.prefix)} failed, ${source}`,
  };
}

function ofStopped(job: Watched, outcome: 'job-failed' | 'job-cancelled'): Conclusion {
  const reasons = job.view.reasons.map(({ code, text }) =>
    visible([code, text].filter((part) => part !== '').join(': ')),
  );
  const why = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
  return {
    outcome,
    summary: `job ${job.jobId}${where(job.prefix)} ${outcome === 'job-failed' ? 'failed' : 'was cancelled'}${why}`,
  };
}

/** Tells what became of a job that is over. */
export async function* conclude(
  job: Watched,
  engine: Engine,
  options: ConcludeOptions,
): AsyncGenerator<RunnerEvent, Conclusion> {
  const { view } = job;
  if (matchedNothing(view)) {
    const nothing = await explainNothing(job.jobId, view.sourceBucket, job.prefix, engine);
    yield nothing;
    const outcome = options.failOnEmpty ? 'nothing-matched' : 'nothing-to-do';
    return { outcome, summary: nothing.explanation, nothing: nothing.reason };
  }
  const phase = phaseOf(view.status);
  if (phase === 'ended') {
    const read = yield* report(job, engine, options.reportWaitSeconds);
    return { ...ofComplete(job, read?.found), ...(read === undefined ? {} : { failed: read.failed }) };
  }
  // A report is only written when a task was invoked.
  const invoked = view.counts.succeeded + view.counts.failed > 0;
  if (invoked && !reportIsLost(view.reasons)) yield* report(job, engine, options.reportWaitSeconds);
  return ofStopped(job, phase === 'cancelled' ? 'job-cancelled' : 'job-failed');
}

/** The ending of several jobs: the gravest outcome, and what was said of each. */
export function endingOf(conclusions: readonly Conclusion[], jobIds: readonly string[]): Ending {
  const summaries = [...new Set(conclusions.map(({ summary }) => summary))];
  return { outcome: gravest(conclusions.map(({ outcome }) => outcome)), summary: summaries.join('; '), jobIds };
}

/** Why watching ended before the jobs were over: the deadline, as asked, or since somebody has to confirm them. */
export type Leaving = 'deadline' | 'detached' | 'held';

const LEAVING: Readonly<Record<Leaving, string>> = {
  deadline: 'time is up; ',
  detached: '',
  held: 'S3 has counted more than was allowed; ',
};

/** The ending when the jobs are not over. */
export function stillRunning(jobs: readonly Watched[], queued: number, comeBack: string, leaving: Leaving): Ending {
  const running = jobs.filter(({ view }) => !isOver(view.status));
  const waiting = queued === 0 ? '' : `; ${counted(queued, 'job')} not created yet`;
  const how = leaving === 'held' ? 'waits to be confirmed or cancelled' : 'goes on in AWS';
  const many = leaving === 'held' ? 'wait to be confirmed or cancelled' : 'go on in AWS';
  return {
    outcome: leaving === 'detached' ? 'detached' : 'still-running',
    summary: `${LEAVING[leaving]}${counted(running.length, 'job')} ${running.length === 1 ? how : many}${waiting}`,
    jobIds: jobs.map(({ jobId }) => jobId),
    comeBack,
  };
}
