// What became of jobs that are over: the report decides, not the status.
import type { Engine } from './engine';
import { isRunnerError } from './errors';
import type { Ending, ReportEvent, RunnerEvent } from './events';
import { gravest, type Outcome } from './exit-code';
import { count, counted } from './figures';
import { matchedNothing, phaseOf } from './job';
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
}

function where(prefix: string): string {
  return prefix === '' ? '' : ` under '${visible(prefix)}'`;
}

/** The report, or a note that says why there is none. */
async function* report(
  job: Watched,
  engine: Engine,
  waitSeconds: number,
): AsyncGenerator<RunnerEvent, ReportEvent | undefined> {
  const counters = 'the counters of S3 stand in for it';
  try {
    const found = yield* readReport(job.view, job.prefix, engine, waitSeconds);
    if (found !== undefined) yield found;
    else if (job.view.report === undefined)
      yield { kind: 'note', detail: `job ${job.jobId} writes no completion report; ${counters}` };
    else
      yield {
        kind: 'note',
        detail: `no completion report came within ${waitSeconds} s; ${counters}. It may come yet: s3-backfill report ${job.jobId}`,
      };
    return found;
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'not-found')) throw error;
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
    return { outcome: options.failOnEmpty ? 'nothing-matched' : 'nothing-to-do', summary: nothing.explanation };
  }
  const phase = phaseOf(view.status);
  if (phase === 'ended') return ofComplete(job, yield* report(job, engine, options.reportWaitSeconds));
  // A report is only written when a task was invoked.
  if (view.counts.succeeded + view.counts.failed > 0) yield* report(job, engine, options.reportWaitSeconds);
  return ofStopped(job, phase === 'cancelled' ? 'job-cancelled' : 'job-failed');
}

/** The ending of several jobs: the gravest outcome, and what was said of each. */
export function endingOf(conclusions: readonly Conclusion[], jobIds: readonly string[]): Ending {
  const summaries = [...new Set(conclusions.map(({ summary }) => summary))];
  return { outcome: gravest(conclusions.map(({ outcome }) => outcome)), summary: summaries.join('; '), jobIds };
}

/** The ending when time was up before the jobs were over. */
export function stillRunning(jobs: readonly Watched[], queued: number, comeBack: string): Ending {
  const running = jobs.filter(({ view }) => !['ended', 'failed', 'cancelled'].includes(phaseOf(view.status)));
  const waiting = queued === 0 ? '' : `; ${counted(queued, 'job')} not created yet`;
  return {
    outcome: 'still-running',
    summary: `time is up; ${counted(running.length, 'job')} ${running.length === 1 ? 'goes' : 'go'} on in AWS${waiting}`,
    jobIds: jobs.map(({ jobId }) => jobId),
    comeBack,
  };
}
