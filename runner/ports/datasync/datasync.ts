// AWS DataSync, as the method that starts its tasks needs it.

/** Every status that DataSync documents. There is none of a cancelled execution: it ends as ERROR. */
export const EXECUTION_STATUSES = [
  'QUEUED',
  'LAUNCHING',
  'PREPARING',
  'TRANSFERRING',
  'VERIFYING',
  'CANCELLING',
  'SUCCESS',
  'ERROR',
] as const;

export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

export type TaskMode = 'BASIC' | 'ENHANCED';

/** A task: what its executions do unless they are told otherwise. */
export interface TaskView {
  readonly taskArn: string;
  /** `AVAILABLE`, `CREATING`, `QUEUED`, `RUNNING`, `UNAVAILABLE`. */
  readonly status: string;
  /** Why it is unavailable. @default - it is not */
  readonly fault?: string;
  readonly mode: TaskMode;
  readonly createdMs: number;
  readonly sourceLocationArn: string;
  readonly destinationLocationArn: string;
  /** @default - it writes no log, or Enhanced mode chooses the group */
  readonly logGroupArn?: string;
  readonly order: OrderView;
}

/** A location in S3. */
export interface LocationView {
  readonly bucket: string;
  /** Ends with a slash, or is empty: the whole bucket. */
  readonly prefix: string;
  /** In S3's word. */
  readonly storageClass: string;
  readonly roleArn: string;
}

/** What a task, or an execution, copies, and how. */
export interface OrderView {
  /** Patterns, one by one. */
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
  readonly overwriteMode: string;
  readonly transferMode: string;
  readonly verifyMode: string;
  readonly logLevel: string;
  readonly objectTags: string;
  /** Whether what the source has not is deleted at the destination. */
  readonly removesDeleted: boolean;
  /** @default - no list is given: what lies below the location is copied */
  readonly manifest?: { readonly bucket: string; readonly key: string };
  /** @default - none is written */
  readonly report?: TaskReportView;
}

export interface TaskReportView {
  readonly bucket: string;
  /** Without a slash at its beginning, with one at its end if it is not empty. */
  readonly prefix: string;
  readonly roleArn: string;
  /** Whether it names objects, and not their numbers alone. */
  readonly isDetailed: boolean;
}

/** Objects, by what became of them. */
export interface ExecutionCounts {
  readonly listed: number;
  readonly toTransfer: number;
  readonly transferred: number;
  readonly verified: number;
  readonly skipped: number;
  readonly deleted: number;
  /** Of every phase. In Basic mode DataSync counts none, and the report tells. */
  readonly failed: number;
  readonly bytes: number;
  readonly bytesTransferred: number;
}

export interface ExecutionView {
  readonly executionArn: string;
  /** A word that this version does not know is no end. */
  readonly status: ExecutionStatus | 'unknown';
  /** DataSync's word. */
  readonly word: string;
  readonly mode: TaskMode;
  readonly startedMs: number;
  /** @default - it is not over, or DataSync does not say */
  readonly endedMs?: number;
  readonly counts: ExecutionCounts;
  readonly order: OrderView;
  /** @default - nothing failed as a whole */
  readonly failure?: { readonly code: string; readonly detail: string };
  /** Of the task report, which comes after the end. @default - none is written, or DataSync does not say */
  readonly report?: { readonly status: string; readonly detail: string };
}

/** What StartTaskExecution is sent, as DataSync takes it. */
export interface ExecutionRequest {
  readonly TaskArn: string;
  readonly OverrideOptions?: Readonly<Record<string, string | number>>;
  readonly Includes?: readonly PatternList[];
  readonly Excludes?: readonly PatternList[];
  readonly ManifestConfig?: {
    readonly Action: 'TRANSFER';
    readonly Format: 'CSV';
    readonly Source: {
      readonly S3: {
        readonly ManifestObjectPath: string;
        readonly BucketAccessRoleArn: string;
        readonly S3BucketArn: string;
      };
    };
  };
  readonly TaskReportConfig?: {
    readonly Destination: {
      readonly S3: {
        readonly Subdirectory: string;
        readonly S3BucketArn: string;
        readonly BucketAccessRoleArn: string;
      };
    };
    readonly OutputType: 'STANDARD';
    readonly ReportLevel: 'ERRORS_ONLY';
    readonly Overrides: { readonly Skipped: { readonly ReportLevel: 'SUCCESSES_AND_ERRORS' } };
  };
}

export interface PatternList {
  readonly FilterType: 'SIMPLE_PATTERN';
  readonly Value: string;
}

/** Each is asked in the Region that its ARN names. */
export interface DataSync {
  /** @throws RunnerError `not-found` */
  task(taskArn: string): Promise<TaskView>;
  location(locationArn: string): Promise<LocationView>;
  /** Sent once: DataSync knows no token by which it would tell that it has got the same twice. */
  start(request: ExecutionRequest): Promise<string>;
  /** @throws RunnerError `not-found` */
  execution(executionArn: string): Promise<ExecutionView>;
  /** Of the last thirty days, in no order. */
  executions(taskArn: string): AsyncIterable<{ readonly executionArn: string; readonly isOver: boolean }>;
  cancel(executionArn: string): Promise<void>;
}

/** Whether it never changes again. */
export function isOverExecution({ status }: Pick<ExecutionView, 'status'>): boolean {
  return status === 'SUCCESS' || status === 'ERROR';
}
