// Why a version has no replica, or what is different about it: what each means, and what to do.

import type { DifferentReason, MissingReason } from '../events/comparisons/finding';
import { ROUTES } from '../routes/routes';

export interface Explained {
  readonly meaning: string;
  readonly remedy: string;
}

const OVERWRITTEN =
  'compare the two versions by hand; to replicate it anew, remove the version at the destination, copy the object onto itself at the source, and let the rule replicate that';

const MISSING: Readonly<Record<MissingReason, Explained>> = {
  archived: {
    meaning: 'the source version is archived, which S3 does not replicate',
    remedy: 'restore it and copy it to another storage class: the new version is replicated',
  },
  completed: {
    meaning:
      'S3 calls it COMPLETED, and it is not there: it was deleted at the destination, or went to another one only',
    remedy:
      'for a new destination: s3-backfill run --replication-status COMPLETED; if it was deleted by its version id, copy the object onto itself at the source',
  },
  'delete-marker': {
    meaning: 'the delete marker is not there, although the rule replicates delete markers',
    remedy: 'nothing, if a lifecycle rule has made it: those are never replicated; else s3-backfill run',
  },
  failed: {
    meaning: 'S3 has tried to replicate it, and failed',
    remedy: 's3-backfill run tries again; s3-backfill report JOB says why it failed',
  },
  'kms-not-opted-in': {
    meaning: 'it is encrypted with SSE-KMS, and the rule does not replicate such objects',
    remedy: ROUTES['kms-not-opted-in'].remedy,
  },
  'never-tried': {
    meaning: 'S3 has never tried to replicate it: it is older than the rule',
    remedy: 's3-backfill run',
  },
  replica: {
    meaning: 'it is a replica of another bucket itself, which rules do not replicate further',
    remedy: 's3-backfill run --replication-status REPLICA',
  },
  unknown: {
    meaning: 'it is not there, and its status, its tags or the filter of the rule could not be read',
    remedy:
      'allow s3:GetObjectVersion on the source objects, and verify again (SSE-C objects cannot be looked at without their key)',
  },
};

const DIFFERENT: Readonly<Record<DifferentReason, Explained>> = {
  etag: { meaning: 'the ETag is another one, and no encryption explains it', remedy: OVERWRITTEN },
  headers: {
    meaning: 'system metadata (Content-Type, Cache-Control, …) is different',
    remedy: OVERWRITTEN,
  },
  kind: { meaning: 'one side has a delete marker where the other one has an object', remedy: OVERWRITTEN },
  metadata: { meaning: 'user metadata is different', remedy: OVERWRITTEN },
  'not-a-replica': {
    meaning: 'S3 does not mark the version at the destination as a replica: somebody has written it there',
    remedy: OVERWRITTEN,
  },
  'object-lock': {
    meaning: 'legal hold or retention mode is different',
    remedy:
      'set it at the destination as it is at the source; replication carries changes only while the rule is enabled',
  },
  size: { meaning: 'the size is another one', remedy: OVERWRITTEN },
  tags: {
    meaning: 'tags are different',
    remedy:
      'tags that are changed at the destination stay there; changed at the source, they follow if the replication role has s3:GetObjectVersionTagging and s3:ReplicateTags',
  },
};

const PENDING: Explained = {
  meaning: 'S3 is replicating it now',
  remedy: 'verify again in a few minutes, or with --wait',
};

export type ReplicaReason = MissingReason | DifferentReason | 'pending';

export function meaningOf(reason: ReplicaReason): Explained {
  if (reason === 'pending') return PENDING;
  return Object.hasOwn(MISSING, reason) ? MISSING[reason as MissingReason] : DIFFERENT[reason as DifferentReason];
}
