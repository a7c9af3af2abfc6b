// What is known of one version, from a listing, from an inventory, or from its headers.
import type { VersionEntry, VersionHead } from '../ports/s3/objects';

/** `UNKNOWN`: S3 has a word for it that this version does not know. */
export type Status = 'NONE' | 'PENDING' | 'COMPLETED' | 'FAILED' | 'REPLICA' | 'UNKNOWN';
export type Encryption = 'SSE-S3' | 'SSE-KMS' | 'DSSE-KMS' | 'SSE-C' | 'NOT-SSE' | 'UNKNOWN';

export interface SurveyedVersion {
  readonly key: string;
  readonly versionId: string;
  readonly deleteMarker: boolean;
  /** @default - not known */
  readonly latest?: boolean;
  /** @default - not known yet */
  readonly lastModifiedMs?: number;
  readonly sizeBytes: number;
  /** @default - not known yet */
  readonly storageClass?: string;
  /** @default - not known yet */
  readonly status?: Status;
  /** @default - not known yet */
  readonly encryption?: Encryption;
  /** Whether Intelligent-Tiering has moved it to an archive tier. @default - not known yet */
  readonly archivedTier?: boolean;
  /** @default - not known yet */
  readonly tags?: Readonly<Record<string, string>>;
}

const STATUSES: readonly Status[] = ['NONE', 'PENDING', 'COMPLETED', 'FAILED', 'REPLICA'];
const ENCRYPTION_OF: Readonly<Record<string, Encryption>> = {
  AES256: 'SSE-S3',
  'aws:kms': 'SSE-KMS',
  'aws:kms:dsse': 'DSSE-KMS',
};
const ENCRYPTIONS: readonly Encryption[] = ['SSE-S3', 'SSE-KMS', 'DSSE-KMS', 'SSE-C', 'NOT-SSE'];

/** S3's word for the status; where S3 says nothing it has never tried. The SDK's older models spell it COMPLETE. */
export function statusOf(text: string | undefined): Status {
  if (text === 'COMPLETE') return 'COMPLETED';
  if (text === undefined || text === '') return 'NONE';
  return STATUSES.find((status) => status === text) ?? 'UNKNOWN';
}

export function encryptionOf(text: string): Encryption {
  return ENCRYPTIONS.find((encryption) => encryption === text) ?? ENCRYPTION_OF[text] ?? 'UNKNOWN';
}

export function listedVersion(entry: VersionEntry): SurveyedVersion {
  const { key, versionId, deleteMarker, latest, lastModifiedMs, sizeBytes, storageClass } = entry;
  return { key, versionId, deleteMarker, latest, lastModifiedMs, sizeBytes, storageClass };
}

/** The version with all that its headers say. */
export function withHead(version: SurveyedVersion, head: VersionHead): SurveyedVersion {
  return {
    ...version,
    lastModifiedMs: head.lastModifiedMs,
    sizeBytes: head.sizeBytes,
    storageClass: head.storageClass,
    status: statusOf(head.replicationStatus),
    encryption: encryptionOf(head.encryption),
    archivedTier: head.archiveStatus !== undefined,
  };
}
