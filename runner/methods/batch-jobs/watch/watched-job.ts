// A job that is looked at again and again, and what a look says of it.
import type { TransferEndedEvent, TransferProgress, TransferStateEvent } from '../../../events/transfer-events';
import type { Expectation } from '../../../plan/expectation';
import { defined } from '../../../text/defined';
import { isOver, phaseOf } from '../jobs/job-phase';
import type { JobView } from '../../../ports/batch/batch-operations';
import { kindOfView } from '../job-kind';
import { adviceOn } from '../jobs/job-failures';
import { nextStates, startStates, type JobStates } from './job-states';
import { doneIn, etaSeconds, nextPace, startPace, type Pace } from './pace';

export interface Watched {
  readonly jobId: string;
  /** Beginning of its keys. @default - every key */
  readonly prefix?: string;
  view: JobView;
  pace: Pace;
  states: JobStates;
  /** Since when S3 does not know the job; milliseconds since 1970. @default - it knows it */
  missingSinceMs?: number;
  /** Whether S3 has not known it for so long that it is given up. @default false */
  gone?: boolean;
}

/** How long S3 may not know a job that it has shown before. */
const MISSING_MS = 60_000;

export function watched(view: JobView, prefix: string | undefined, nowMs: number): Watched {
  return {
    jobId: view.jobId,
    ...defined({ prefix }),
    view,
    pace: startPace(view, nowMs),
    states: startStates(view, nowMs),
  };
}

/** Whether a look at the job can show nothing new: it is over, or gone. */
export function isThrough({ view, gone }: Watched): boolean {
  return gone === true || isOver(view.status);
}

/** A look at which S3 does not know the job. */
export function missed(job: Watched, nowMs: number): void {
  job.missingSinceMs ??= nowMs;
  if (nowMs - job.missingSinceMs >= MISSING_MS) job.gone = true;
}

/** Another look at the job. */
export function look(job: Watched, view: JobView, nowMs: number): void {
  delete job.missingSinceMs;
  job.view = view;
  job.pace = nextPace(job.pace, view, nowMs);
  job.states = nextStates(job.states, view, nowMs);
}

function rounded(perSecond: number): number {
  return Math.round(perSecond * 10) / 10;
}

/** Bytes by the plan's mean size: S3 counts none. */
function estimatedBytes({ prefix, view, pace }: Watched, expectation: Expectation): Partial<TransferProgress> {
  const mean = expectation.meanBytesOf(prefix);
  if (mean === undefined) return {};
  const { tasksPerSecond } = pace;
  return {
    estimatedBytesDone: Math.round(doneIn(view) * mean),
    ...(tasksPerSecond === undefined ? {} : { estimatedBytesPerSecond: Math.round(tasksPerSecond * mean) }),
  };
}

export function progressOf(job: Watched, expectation: Expectation): TransferProgress {
  const { jobId, prefix, view, pace } = job;
  const eta = isOver(view.status) ? undefined : etaSeconds(pace, view);
  return {
    transferId: jobId,
    ...defined({ prefix }),
    phase: phaseOf(view.status),
    status: view.status,
    ...view.counts,
    ...(pace.tasksPerSecond === undefined ? {} : { versionsPerSecond: rounded(pace.tasksPerSecond) }),
    ...defined({ etaSeconds: eta }),
    ...estimatedBytes(job, expectation),
  };
}

export function stateOf({ jobId, prefix, states }: Watched): TransferStateEvent {
  const { status, sinceMs: atMs, former } = states;
  return {
    kind: 'transfer-state',
    transferId: jobId,
    ...defined({ prefix }),
    phase: phaseOf(status),
    status,
    atMs,
    ...(former === undefined ? {} : { formerStatus: former.status }),
    ...(former?.seconds === undefined ? {} : { formerSeconds: former.seconds }),
  };
}

export function ended({ jobId, prefix, view, states }: Watched): TransferEndedEvent {
  const { status, counts, reasons } = view;
  const advice = phaseOf(status) === 'failed' ? adviceOn(reasons, kindOfView(view).role) : [];
  return {
    kind: 'transfer-ended',
    transferId: jobId,
    ...defined({ prefix }),
    phase: phaseOf(status),
    status,
    ...counts,
    reasons,
    advice,
    states: states.passed,
  };
}
