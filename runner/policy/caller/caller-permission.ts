// What a permission of the caller is: of whoever runs s3-backfill.

export type CallerTarget =
  | 'every job of the account'
  | 'jobs'
  | 'job role'
  | 'source bucket'
  | 'source objects'
  | 'destination buckets'
  | 'destination objects'
  | 'report bucket'
  | 'report objects'
  | 'manifest bucket'
  | 'manifest objects'
  | 'inventory objects'
  | 'both roles'
  | 'caller itself'
  | 'managed policies'
  | 'keys'
  | 'signing key'
  | 'every metric'
  | 'role of an identity'
  | 'inventory buckets'
  | 'workgroup'
  | 'catalog of Athena'
  | 'database and tables'
  | 'results bucket'
  | 'results of queries';

/** Verbs that talk to AWS. */
export const CALLER_VERBS = [
  ...(['plan', 'run', 'retry', 'watch', 'report', 'verify', 'doctor', 'health', 'recommend'] as const),
  'verify-certificate',
  ...(['policy', 'list', 'status', 'confirm', 'cancel', 'priority'] as const),
] as const;

/** Verbs whose permissions are of what they copy, and stand in a table of their own. */
export const COPY_VERBS = ['copy', 'batch-copy', 'datasync', 'inventory'] as const;

/** Verbs that need nothing in AWS. */
export const FREE_VERBS = ['init', 'emulator'] as const;

export type CallerVerb = (typeof CALLER_VERBS)[number];

/**
 * What is done only when it is asked for: a run tags its jobs, writes a manifest itself, reads an S3 Inventory or another list of
 * versions, assumes a role for one side, hands on what other methods copy, signs its certificate by a key of KMS, has inventories
 * joined by Athena; the doctor replicates a
 * canary.
 */
export type CallerUse =
  'tags' | 'supplied manifest' | 'inventory' | 'canary' | 'assumed role' | 'routes' | 'signing' | 'athena';

export interface CallerPermission {
  readonly action: string;
  readonly on: CallerTarget;
  /** Operations of AWS that ask for it, as the SDK names them. */
  readonly calls: readonly string[];
  readonly verbs: readonly CallerVerb[];
  readonly because: string;
  /** What happens where it is not granted. */
  readonly without: string;
  /** Whether a run ends without it. @default false */
  readonly required?: boolean;
  /** The use that needs it. @default - every run does */
  readonly onlyFor?: CallerUse;
}

/** Verbs that look at a bucket before, or while, something is copied. */
export const ALL = ['plan', 'run', 'retry', 'watch', 'report', 'doctor'] as const;
export const CREATING = ['run', 'retry'] as const;
export const PLANNING = ['plan', 'run', 'retry', 'doctor'] as const;
export const ENDING = ['run', 'retry', 'watch', 'report'] as const;
