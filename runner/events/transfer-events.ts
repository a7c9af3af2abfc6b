// What the runner says of transfers: each is one run of a method, whatever AWS calls it (a job, a task execution).

/** What the state of a transfer means for somebody who waits. */
export type TransferPhase =
  'working' | 'waiting-for-you' | 'waiting-for-the-service' | 'ended' | 'failed' | 'cancelled';

const OVER: Readonly<Record<TransferPhase, boolean>> = {
  working: false,
  'waiting-for-you': false,
  'waiting-for-the-service': false,
  ended: true,
  failed: true,
  cancelled: true,
};

/** Whether a transfer in this phase never changes again. */
export function isOverIn(phase: TransferPhase): boolean {
  return OVER[phase];
}

/** Counters of the service, or of the method: the report or the comparison decides. */
export interface TransferCounts {
  /** Object versions in the transfer. Zero until they have been counted. */
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** Why a transfer waits, has failed or was cancelled. */
export interface TransferReason {
  /** Code of the service; empty when it gave a text alone. */
  readonly code: string;
  /** Text of the service. */
  readonly text: string;
}

/** A transfer that is watched from now on. */
export interface TransferEvent {
  readonly kind: 'transfer';
  /** A job's UUID, for example. */
  readonly transferId: string;
  /** Name of the method. */
  readonly method: string;
  /** Beginning of its keys; absent: every key that the enabled rules cover. */
  readonly prefix?: string;
  /** `created` by this run, or `attached`: found running, or ended since an earlier run left it. */
  readonly how: 'created' | 'attached';
  /** Description of a created one; why an attached one is resumed. */
  readonly detail: string;
}

/** The state of a transfer is another one than at the look before, or it was looked at for the first time. */
export interface TransferStateEvent {
  readonly kind: 'transfer-state';
  readonly transferId: string;
  /** Beginning of its keys; absent: every key that the enabled rules cover. */
  readonly prefix?: string;
  /** What the state means for somebody who waits. */
  readonly phase: TransferPhase;
  /** The service's word for it. */
  readonly status: string;
  /** Since when, as far as was seen, in milliseconds since 1970. */
  readonly atMs: number;
  /** Status before; absent at the first look. */
  readonly formerStatus?: string;
  /** How long that one lasted, give or take the time between two looks; absent where it was not seen to begin. */
  readonly formerSeconds?: number;
}

/** One look at every transfer that is watched. */
export interface ProgressEvent {
  readonly kind: 'progress';
  /** When they were looked at, in milliseconds since 1970. */
  readonly atMs: number;
  /** Every transfer that was found or created so far, those that are over included. */
  readonly transfers: readonly TransferProgress[];
  /** Planned transfers that are not created yet. */
  readonly queued: number;
  /** How long all of it takes at the observed rates, those that are not created yet included; absent until that is known. */
  readonly etaSeconds?: number;
}

export interface TransferProgress extends TransferCounts {
  readonly transferId: string;
  /** Beginning of its keys; absent: every key that the enabled rules cover. */
  readonly prefix?: string;
  /** What the state means for somebody who waits. */
  readonly phase: TransferPhase;
  /** The service's word for it. */
  readonly status: string;
  /** Smoothed; absent until it is known. */
  readonly versionsPerSecond?: number;
  /** How long it takes at this pace; absent until that is known. */
  readonly etaSeconds?: number;
  /** An estimate where the service counts no bytes: versions that are done times the mean size in the plan; absent: no plan was counted. */
  readonly estimatedBytesDone?: number;
  /** An estimate: `versionsPerSecond` times the mean size in the plan. */
  readonly estimatedBytesPerSecond?: number;
}

/** The rate has settled: what it says of the time that is left, once, in place of the plan's range. */
export interface ObservedRateEvent {
  readonly kind: 'observed-rate';
  /** Of all transfers. */
  readonly versionsPerSecond: number;
  /** Until all is through, transfers that are not created yet included. */
  readonly etaSeconds: number;
  /** What the plan said of all of it, by documented quotas. */
  readonly plannedLowSeconds: number;
  /** Absent: the plan knew no upper bound. */
  readonly plannedHighSeconds?: number;
}

/** A transfer is over, in the service's view: the report that follows decides what became of the objects. */
export interface TransferEndedEvent extends TransferCounts {
  readonly kind: 'transfer-ended';
  readonly transferId: string;
  /** Beginning of its keys; absent: every key that the enabled rules cover. */
  readonly prefix?: string;
  /** `ended`, `failed` or `cancelled`. */
  readonly phase: TransferPhase;
  /** The service's word for it: `Complete`, `Failed` or `Cancelled`. */
  readonly status: string;
  /** Why it failed, in the service's words. */
  readonly reasons: readonly TransferReason[];
  /** What the reasons mean and what to do. */
  readonly advice: readonly string[];
  /** How long it was in each state that was seen to begin, in their order, give or take the time between two looks. */
  readonly states: readonly PassedState[];
}

export interface PassedState {
  readonly status: string;
  /** All times that it was in this state together. */
  readonly seconds: number;
}

/** The transfers that `list` has found, newest first. */
export interface TransfersEvent {
  readonly kind: 'transfers';
  readonly region: string;
  readonly transfers: readonly ListedTransfer[];
}

export interface ListedTransfer {
  readonly transferId: string;
  /** What it does, in its own words. */
  readonly description: string;
  /** Name of the method; absent: it is of no method of s3-backfill. */
  readonly method?: string;
  /** The service's name of the operation, for example `S3ReplicateObject`. */
  readonly operation: string;
  /** What the status means for somebody who waits. */
  readonly phase: TransferPhase;
  /** The service's word for it. */
  readonly status: string;
  /** When it was created, in milliseconds since 1970. */
  readonly createdMs: number;
  /** Absent: the service knows none. */
  readonly priority?: number;
  /** Counters of the service. */
  readonly counts: TransferCounts;
  /** Hash of the plan it was made for; absent: it is not ours. */
  readonly plan?: string;
  /** Bucket that it copies from; absent: its description does not say. */
  readonly sourceBucket?: string;
  /** Bucket that it copies to, or the first of several and how many more; absent: its description does not say. */
  readonly destination?: string;
}

/** One look at one transfer. */
export interface TransferStatusEvent extends TransferStatus {
  readonly kind: 'transfer-status';
  /** What the reasons of its failure mean and what to do. */
  readonly advice: readonly string[];
}

export interface TransferStatus {
  readonly transferId: string;
  /** Name of the method. */
  readonly method: string;
  /** What the status means for somebody who waits. */
  readonly phase: TransferPhase;
  /** The service's word for it. */
  readonly status: string;
  /** Counters of the service. */
  readonly counts: TransferCounts;
  /** Why it was suspended, cancelled or failed, in the service's words. */
  readonly reasons: readonly TransferReason[];
  /** When it was created, in milliseconds since 1970. */
  readonly createdMs: number;
  /** When it ended, in milliseconds since 1970; absent: it is not over. */
  readonly endedMs?: number;
  /** Time that the service has spent on it. */
  readonly activeSeconds: number;
  readonly description: string;
  /** Where the completion report goes; absent: it writes none. */
  readonly report?: {
    readonly bucket: string;
    readonly prefix: string;
    /** Which object versions it lists: all, or those that failed; absent: the service does not say. */
    readonly scope?: 'AllTasks' | 'FailedTasksOnly';
  };
  /** Bucket that it reads; absent: it was given a manifest, and its description does not say. */
  readonly sourceBucket?: string;
  /** Bucket that it copies to, or the first of several and how many more; absent: its description does not say. */
  readonly destination?: string;
  /** Beginning of its keys; absent: every key. */
  readonly prefix?: string;
  /** Absent: the service knows none. */
  readonly priority?: number;
  /** Role that it works with; absent: none. */
  readonly roleArn?: string;
  /** Where the manifest is that the service generated: `s3://bucket/key`; absent: not yet, or it is not kept. */
  readonly manifest?: string;
}
