// What became of jobs that are over: the report decides, not the status.
import type { Conclusion, Reported } from './concluded';
import type { ConcludeOptions } from '../method';
import { DamagedReport } from './report/damaged-report';
import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import type { Ending, RunnerEvent } from '../../events/events';
import { gravest } from '../../events/exit-code';
import { count, counted } from '../../text/figures';
import { selectionIn } from './filter';
import { matchedNothing, phaseOf } from './jobs/job-phase';
import { reportIsLost } from './jobs/job-failures';
import { explainNothing } from '../../survey/nothing-matched';
import { readReport, type ReadReport } from './report/read-report';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import { isThrough, type Watched } from './watch/watched-job';

function where(prefix: string | undefined): string {
  return prefix === undefined ? '' : ` under '${visible(prefix)}'`;
}

/** Where the object versions of several jobs are. */
function whereAll(jobs: readonly Reported[]): string {
  const prefixes = new Set(jobs.map(({ prefix }) => prefix));
  const [first] = prefixes;
  return prefixes.size === 1 ? where(first) : ` under ${prefixes.size} prefixes`;
}

/** What reports say, in one sentence for all of them: numbers add up. */
function reportedText(jobs: readonly Reported[]): string {
  const sum = (number: (job: Reported) => number): number => jobs.reduce((all, job) => all + number(job), 0);
  const failed = sum((job) => job.failed);
  const left = sum((job) => job.left ?? 0);
  const of = counted(sum((job) => job.replicated) + failed, 'object version');
  const by = jobs.length === 1 ? 'by the completion report' : 'by the completion reports';
  const none = left === 0 ? ', none failed' : '';
  const text =
    failed === 0
      ? `${of} replicated${whereAll(jobs)}${none}, ${by}`
      : `${count(failed)} of ${of}${whereAll(jobs)} failed, ${by}`;
  return left === 0 ? text : `${text}; ${counted(left, 'failed object version')} no new job can mend as things are`;
}

/** Why a report tells nothing, and whether it may tell later. */
interface Silent {
  readonly why: string;
  readonly open: boolean;
}

/** What the report tells, or why it tells nothing. */
async function* consult(
  job: Watched,
  engine: Engine,
  waitSeconds: number,
): AsyncGenerator<RunnerEvent, ReadReport | Silent> {
  const { jobId, view } = job;
  if (view.report === undefined) return { why: `job ${jobId} writes no completion report`, open: false };
  try {
    const read = yield* readReport(view, job.prefix, engine, waitSeconds);
    const late = `no completion report came within ${waitSeconds} s. It may come yet: s3-backfill report ${jobId}`;
    if (read === undefined) return { why: late, open: true };
    yield read.found;
    return read;
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'not-found') && !(error instanceof DamagedReport)) throw error;
    const why = `the completion report cannot be read: ${error.message}`;
    return { why, open: isRunnerError(error, 'denied') };
  }
}

/** What the report of a job tells; of one that tells nothing a note says why. */
async function* report(
  job: Watched,
  engine: Engine,
  waitSeconds: number,
): AsyncGenerator<RunnerEvent, ReadReport | Silent> {
  const read = yield* consult(job, engine, waitSeconds);
  if ('why' in read) yield { kind: 'note', detail: read.why };
  return read;
}

function ofComplete(prefix: string | undefined, { found, failed: versions }: ReadReport): Conclusion {
  const reported: Reported = { ...defined({ prefix }), replicated: found.succeeded, failed: found.failed };
  const outcome = found.failed === 0 ? 'done' : 'some-failed';
  return { outcome, summary: reportedText([reported]), reported, failed: versions };
}

/** S3's counters are told, and decide nothing: a job whose objects have all been replicated can count them as failed. */
function ofUntold({ jobId, prefix, view }: Watched, { open }: Silent): Conclusion {
  const { total, succeeded, failed } = view.counts;
  return {
    outcome: 'not-known',
    summary:
      `job ${jobId} is Complete, and no completion report tells what became of ${counted(total, 'object version')}${where(prefix)} ` +
      `(S3 counts ${count(succeeded)} replicated and ${count(failed)} failed, which proves nothing); s3-backfill verify finds out`,
    open,
  };
}

function ofGone({ jobId, prefix, view }: Watched): Conclusion {
  const seen = `it was ${view.status} when it was seen last`;
  return {
    outcome: 'not-known',
    summary: `what became of job ${jobId}${where(prefix)} is not known: S3 does not know it any more, and ${seen}; s3-backfill verify finds out`,
  };
}

function ofStopped(job: Watched, outcome: 'failed' | 'cancelled'): Conclusion {
  const reasons = job.view.reasons.map(({ code, text }) =>
    visible([code, text].filter((part) => part !== '').join(': ')),
  );
  const why = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
  return {
    outcome,
    summary: `job ${job.jobId}${where(job.prefix)} ${outcome === 'failed' ? 'failed' : 'was cancelled'}${why}`,
  };
}

/** Tells what became of a job that is over. */
export async function* conclude(
  job: Watched,
  engine: Engine,
  options: ConcludeOptions,
): AsyncGenerator<RunnerEvent, Conclusion> {
  const { view } = job;
  if (job.gone === true) return ofGone(job);
  if (matchedNothing(view)) {
    const nothing = await explainNothing(
      job.jobId,
      view.sourceBucket,
      job.prefix,
      view.filter === undefined ? {} : selectionIn(view.filter),
      engine,
    );
    yield nothing;
    const outcome = options.failOnEmpty ? 'nothing-matched' : 'nothing-to-do';
    return { outcome, summary: nothing.explanation, nothing: nothing.reason };
  }
  const phase = phaseOf(view.status);
  if (phase === 'ended') {
    const read = yield* report(job, engine, options.reportWaitSeconds);
    return 'why' in read ? ofUntold(job, read) : ofComplete(job.prefix, read);
  }
  // A report is only written when a task was invoked.
  const invoked = view.counts.succeeded + view.counts.failed > 0;
  if (invoked && !reportIsLost(view.reasons)) yield* report(job, engine, options.reportWaitSeconds);
  return ofStopped(job, phase === 'cancelled' ? 'cancelled' : 'failed');
}

/** The ending of several jobs: the gravest outcome, what their reports count together, and what else was said of each. */
export function endingOf(conclusions: readonly Conclusion[], transferIds: readonly string[]): Ending {
  const reports = conclusions.flatMap(({ reported }) => reported ?? []);
  const others = conclusions.filter(({ reported }) => reported === undefined).map(({ summary }) => summary);
  const summaries = [...(reports.length === 0 ? [] : [reportedText(reports)]), ...new Set(others)];
  return { outcome: gravest(conclusions.map(({ outcome }) => outcome)), summary: summaries.join('; '), transferIds };
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
  const running = jobs.filter((job) => !isThrough(job));
  const waiting = queued === 0 ? '' : `; ${counted(queued, 'job')} not created yet`;
  const how = leaving === 'held' ? 'waits to be confirmed or cancelled' : 'goes on in AWS';
  const many = leaving === 'held' ? 'wait to be confirmed or cancelled' : 'go on in AWS';
  return {
    outcome: leaving === 'detached' ? 'detached' : 'still-running',
    summary: `${LEAVING[leaving]}${counted(running.length, 'job')} ${running.length === 1 ? how : many}${waiting}`,
    transferIds: jobs.map(({ jobId }) => jobId),
    comeBack,
  };
}
