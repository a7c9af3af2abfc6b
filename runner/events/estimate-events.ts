// What the runner says of a plan before anything is sent: how much, at what cost, how long, and what may go otherwise.
import type { KeyFault } from '../text/s3-address';
import type { Estimate, EstimatedAmount } from '../text/interval';

/** Why a version is not replicated. */
export type NotReplicatedReason =
  | 'delete-marker'
  | 'archived'
  | 'outside-rules'
  | 'outside-prefixes'
  | 'kms-not-opted-in'
  | 'not-selected'
  | 'already-replicated'
  | 'in-progress'
  | 'replica'
  | 'gone';

/** Why a version, or an object of those that are copied one by one, is not copied. */
export type NotCopiedReason =
  | NotReplicatedReason
  | 'there-already'
  | 'kept-as-it-is'
  | 'archived-source'
  | 'behind-archived'
  | 'other-versions'
  | 'too-large'
  | 'class-not-kept'
  | 'not-carried'
  | KeyFault;

/** Why it cannot be said whether a version is copied. */
export type UnknownReason =
  'sse-c' | 'delete-marker-status' | 'may-not-look' | 'unknown-filter' | 'unknown-word' | 'not-comparable';

/** What would be copied, and what not. */
export interface SurveyEvent {
  readonly kind: 'survey';
  /** `listing` of the bucket, S3 `inventory`, or versions that were `chosen` one by one. */
  readonly how: 'listing' | 'inventory' | 'chosen';
  /** Whether every number is exact, as of the moment of counting. */
  readonly exact: boolean;
  /** What the numbers rest on, in a sentence. */
  readonly basis: string;
  /** When an inventory was taken, in milliseconds since 1970. */
  readonly inventoryMs?: number;
  /** Of the random choice; the same plan chooses the same versions again. */
  readonly seed: number;
  /** Versions that were listed, or read from the inventory. */
  readonly listed: number;
  /** Versions whose headers were read; of copies that are made one by one, objects whose tags were, which a run reads too. */
  readonly looked: number;
  /** Whether `total` is all of the bucket, and not some of its prefixes. */
  readonly wholeBucket: boolean;
  /** Versions without an id, from before versioning, of those that were listed. */
  readonly fromBefore: number;
  /** When the oldest version with an id was written, in milliseconds since 1970; absent: there is none. */
  readonly oldestWithIdMs?: number;
  /** All versions and delete markers that were asked for. */
  readonly total: EstimatedAmount;
  /** What would be copied. */
  readonly copied: EstimatedAmount;
  /** What it would not, the most first. */
  readonly notCopied: readonly NotCopied[];
  /** What may or may not be copied. */
  readonly unknown: readonly UnknownFate[];
  /** What is copied, by prefix, storage class, encryption, replication status, age, and whether it is current. */
  readonly copiedBy: readonly CopiedGroup[];
  /** What arrives where. */
  readonly arriving: readonly Arriving[];
  /** What each transfer would copy; those that would copy nothing are left out. */
  readonly byTransfer: readonly TransferAmount[];
}

export interface TransferAmount extends EstimatedAmount {
  /** Beginning of its keys; absent: every key that the enabled rules cover. */
  readonly prefix?: string;
}

export interface NotCopied extends EstimatedAmount {
  /** Why. */
  readonly reason: NotCopiedReason;
}

export interface UnknownFate extends EstimatedAmount {
  /** Why. */
  readonly reason: UnknownReason;
}

export type Dimension = 'prefix' | 'storage-class' | 'encryption' | 'replication-status' | 'age' | 'version';

export interface CopiedGroup extends EstimatedAmount {
  /** What it is grouped by. */
  readonly by: Dimension;
  /** The prefix, the class, and so on. */
  readonly name: string;
}

/** Copies in one destination bucket, of one storage class. */
export interface Arriving extends EstimatedAmount {
  /** Destination bucket. */
  readonly bucket: string;
  /** Of the replicas. */
  readonly storageClass: string;
  /** Whether KMS is asked for each of them. */
  readonly kms: boolean;
}

