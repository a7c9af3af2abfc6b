// S3 Batch Operations, as the methods that run its jobs need it. What CreateJob is asked is in job-request.ts.
import type { JobRequest, ShownFilter, ShownOrder } from './job-request';

/** Every status that S3 Control knows. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html */
export const JOB_STATUSES = [
  'New',
  'Preparing',
  'Suspended',
  'Ready',
  'Active',
  'Pausing',
  'Paused',
  'Completing',
  'Complete',
  'Cancelling',
  'Cancelled',
  'Failing',
  'Failed',
] as const;

export type JobStatus = (typeof JOB_STATUSES)[number];

/** One look at a job. */
export interface JobView {
  readonly jobId: string;
  readonly status: JobStatus;
  /** Counters of S3; the completion report decides. */
  readonly counts: JobCounts;
  /** Whether S3 tells no counters, so that the zeros above mean nothing. @default - it does */
  readonly uncounted?: boolean;
  /** Why it was suspended, cancelled or failed, in S3's words. */
  readonly reasons: readonly JobReason[];
  readonly createdMs: number;
  /** Where the completion report goes. @default - the job writes none */
  readonly report?: ReportPlace;
  /** Bucket that the job reads. @default - the job was given a manifest of its own */
  readonly sourceBucket?: string;
  /** Prefix that the manifest generator was given. @default - every key */
  readonly prefix?: string;
  /** What the manifest generator filters by. @default - the job was given a manifest of its own */
  readonly filter?: ShownFilter;
  /** What the job was asked to do: it is held against a plan before the job is taken for the plan's. */
  readonly order: ShownOrder;
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

export interface ReportPlace {
  readonly bucket: string;
  readonly prefix: string;
  /** Which tasks it lists. @default - S3 does not say */
  readonly scope?: ReportScope;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobReport.html */
export type ReportScope = 'AllTasks' | 'FailedTasksOnly';

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
  /** Undefined: S3 has a word for it that this version does not know. */
  readonly status: JobStatus | undefined;
  /** That word. @default - the status is known */
  readonly unknownStatus?: string;
  readonly createdMs: number;
  /** Name of the operation, for example `S3ReplicateObject`. */
  readonly operation: string;
  readonly priority: number;
  readonly counts: JobCounts;
}

/** S3 Control, for S3 Batch Operations. */
export interface BatchOperations {
  /** Id of the new job, or of the job that was made earlier with the same token. */
  create(request: JobRequest, token: string): Promise<string>;
  /** @param untilMs moment at which AWS's trouble is not sat out any more; milliseconds since 1970. @default - as for every call */
  describe(accountId: string, jobId: string, untilMs?: number): Promise<JobView>;
  /** Lets a suspended job begin (`Ready`), or ends one (`Cancelled`). */
  updateStatus(accountId: string, jobId: string, status: 'Ready' | 'Cancelled', reason: string): Promise<void>;
  /** Tags of the job. */
  tags(accountId: string, jobId: string): Promise<Readonly<Record<string, string>>>;
  /** Replaces all tags of the job. */
  putTags(accountId: string, jobId: string, tags: Readonly<Record<string, string>>): Promise<void>;
  updatePriority(accountId: string, jobId: string, priority: number): Promise<void>;
  /** All jobs of account and Region that S3 still remembers, page by page. */
  list(accountId: string): AsyncIterable<JobListing>;
}
