// Since when a job is in its state, and how long it was in the states before, as looking at it now and then shows.
import type { PassedState } from '../../../events/transfer-events';
import type { JobStatus, JobView } from '../../../ports/batch/batch-operations';

export interface JobStates {
  readonly status: JobStatus;
  readonly sinceMs: number;
  /** Whether the state was seen to begin. */
  readonly seen: boolean;
  /** The state before. @default - there was no look before */
  readonly former?: { readonly status: JobStatus; readonly seconds?: number };
  /** Those that are over. */
  readonly passed: readonly PassedState[];
}

/** A job begins as `New`; any other state may be old. */
export function startStates({ status, createdMs }: JobView, nowMs: number): JobStates {
  const seen = status === 'New';
  return { status, sinceMs: seen ? Math.min(createdMs, nowMs) : nowMs, seen, passed: [] };
}

function withTime(passed: readonly PassedState[], status: JobStatus, seconds: number): readonly PassedState[] {
  if (!passed.some((one) => one.status === status)) return [...passed, { status, seconds }];
  return passed.map((one) => (one.status === status ? { status, seconds: one.seconds + seconds } : one));
}

/** The states after another look at the job. */
export function nextStates(states: JobStates, { status }: JobView, nowMs: number): JobStates {
  if (status === states.status) return states;
  const seconds = Math.max(0, Math.round((nowMs - states.sinceMs) / 100) / 10);
  return {
    status,
    sinceMs: nowMs,
    seen: true,
    former: { status: states.status, ...(states.seen ? { seconds } : {}) },
    passed: states.seen ? withTime(states.passed, states.status, seconds) : states.passed,
  };
}
