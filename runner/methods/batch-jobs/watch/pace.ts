// How fast jobs are, and when they will be through.
import type { JobView } from '../../../ports/batch/batch-operations';
import { isOver } from '../jobs/job-phase';

export interface Pace {
  /** Smoothed; undefined until two looks have shown progress. */
  readonly tasksPerSecond: number | undefined;
  readonly done: number;
  readonly atMs: number;
  /** Time that the rate was measured over. */
  readonly measuredSeconds: number;
}

/** Weight of the newest measurement that is this old; a rate of minutes ago fades. */
const FADE_SECONDS = 60;
/** A rate that was measured for so long has forgotten how it began. */
const SETTLED_SECONDS = 3 * FADE_SECONDS;

/** Tasks that S3 counts as done. */
export function doneIn({ counts }: JobView): number {
  return counts.succeeded + counts.failed;
}

export function startPace(view: JobView, nowMs: number): Pace {
  return { tasksPerSecond: undefined, done: doneIn(view), atMs: nowMs, measuredSeconds: 0 };
}

/** The pace after another look at the job. */
export function nextPace(pace: Pace, view: JobView, nowMs: number): Pace {
  const seconds = (nowMs - pace.atMs) / 1000;
  const done = doneIn(view);
  if (seconds <= 0 || (done === pace.done && pace.tasksPerSecond === undefined)) return { ...pace, atMs: nowMs, done };
  const measured = Math.max(0, done - pace.done) / seconds;
  const weight = 1 - Math.exp(-seconds / FADE_SECONDS);
  const old = pace.tasksPerSecond;
  const tasksPerSecond = old === undefined ? measured : old + weight * (measured - old);
  return { tasksPerSecond, done, atMs: nowMs, measuredSeconds: pace.measuredSeconds + seconds };
}

/** Seconds until every task is done at this pace; undefined when that is not known. */
export function etaSeconds(pace: Pace, view: JobView): number | undefined {
  const left = view.counts.total - doneIn(view);
  if (pace.tasksPerSecond === undefined || pace.tasksPerSecond <= 0 || view.counts.total === 0 || left < 0)
    return undefined;
  return Math.ceil(left / pace.tasksPerSecond);
}

/** All jobs together. */
export interface Outlook {
  readonly tasksPerSecond: number;
  readonly etaSeconds: number;
  /** Whether every rate was measured for long enough. */
  readonly settled: boolean;
}

interface Paced {
  readonly prefix?: string;
  readonly view: JobView;
  readonly pace: Pace;
}

/**
 * When all jobs will be through: those that are at work by S3's counts, those that S3 has not counted or that are not created
 * yet by the plan's.
 * @param planned object versions that the plan has under a prefix
 * @returns undefined when a number is missing
 */
export function outlookOf(
  jobs: readonly Paced[],
  queued: readonly (string | undefined)[],
  planned: (prefix: string | undefined) => number | undefined,
): Outlook | undefined {
  const running = jobs.filter(({ view }) => !isOver(view.status));
  const moving = running.filter(({ pace }) => (pace.tasksPerSecond ?? 0) > 0);
  if (moving.length === 0) return undefined;
  let left = 0;
  let longest = 0;
  for (const { prefix, view, pace } of running) {
    const total = view.counts.total === 0 ? planned(prefix) : view.counts.total;
    if (total === undefined) return undefined;
    left += Math.max(0, total - doneIn(view));
    longest = Math.max(longest, etaSeconds(pace, view) ?? 0);
  }
  for (const prefix of queued) {
    const versions = planned(prefix);
    if (versions === undefined) return undefined;
    left += versions;
  }
  const tasksPerSecond = moving.reduce((sum, { pace }) => sum + (pace.tasksPerSecond ?? 0), 0);
  return {
    tasksPerSecond: Math.round(tasksPerSecond * 10) / 10,
    etaSeconds: Math.max(longest, Math.ceil(left / tasksPerSecond)),
    settled: moving.every(({ pace }) => pace.measuredSeconds >= SETTLED_SECONDS),
  };
}
