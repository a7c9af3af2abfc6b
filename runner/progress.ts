// How fast a job is, and when it will be through.
import type { JobView } from './job';

export interface Pace {
  /** Smoothed; undefined until two looks have shown progress. */
  readonly tasksPerSecond: number | undefined;
  readonly done: number;
  readonly atMs: number;
}

/** Weight of the newest measurement that is this old; a rate of minutes ago fades. */
const FADE_SECONDS = 60;

function doneIn({ counts }: JobView): number {
  return counts.succeeded + counts.failed;
}

export function startPace(view: JobView, nowMs: number): Pace {
  return { tasksPerSecond: undefined, done: doneIn(view), atMs: nowMs };
}

/** The pace after another look at the job. */
export function nextPace(pace: Pace, view: JobView, nowMs: number): Pace {
  const seconds = (nowMs - pace.atMs) / 1000;
  const done = doneIn(view);
  if (seconds <= 0 || (done === pace.done && pace.tasksPerSecond === undefined)) return { ...pace, atMs: nowMs, done };
  const measured = Math.max(0, done - pace.done) / seconds;
  const weight = 1 - Math.exp(-seconds / FADE_SECONDS);
  const old = pace.tasksPerSecond;
  return { tasksPerSecond: old === undefined ? measured : old + weight * (measured - old), done, atMs: nowMs };
}

/** Seconds until every task is done at this pace; undefined when that is not known. */
export function etaSeconds(pace: Pace, view: JobView): number | undefined {
  const left = view.counts.total - doneIn(view);
  if (pace.tasksPerSecond === undefined || pace.tasksPerSecond <= 0 || view.counts.total === 0 || left < 0)
    return undefined;
  return Math.ceil(left / pace.tasksPerSecond);
}
