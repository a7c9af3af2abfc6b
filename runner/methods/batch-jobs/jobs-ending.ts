// What several jobs come to together, those that are over and those that are not.
import type { Ending } from '../../events/events';
import { gravest, type Outcome } from '../../events/exit-code';
import type { Engine } from '../../ports/engine';
import { defined } from '../../text/defined';
import { count, counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { Conclusion, Reported } from './concluded';
import { phaseOf } from './jobs/job-phase';
import { isThrough, type Watched } from './watch/watched-job';

export function where(prefix: string | undefined): string {
  return prefix === undefined ? '' : ` under '${visible(prefix)}'`;
}

/** Where the object versions of several jobs are. */
function whereAll(jobs: readonly Reported[]): string {
  const prefixes = new Set(jobs.map(({ prefix }) => prefix));
  const [first] = prefixes;
  return prefixes.size === 1 ? where(first) : ` under ${prefixes.size} prefixes`;
}

/** What reports say, in one sentence for all of them: numbers add up. */
export function reportedText(jobs: readonly Reported[]): string {
  const sum = (number: (job: Reported) => number): number => jobs.reduce((all, job) => all + number(job), 0);
  const replicated = sum((job) => job.replicated);
  const failed = sum((job) => job.failed);
  const unlisted = sum((job) => job.unlisted ?? 0);
  const left = sum((job) => job.left ?? 0);
  const { done, object } = jobs[0]?.done ?? { done: 'replicated', object: 'object version' };
  const of = counted(replicated + failed + unlisted, object);
  const by = jobs.length === 1 ? 'by the completion report' : 'by the completion reports';
  const none = left === 0 ? ', none failed' : '';
  const good = unlisted === 0 ? `${of} ${done}${whereAll(jobs)}${none}` : `${count(replicated)} of ${of} ${done}`;
  return [
    failed === 0 ? `${good}, ${by}` : `${count(failed)} of ${of}${whereAll(jobs)} failed, ${by}`,
    ...(left === 0 ? [] : [`${counted(left, `failed ${object}`)} no new job can mend as things are`]),
    ...(unlisted === 0 ? [] : [`what became of ${count(unlisted)} it does not tell`]),
    ...new Set(jobs.flatMap(({ more }) => more ?? [])),
  ].join('; ');
}

/** The ending of several jobs: the gravest outcome, what their reports count together, and what else was said of each. */
export function endingOf(conclusions: readonly Conclusion[], transferIds: readonly string[]): Ending {
  const reports = conclusions.flatMap(({ reported }) => reported ?? []);
  const others = conclusions.filter(({ reported }) => reported === undefined).map(({ summary }) => summary);
  const summaries = [...(reports.length === 0 ? [] : [reportedText(reports)]), ...new Set(others)];
  const [next] = conclusions.flatMap((one) => one.next ?? []);
  return {
    outcome: gravest(conclusions.map(({ outcome }) => outcome)),
    summary: summaries.join('; '),
    transferIds,
    ...defined({ next }),
  };
}

/** What jobs that found nothing come to where nobody compares the destinations; undefined: all have found something. */
export function uncomparedOutcome(conclusions: readonly Conclusion[]): Outcome | undefined {
  const outcomes = conclusions.flatMap(({ uncompared }) => uncompared ?? []);
  return outcomes.length === 0 ? undefined : gravest(outcomes);
}

/** The ending of jobs that are looked at by themselves: nobody compares then. */
export function uncomparedEnding(
  conclusions: readonly Conclusion[],
  transferIds: readonly string[],
  engine: Pick<Engine, 'command'>,
): Ending {
  const ending = endingOf(conclusions, transferIds);
  if (uncomparedOutcome(conclusions) === undefined) return ending;
  return {
    ...ending,
    outcome: gravest(conclusions.map((one) => one.uncompared ?? one.outcome)),
    summary: `${ending.summary}; the destinations were not compared: ${engine.command('verify')} compares them`,
  };
}

/** Why watching ended before the jobs were over: the deadline, as asked, or since somebody has to confirm them. */
export type Leaving = 'deadline' | 'detached' | 'held';

const LEAVING: Readonly<Record<Leaving, string>> = {
  deadline: 'time is up; ',
  detached: '',
  held: 'S3 has counted more than was allowed; ',
};

/** What is to be said of those that do not go on by themselves. */
function goingOn(running: readonly Watched[]): string {
  const held = running.filter(({ view }) => phaseOf(view.status) === 'waiting-for-you').length;
  const on = running.length - held;
  return [
    ...(on > 0 || held === 0 ? [`${counted(on, 'job')} ${on === 1 ? 'goes' : 'go'} on in AWS`] : []),
    ...(held > 0 ? [`${counted(held, 'job')} ${held === 1 ? 'waits' : 'wait'} to be confirmed or cancelled`] : []),
  ].join('; ');
}

/** The ending when the jobs are not over. */
export function stillRunning(jobs: readonly Watched[], queued: number, comeBack: string, leaving: Leaving): Ending {
  const running = jobs.filter((job) => !isThrough(job));
  const waiting = queued === 0 ? '' : `; ${counted(queued, 'job')} not created yet`;
  const over = jobs.filter((job) => isThrough(job) && job.gone !== true).length;
  const unread =
    leaving !== 'detached' || over === 0
      ? ''
      : `; ${counted(over, 'job')} ${over === 1 ? 'is over, and its report is' : 'are over, and their reports are'} not read yet`;
  const isUncounted = leaving === 'held' && running.some(({ view }) => view.uncounted === true);
  return {
    outcome: leaving === 'detached' ? 'detached' : 'still-running',
    summary: `${isUncounted ? 'S3 does not tell how many it has counted; ' : LEAVING[leaving]}${goingOn(running)}${unread}${waiting}`,
    transferIds: jobs.map(({ jobId }) => jobId),
    comeBack,
  };
}
