// Locations, tasks and executions of DataSync; what a client has put is kept in the words of the API.
// https://docs.aws.amazon.com/datasync/latest/userguide/how-datasync-transfer-works.html

/** The service that assumes the roles of locations, manifests and reports. */
export const DATASYNC_SERVICE = 'datasync.amazonaws.com';

export interface SyncLocation {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdMs: number;
  readonly bucketName: string;
  /** Ends with a slash, or is empty: the whole bucket. */
  readonly prefix: string;
  /** In DataSync's words: `GLACIER_INSTANT_RETRIEVAL` is S3's `GLACIER_IR`. */
  readonly storageClass: string;
  readonly roleArn: string;
  readonly tags: Map<string, string>;
}

export interface SyncOptions {
  readonly VerifyMode: 'POINT_IN_TIME_CONSISTENT' | 'ONLY_FILES_TRANSFERRED' | 'NONE';
  readonly OverwriteMode: 'ALWAYS' | 'NEVER';
  readonly Atime: 'NONE' | 'BEST_EFFORT';
  readonly Mtime: 'NONE' | 'PRESERVE';
  readonly Uid: 'NONE' | 'INT_VALUE' | 'NAME' | 'BOTH';
  readonly Gid: 'NONE' | 'INT_VALUE' | 'NAME' | 'BOTH';
  readonly PreserveDeletedFiles: 'PRESERVE' | 'REMOVE';
  readonly PreserveDevices: 'NONE' | 'PRESERVE';
  readonly PosixPermissions: 'NONE' | 'PRESERVE';
  /** -1: no limit. */
  readonly BytesPerSecond: number;
  readonly TaskQueueing: 'ENABLED' | 'DISABLED';
  readonly LogLevel: 'OFF' | 'BASIC' | 'TRANSFER';
  readonly TransferMode: 'CHANGED' | 'ALL';
  readonly SecurityDescriptorCopyFlags: 'NONE' | 'OWNER_DACL' | 'OWNER_DACL_SACL';
  readonly ObjectTags: 'PRESERVE' | 'NONE';
}

export interface SyncFilter {
  readonly FilterType: 'SIMPLE_PATTERN';
  readonly Value: string;
}

export interface SyncManifest {
  readonly Action: 'TRANSFER';
  readonly Format: 'CSV';
  readonly Source: {
    readonly S3: {
      readonly ManifestObjectPath: string;
      readonly BucketAccessRoleArn: string;
      readonly S3BucketArn: string;
      readonly ManifestObjectVersionId?: string;
    };
  };
}

export type ReportLevel = 'ERRORS_ONLY' | 'SUCCESSES_AND_ERRORS';
export type ReportKind = 'Transferred' | 'Verified' | 'Deleted' | 'Skipped';

export interface SyncReport {
  readonly Destination: {
    readonly S3: { readonly Subdirectory?: string; readonly S3BucketArn: string; readonly BucketAccessRoleArn: string };
  };
  readonly OutputType: 'SUMMARY_ONLY' | 'STANDARD';
  readonly ReportLevel?: ReportLevel;
  readonly ObjectVersionIds?: 'INCLUDE' | 'NONE';
  readonly Overrides?: Partial<Readonly<Record<ReportKind, { readonly ReportLevel?: ReportLevel }>>>;
}

/** What a task says of each of its executions, and an execution of itself. */
export interface SyncOrder {
  readonly options: SyncOptions;
  readonly includes: readonly SyncFilter[];
  readonly excludes: readonly SyncFilter[];
  readonly manifest?: SyncManifest;
  readonly report?: SyncReport;
}

export interface SyncSchedule {
  readonly ScheduleExpression: string;
  readonly Status: 'ENABLED' | 'DISABLED';
}

export type TaskMode = 'BASIC' | 'ENHANCED';

export interface SyncTask {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdMs: number;
  readonly mode: TaskMode;
  readonly sourceArn: string;
  readonly destinationArn: string;
  readonly tags: Map<string, string>;
  order: SyncOrder;
  name?: string;
  logGroupArn?: string;
  schedule?: SyncSchedule;
}

export type ExecutionStatus =
  'QUEUED' | 'LAUNCHING' | 'PREPARING' | 'TRANSFERRING' | 'VERIFYING' | 'CANCELLING' | 'SUCCESS' | 'ERROR';

/** What an execution does one after the other; each can fail by itself. */
export const SYNC_PHASES = ['Prepare', 'Transfer', 'Verify'] as const;
export type SyncPhase = (typeof SYNC_PHASES)[number];

export interface PhaseResult {
  status: 'PENDING' | 'SUCCESS' | 'ERROR';
  durationMs: number;
}

/** Of objects; folders, which are keys that end with a slash, have counters of their own. */
export interface SyncCounts {
  listed: number;
  listedForDelete: number;
  prepared: number;
  toTransfer: number;
  toDelete: number;
  transferred: number;
  verified: number;
  skipped: number;
  deleted: number;
  failedToPrepare: number;
  failedToTransfer: number;
  failedToVerify: number;
  failedToDelete: number;
}

export interface SyncExecution {
  readonly arn: string;
  readonly taskArn: string;
  readonly accountId: string;
  readonly region: string;
  readonly mode: TaskMode;
  readonly source: SyncLocation;
  readonly destination: SyncLocation;
  readonly startedMs: number;
  readonly tags: Map<string, string>;
  order: SyncOrder;
  status: ExecutionStatus;
  cancelRequested: boolean;
  launchedMs?: number;
  endedMs?: number;
  readonly files: SyncCounts;
  readonly folders: SyncCounts;
  bytesToTransfer: number;
  bytesTransferred: number;
  readonly phases: Record<SyncPhase, PhaseResult>;
  failure?: { readonly code?: string; readonly detail: string };
  reportResult?: { readonly Status: 'PENDING' | 'SUCCESS' | 'ERROR'; readonly ErrorDetail?: string };
  /** Whether CloudWatch Logs took what it had to say. @default - it is not known yet */
  logs?: 'delivered' | 'off' | 'no log group' | 'refused by policies';
}

export function noCounts(): SyncCounts {
  return {
    listed: 0,
    listedForDelete: 0,
    prepared: 0,
    toTransfer: 0,
    toDelete: 0,
    transferred: 0,
    verified: 0,
    skipped: 0,
    deleted: 0,
    failedToPrepare: 0,
    failedToTransfer: 0,
    failedToVerify: 0,
    failedToDelete: 0,
  };
}

export function noPhases(): Record<SyncPhase, PhaseResult> {
  const pending = (): PhaseResult => ({ status: 'PENDING', durationMs: 0 });
  return { Prepare: pending(), Transfer: pending(), Verify: pending() };
}

export function isExecutionOver({ status }: Pick<SyncExecution, 'status'>): boolean {
  return status === 'SUCCESS' || status === 'ERROR';
}

/** `arn:…:location/loc-x` → `loc-x`; the last id of any ARN of DataSync. */
export function idOfArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
