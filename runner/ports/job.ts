// What an S3 Batch Operations job is to the runner.
import type { Selection } from '../target/selection';

/** Every status that S3 Control knows. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html */
export type JobStatus =
  | 'New'
  | 'Preparing'
  | 'Suspended'
  | 'Ready'
  | 'Active'
  | 'Pausing'
  | 'Paused'
  | 'Completing'
  | 'Complete'
  | 'Cancelling'
  | 'Cancelled'
  | 'Failing'
  | 'Failed';

/** What a status means for somebody who waits. */
export type JobPhase = 'working' | 'waiting-for-you' | 'waiting-for-s3' | 'ended' | 'failed' | 'cancelled';

const PHASE_OF: Readonly<Record<JobStatus, JobPhase>> = {
  New: 'working',
  Preparing: 'working',
  Ready: 'working',
  Active: 'working',
  Pausing: 'working',
  Completing: 'working',
  Cancelling: 'working',
  Failing: 'working',
  Suspended: 'waiting-for-you',
  Paused: 'waiting-for-s3',
  Complete: 'ended',
  Failed: 'failed',
  Cancelled: 'cancelled',
};

export function phaseOf(status: JobStatus): JobPhase {
  return PHASE_OF[status];
}

/** Whether a job with this status never changes again. */
export function isOver(status: JobStatus): boolean {
  const phase = PHASE_OF[status];
  return phase === 'ended' || phase === 'failed' || phase === 'cancelled';
}

/** `text` as a status, or undefined when this version does not know it. */
export function jobStatus(text: string | undefined): JobStatus | undefined {
  return text !== undefined && Object.hasOwn(PHASE_OF, text) ? (text as JobStatus) : undefined;
}

/** One look at a job. */
export interface JobView {
  readonly jobId: string;
  readonly status: JobStatus;
  /** Counters of S3; the completion report decides. */
  readonly counts: JobCounts;
  /** Why it was suspended, cancelled or failed, in S3's words. */
  readonly reasons: readonly JobReason[];
  readonly createdMs: number;
  /** Where the completion report goes. @default - the job writes none */
  readonly report?: { readonly bucket: string; readonly prefix: string };
  /** Bucket that the job reads. @default - the job was given a manifest of its own */
  readonly sourceBucket?: string;
  /** Prefix that the manifest generator was given. @default - every key */
  readonly prefix?: string;
  /** What else it filters by. @default - the job was given a manifest of its own */
  readonly selection?: Selection;
  readonly description: string;
  readonly priority: number;
  readonly roleArn: string;
  /** @default - it is not over */
  readonly endedMs?: number;
  /** Time that S3 has spent on tasks. */
  readonly activeSeconds: number;
  /** Where S3 has put the manifest that it generated: `s3://bucket/key`. @default - not yet, or it is not kept */
  readonly manifest?: string;
}

export interface JobCounts {
  /** Zero until the manifest has been generated. */
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
}

export interface JobReason {
  /** S3's code; empty when S3 gave a text alone. */
  readonly code: string;
  /** S3's text. */
  readonly text: string;
}

/** A job as the listing shows it. */
export interface JobListing {
  readonly jobId: string;
  readonly description: string;
  readonly status: JobStatus;
  readonly createdMs: number;
  /** Name of the operation, for example `S3ReplicateObject`. */
  readonly operation: string;
  readonly priority: number;
  readonly counts: JobCounts;
}

const NOTHING_MATCHED = /no keys matching/i;

/** Whether the job ended without a single task: an empty manifest is a failed job to S3, and an answer to us. */
export function matchedNothing(view: JobView): boolean {
  if (view.status === 'Failed') return view.reasons.some((reason) => NOTHING_MATCHED.test(reason.text));
  return view.status === 'Complete' && view.counts.total === 0;
}
