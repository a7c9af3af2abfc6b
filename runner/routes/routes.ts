// What a method leaves out, or fails with, and which method copies it: one row for each cause. Remedies in reports and certificates, commands
// in messages and what --route starts are made of it.
import type { RouteCause } from '../events/route-event';
import type { InsteadFlags } from '../ports/engine';
import { ARCHIVED_CLASSES } from '../replication/archived-classes';
import { OPT_IN } from '../replication/kms-objects';

export interface Route {
  /** Name of the method that copies it. */
  readonly method: 'copy' | 'batch-copy';
  /** Name of the one that does so where the first lacks something. @default - no other does */
  readonly otherwise?: 'copy';
  /** Where the copies go. `source`: each object is copied onto itself, and its new version is replicated. */
  readonly to: 'destination' | 'source';
  /** Whether the objects are archived, and have to be restored first. @default false */
  readonly restored?: true;
  /** Why the method does not copy it. */
  readonly why: (objects: string, are: string) => string;
  /** What is to be done, in reports and certificates. */
  readonly remedy: string;
  /** What is mended instead, where the copies may not be made. @default - nothing else helps */
  readonly orMend?: string;
  /** Flags of the command that copies exactly these. @default - what was given selects them */
  readonly flags?: InsteadFlags;
}

export const ROUTES: Readonly<Record<RouteCause, Route>> = {
  'too-large': {
    method: 'copy',
    to: 'destination',
    why: (objects, are) => `${objects} ${are} larger than 5 GiB, which one request does not copy`,
    remedy: 'copy it with: s3-backfill copy, which copies in parts',
    flags: { 'larger-than': '5GiB' },
  },
  archived: {
    method: 'copy',
    to: 'destination',
    restored: true,
    why: (objects, are) => `${objects} ${are} archived (${ARCHIVED_CLASSES}), and cannot be read`,
    remedy:
      'restore it, and copy it when that is done: --route does both, s3-backfill copy --restored copies what was restored',
    flags: { restored: true },
  },
  'class-not-kept': {
    method: 'copy',
    to: 'destination',
    why: (objects, are) => `${objects} ${are} of a storage class that no job gives its copies`,
    remedy: 'copy it with: s3-backfill copy, which gives every class',
  },
  'hard-deleted': {
    method: 'batch-copy',
    otherwise: 'copy',
    to: 'source',
    why: (objects) =>
      `the replica of ${objects} was deleted by its version id, and S3 never replicates that version again`,
    remedy: 'copy the object onto itself at the source: the new version is replicated',
  },
  'kms-not-opted-in': {
    method: 'copy',
    to: 'destination',
    why: (objects, are) => `${objects} ${are} encrypted with SSE-KMS, and the rule does not replicate such objects`,
    remedy: `${OPT_IN}; then s3-backfill run`,
    orMend: 'the rule that replicates such objects is printed by',
  },
  'no-versioning': {
    method: 'copy',
    to: 'destination',
    why: () => 'S3 replicates only between versioned buckets, and one of them is not',
    remedy: 'enable versioning on both buckets, or copy with: s3-backfill copy',
  },
};
