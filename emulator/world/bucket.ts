// A bucket and the object versions in it.
import type { ChecksumName } from '../http/checksum';
import type { KeyIndex } from './key-index';

export type VersioningStatus = 'Enabled' | 'Suspended';
export type ReplicationStatus = 'PENDING' | 'COMPLETED' | 'FAILED' | 'REPLICA';

export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly createdMs: number;
  /** Absent: versioning was never switched on. */
  versioning?: VersioningStatus;
  /** Parsed form of the document under `replication`; set and cleared together with it. */
  replication?: ReplicationConfiguration;
  /** What the replication configuration was and is, newest last. Absent: it never changed. */
  ruleHistory?: readonly RuleChange[];
  /** Parsed form of the document under `encryption`. Absent: SSE-S3. */
  defaultEncryption?: ObjectEncryption;
  /** Sub-resource documents exactly as they were put, by sub-resource name (`policy`, `lifecycle`, …). */
  readonly documents: Map<string, string>;
  /** Versions by key in UTF-8 order; for each key the newest version first. */
  readonly versions: KeyIndex<ObjectVersion>;
  /** Uploads in progress, by upload id. */
  readonly uploads: Map<string, MultipartUpload>;
  /** `deletedReplicaId` of versions with a replication status that were deleted by id: none is replicated again. */
  readonly deletedReplicas: Set<string>;
}

/** What a writer says about an object, beside its key and its bytes. */
export type ObjectAttributes = Pick<
  ObjectVersion,
  'systemMetadata' | 'metadata' | 'storageClass' | 'encryption' | 'tags' | 'retention' | 'legalHold' | 'acl'
>;

export interface ObjectVersion {
  readonly key: string;
  /** `null` (the four letters) for a version written while versioning was off or suspended. */
  readonly versionId: string;
  readonly deleteMarker: boolean;
  readonly lastModifiedMs: number;
  /** In quotes, as in the ETag header. Empty for a delete marker. */
  readonly etag: string;
  readonly body: Buffer;
  /** System metadata that is stored with the object: `content-type`, `cache-control`, … in lower case. */
  readonly systemMetadata: Readonly<Record<string, string>>;
  /** User metadata, without the `x-amz-meta-` prefix. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly storageClass: string;
  readonly encryption: ObjectEncryption;
  /** Header names (`x-amz-checksum-crc32`, …) to base64 values. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Sizes of the parts of a multipart upload, in order. */
  readonly partSizes?: readonly number[];
  /** Of each of those parts, if the upload checked them. */
  readonly partChecksums?: readonly ObjectVersion['checksums'][];
  /** Of a multipart upload: its id, so that who completes it once more is told the same. */
  readonly uploadId?: string;
  tags: Readonly<Record<string, string>>;
  /** Absent: it was never put under retention. */
  retention?: Retention;
  legalHold?: boolean;
  /** Absent: private to the owner of the bucket. */
  acl?: ObjectAcl;
  /** Of an archived object: since when and how long a copy of it can be read. */
  restored?: Restoration;
  /** By name; replaced as a whole. Absent: it never had any. */
  annotations?: ReadonlyMap<string, Annotation>;
  replicationStatus?: ReplicationStatus;
  /** Outcome for each destination bucket of the last attempt. */
  replicas?: ReadonlyMap<string, 'COMPLETED' | 'FAILED'>;
  /** Of a replica: name of the bucket that it came from. */
  origin?: string;
}

/** Text that is attached to an object version under a name. */
export interface Annotation {
  readonly body: Buffer;
  /** In quotes. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  /** Header names (`x-amz-checksum-crc32`, …) to base64 values. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Absent: no rule carries it. */
  readonly replicationStatus?: ReplicationStatus;
}

/** Until when a version cannot be deleted; `GOVERNANCE` yields to those who have a permission for that. */
export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly untilMs: number;
}

export interface ObjectAcl {
  readonly ownerAccountId: string;
  readonly canned: CannedAcl;
}

export type CannedAcl =
  | 'private'
  | 'public-read'
  | 'public-read-write'
  | 'authenticated-read'
  | 'bucket-owner-read'
  | 'bucket-owner-full-control';

export interface Restoration {
  readonly readyMs: number;
  /** When the copy goes again; absent for INTELLIGENT_TIERING, where the object itself comes back. */
  readonly expiresMs?: number;
}

export interface ObjectEncryption {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  readonly kmsKeyArn?: string;
  readonly bucketKey?: boolean;
  /** Base64 MD5 of the customer's key: the object is SSE-C. */
  readonly customerKeyMd5?: string;
}

/** What PutBucketReplication set, or that there is none any more, and since when. */
export interface RuleChange {
  readonly sinceMs: number;
  readonly configuration?: ReplicationConfiguration;
}

export interface ReplicationConfiguration {
  readonly roleArn: string;
  readonly rules: readonly ReplicationRule[];
}

/** Objects that a rule leaves out: each prefix and each tag leaves out what has it. */
export interface Exclusion {
  readonly prefixes: readonly string[];
  readonly tags: readonly (readonly [key: string, value: string])[];
}

export interface ReplicationRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly priority: number;
  readonly prefix: string;
  readonly tags: Readonly<Record<string, string>>;
  /** What the rule leaves out of that. @default - nothing */
  readonly excluded?: Exclusion;
  readonly destinationBucket: string;
  /** Where the bucket was when the rule was put. */
  readonly destinationRegion: string;
  readonly destinationAccountId?: string;
  readonly storageClass?: string;
  readonly replicaKmsKeyArn?: string;
  /** Replicas are encrypted with the multi-Region key that is related to the source's. */
  readonly sourceMultiRegionKey?: true;
  readonly kmsObjects: boolean;
  readonly replicaModifications: boolean;
  readonly deleteMarkers: boolean;
  readonly ownerOverride: boolean;
  /** Whether its metrics go to CloudWatch. */
  readonly metrics?: true;
}

export interface MultipartUpload {
  readonly uploadId: string;
  readonly key: string;
  readonly startedMs: number;
  readonly initiator: Initiator;
  /** Whether the key was written or deleted since the upload began. */
  disturbed?: true;
  /** What the finished object will have, taken from the request that began the upload. */
  readonly attributes: ObjectAttributes;
  /** `x-amz-checksum-algorithm` of the upload, in lower case. */
  readonly checksumName?: ChecksumName;
  /** The checksum of the object is that of its bytes; otherwise it is made of the checksums of its parts. */
  readonly fullObjectChecksum: boolean;
  readonly parts: Map<number, UploadedPart>;
}

/** Who began an upload. */
export interface Initiator {
  readonly accountId: string;
  readonly arn: string;
}

export interface UploadedPart {
  readonly etag: string;
  readonly body: Buffer;
  readonly lastModifiedMs: number;
  /** Header names to base64 values. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** How a bucket remembers a version that was deleted by its id: `<version id>/<key>`. */
export function deletedReplicaId({ key, versionId }: Pick<ObjectVersion, 'key' | 'versionId'>): string {
  return `${versionId}/${key}`;
}
