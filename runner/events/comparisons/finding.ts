// What a comparison has found amiss, with why, and what it is grouped by.
import type { KeyFault } from '../../text/s3-address';

export type MissingReason =
  'archived' | 'completed' | 'delete-marker' | 'failed' | 'kms-not-opted-in' | 'never-tried' | 'replica' | 'unknown';

export type DifferentReason =
  'etag' | 'headers' | 'kind' | 'metadata' | 'not-a-replica' | 'object-lock' | 'size' | 'tags';

/** Why an object has no copy. */
export type CopyMissingReason =
  'archived' | 'customer-key' | 'gone' | KeyFault | 'not-copied' | 'not-in-source' | 'unreadable';

/** What is different about a copy. */
export type CopyDifferentReason =
  | 'content'
  | 'headers'
  | 'metadata'
  | 'object-lock'
  | 'size'
  | 'source-newer'
  | 'storage-class'
  | 'tags'
  | 'website-redirect';

export interface Finding {
  /** What is amiss. */
  readonly finding: 'missing' | 'different' | 'pending';
  /** Why it is missing, or what is different. A version can be different for several reasons. */
  readonly reason: MissingReason | DifferentReason | CopyMissingReason | CopyDifferentReason | 'pending';
  /** Versions and delete markers. */
  readonly count: number;
  /** The reason in words. */
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
  /** A few of them. */
  readonly examples: readonly VersionExample[];
}

export interface VersionExample {
  /** Decoded. */
  readonly key: string;
  /** `null` (the four letters) for a version from before versioning. Absent: the newest, of copies. */
  readonly versionId?: string;
}

export interface ComparedGroup {
  /** Prefix or storage class. */
  readonly name: string;
  /** Versions whose replica, or objects whose copy, is there. */
  readonly same: number;
  /** Those without one. */
  readonly missing: number;
  /** Those whose replica or copy is not the same. */
  readonly different: number;
  /** Versions that S3 is replicating. */
  readonly pending: number;
  /** Size of all of them. */
  readonly bytes: number;
}
