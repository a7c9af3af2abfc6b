// What the runner says of jobs while it watches them.
import type { JobReason, JobStatus } from '../ports/batch-operations';

/** S3 gives a job another status than at the look before, or it was looked at for the first time. */
export interface JobStateEvent {
  readonly kind: 'job-state';
  readonly jobId: string;
  readonly prefix: string;
  /** S3's word for it. */
  readonly status: JobStatus;
  /** Since when, as far as was seen, in milliseconds since 1970. */
  readonly atMs: number;
  /** Status before; absent at the first look. */
  readonly formerStatus?: JobStatus;
  /** How long that one lasted, give or take the time between two looks; absent where it was not seen to begin. */
  readonly formerSeconds?: number;
}

/** One look at every job that is watched. */
export interface ProgressEvent {
  readonly kind: 'progress';
  /** When the jobs were looked at, in milliseconds since 1970. */
  readonly atMs: number;
  /** Every job that was found or created so far, those that are over included. */
  readonly jobs: readonly JobProgress[];
  /** Planned jobs that are not created yet. */
  readonly queued: number;
  /** How long all of it takes at the observed rates, jobs that are not created yet included; absent until that is known. */
  readonly etaSeconds?: number;
}

export interface JobProgress {
  readonly jobId: string;
  readonly prefix: string;
  /** S3's word for it. */
  readonly status: JobStatus;
  /** Object versions in the job, as S3 counts them. Zero until the manifest has been generated. */
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Smoothed; absent until it is known. */
  readonly tasksPerSecond?: number;
  /** How long it takes at this pace; absent until that is known. */
  readonly etaSeconds?: number;
  /** An estimate: S3 counts no bytes. Tasks that are done times the mean size in the plan; absent: no plan was counted. */
  readonly estimatedBytesDone?: number;
  /** An estimate: `tasksPerSecond` times the mean size in the plan. */
  readonly estimatedBytesPerSecond?: number;
}

/** The rate has settled: what it says of the time that is left, once, in place of the plan's range. */
export interface ObservedRateEvent {
  readonly kind: 'observed-rate';
  /** Of all jobs. */
  readonly tasksPerSecond: number;
  /** Until all is through, jobs that are not created yet included. */
  readonly etaSeconds: number;
  /** What the plan said of all of it, by documented quotas. */
  readonly plannedLowSeconds: number;
  /** Absent: the plan knew no upper bound. */
  readonly plannedHighSeconds?: number;
}

/** A job is over, in S3's view: the report that follows decides what became of the objects. */
export interface JobEndedEvent {
  readonly kind: 'job-ended';
  readonly jobId: string;
  readonly prefix: string;
  /** `Complete`, `Failed` or `Cancelled`. */
  readonly status: JobStatus;
  /** Counters of S3. */
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Why it failed, in S3's words. */
  readonly reasons: readonly JobReason[];
  /** What the reasons mean and what to do. */
  readonly advice: readonly string[];
  /** How long it was in each state that was seen to begin, in their order, give or take the time between two looks. */
  readonly states: readonly PassedState[];
}

export interface PassedState {
  readonly status: JobStatus;
  /** All times that it was in this state together. */
  readonly seconds: number;
}
