// A Batch Operations job, from its request to its end.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html
import type { Markup } from '../http/xml';

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

/** What a job does with each object. */
export type JobOperation =
  { readonly kind: 'S3ReplicateObject' } | { readonly kind: 'S3PutObjectCopy'; readonly copy: CopyOrder };

/** What CopyObject is asked for, for each object. */
export interface CopyOrder {
  readonly targetBucket: string;
  /** What stands before the key of each source; empty if nothing does. */
  readonly keyPrefix: string;
  /** All headers but the one that names the source. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What CreateJob was asked for. */
export interface JobOrder {
  readonly clientRequestToken: string;
  readonly description?: string;
  readonly priority: number;
  readonly roleArn: string;
  readonly confirmationRequired: boolean;
  readonly operation: JobOperation;
  /** Absent: the job writes no completion report. */
  readonly report?: ReportOrder;
  readonly objects: ObjectList;
  readonly tags: ReadonlyMap<string, string>;
  /** Operation, Report and Manifest or ManifestGenerator as they came: DescribeJob gives them back. */
  readonly echo: Markup;
}

export interface ReportOrder {
  readonly bucket: string;
  /** Without a slash at its end; empty if there is none. */
  readonly prefix: string;
  readonly failedTasksOnly: boolean;
  readonly expectedOwner?: string;
}

/** Where the job has its objects from. */
export type ObjectList =
  | { readonly kind: 'generated'; readonly generator: ManifestGenerator }
  | { readonly kind: 'supplied'; readonly manifest: SuppliedManifest };

export interface ManifestGenerator {
  readonly sourceBucket: string;
  readonly expectedOwner?: string;
  readonly filter: ManifestFilter;
  /** Absent: the manifest is not kept. */
  readonly output?: ManifestOutput;
}

/** Which object versions of the source bucket become tasks. */
export interface ManifestFilter {
  readonly eligible?: boolean;
  /** Empty: every status. */
  readonly statuses: readonly string[];
  readonly createdAfterMs?: number;
  readonly createdBeforeMs?: number;
  /** Empty: every key. */
  readonly prefix: string;
  readonly suffix: string;
  readonly substring: string;
  readonly largerThanBytes?: number;
  readonly smallerThanBytes?: number;
  /** Empty: every class. */
  readonly storageClasses: readonly string[];
  readonly encryption?: EncryptionFilter;
}

export interface EncryptionFilter {
  readonly kind: 'SSES3' | 'SSEKMS' | 'DSSEKMS' | 'SSEC' | 'NOTSSE';
  readonly kmsKeyArn?: string;
  readonly bucketKey?: boolean;
}

export interface ManifestOutput {
  readonly bucket: string;
  readonly prefix: string;
  readonly expectedOwner?: string;
}

export interface SuppliedManifest {
  readonly format: 'S3BatchOperations_CSV_20180820' | 'S3InventoryReport_CSV_20161130';
  /** Columns of a CSV manifest; empty for an inventory, whose own manifest.json names them. */
  readonly fields: readonly string[];
  readonly bucket: string;
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
  readonly versionId?: string;
}

export interface Job {
  readonly jobId: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdMs: number;
  readonly order: JobOrder;
  /** Hash of the order, which tells a repeated request from another one with the same token. */
  readonly digest: string;
  priority: number;
  tags: ReadonlyMap<string, string>;
  status: JobStatus;
  statusUpdateReason?: string;
  failure?: { readonly code: string; readonly reason: string };
  suspendedMs?: number;
  endedMs?: number;
  /** Somebody asked for its end; it comes to it at its next step. */
  cancelRequested: boolean;
  readonly counts: { total: number; succeeded: number; failed: number };
  activeMs: number;
  /** Known once the manifest has been read or generated. */
  tasks?: readonly Task[];
  generatedManifest?: { readonly objectArn: string; readonly etag: string };
}

/** One row of the manifest. */
export interface Task {
  readonly bucket: string;
  readonly key: string;
  /** Absent: the manifest has no version ids, or an empty one here. */
  readonly versionId?: string;
  /** The manifest has version ids, but not here. */
  readonly lacksVersionId?: true;
  /** The key as the manifest has it, URL-encoded; completion reports repeat it. */
  readonly listedKey: string;
  /** The version was waiting for live replication when the manifest was made. */
  readonly wasPending?: boolean;
}

/** Who assumes the role of a job. */
export const BATCH_SERVICE = 'batchoperations.s3.amazonaws.com';

const OVER: readonly JobStatus[] = ['Complete', 'Cancelled', 'Failed'];

/** Whether the job has ended: it never changes again. */
export function isOver({ status }: Job): boolean {
  return OVER.includes(status);
}

/** The job as a whole cannot go on; it ends up in its `FailureReasons`. */
export class JobFailure extends Error {
  constructor(
    readonly code: string,
    reason: string,
  ) {
    super(reason);
    this.name = 'JobFailure';
  }
}
