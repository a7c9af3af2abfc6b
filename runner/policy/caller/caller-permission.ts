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
  | 'managed policies'
  | 'keys'
  | 'every metric'
  | 'role of an identity';

export type CallerVerb =
  | 'plan'
  | 'run'
  | 'retry'
  | 'watch'
  | 'report'
  | 'verify'
  | 'doctor'
  | 'health'
  | 'policy'
  | 'list'
  | 'status'
  | 'confirm'
  | 'cancel'
  | 'priority';

/** What a run does only when it is asked to: tag its jobs, write a manifest itself, read an S3 Inventory, assume a role for one side. */
export type CallerUse = 'tags' | 'supplied manifest' | 'inventory' | 'assumed role';

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