/** What it would cost, by a table of prices. */
export interface CostEvent {
  readonly kind: 'cost';
  /** Of all prices. */
  readonly currency: 'USD';
  /** Line by line. */
  readonly lines: readonly CostLine[];
  /** All lines that are paid once. */
  readonly once: Estimate;
  /** All lines that are paid every month. */
  readonly monthly: Estimate;
}

export interface CostLine {
  /** Name of the price in the table. */
  readonly item: PriceItem;
  /** What is paid for. */
  readonly what: string;
  /** `once`, or every `month`. */
  readonly paid: 'once' | 'month';
  /** How much of it. */
  readonly quantity: Estimate;
  /** What the quantity counts, in the singular. */
  readonly unit: string;
  /** What `per` units cost; absent: the table has no price, and the line is in no sum. */
  readonly usd?: number;
  /** Units that the price is for. */
  readonly per?: number;
  /** Quantity times price. */
  readonly amount?: Estimate;
  /** Where the price is from: Region, date, source. */
  readonly price?: PriceOrigin;
  /** What the line leaves out. */
  readonly note?: string;
}

export type PriceItem =
  | 'job'
  | 'task'
  | 'manifest-object'
  | 'put'
  | 'get'
  | 'transfer'
  | 'retrieval'
  | 'restore-request'
  | 'kms-request'
  | 'storage-month'
  | 'datasync-gib'
  | 'datasync-execution'
  | 'inventory-object'
  | 'sqs-request'
  | 'lambda-request'
  | 'lambda-gb-second'
  | 'athena-gb';

export interface PriceOrigin {
  /** Region that the price is of; another one than is paid in when `assumed`. */
  readonly region: string;
  /** When it was read: a date. */
  readonly date: string;
  /** Where it was read. */
  readonly source: string;
  /** Whether somebody has read it in AWS's price list; otherwise it is general knowledge. */
  readonly verified: boolean;
  /** Whether the table has none for this Region and that of another one stands in. */
  readonly assumed: boolean;
}

/** How long it would take, by S3's and KMS's documented quotas. S3 promises no speed. */
export interface DurationEvent {
  readonly kind: 'duration';
  /** When everything overlaps and the quotas are used up. */
  readonly lowSeconds: number;
  /** When nothing overlaps; absent: no upper bound is known. */
  readonly highSeconds?: number;
  /** The quota that takes longest. */
  readonly binds: Quota;
  /** Quota by quota. */
  readonly terms: readonly DurationTerm[];
}

export type Quota = 'bandwidth' | 'requests' | 'kms';

export interface DurationTerm {
  /** Its name. */
  readonly quota: Quota;
  /** The quota, in words. */
  readonly detail: string;
  /** How long this quota alone makes it take, with many parts of the bucket at once. */
  readonly lowSeconds: number;
  /** With one part after the other; absent: no upper bound is known. */
  readonly highSeconds?: number;
}

/** Something that may go otherwise than planned. */
export interface WarningEvent {
  readonly kind: 'warning';
  /** Its name; never changes. */
  readonly warning: WarningKind;
  /** What was found. */
  readonly detail: string;
  /** What to do about it. */
  readonly hint: string;
}

export type WarningKind =
  | 'source-lifecycle'
  | 'destination-lifecycle'
  | 'report-lifecycle'
  | 'prefix-takes-more'
  | 'rule-finds-nothing'
  | 'versioning-is-new'
  | 'rule-is-new'
  | 'other-than-handoff'
  | 'active-jobs'
  | 'too-many-objects'
  | 'intelligent-tiering'
  | 'retrieval'
  | 'old-inventory'
  | 'not-our-job'
  | 'copy-overwrites'
  | 'copy-deletes'
  | 'copy-retention'
  | 'copy-owner'
  | 'copy-beside-replication'
  | 'copy-replicated-onward'
  | 'not-asked';
