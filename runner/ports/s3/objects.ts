// Object versions, as the engine needs them: listed without end, looked at, written and removed one by one.

/** Part of a listing: keys that begin with `prefix`, from `after` (not included) up to `until` (included). */
export interface KeyRange {
  /** Empty: every key. */
  readonly prefix: string;
  /** @default - from the first key */
  readonly after?: string;
  /** @default - up to the last key */
  readonly until?: string;
}

/** One version or delete marker, as ListObjectVersions tells it. */
export interface VersionEntry {
  readonly key: string;
  /** `null` (the four letters) for a version from before versioning. */
  readonly versionId: string;
  readonly deleteMarker: boolean;
  readonly latest: boolean;
  readonly lastModifiedMs: number;
  /** Zero for a delete marker. */
  readonly sizeBytes: number;
  /** Without quotes; empty for a delete marker. */
  readonly etag: string;
  /** Empty for a delete marker. */
  readonly storageClass: string;
}

/** One version, as HeadObject tells it. */
export interface VersionHead {
  readonly versionId: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly storageClass: string;
  /** PENDING, COMPLETED, FAILED or REPLICA. @default - S3 has never tried to replicate it */
  readonly replicationStatus?: string;
  /** `AES256`, `aws:kms`, `aws:kms:dsse`; `SSE-C` for a customer's key, `NOT-SSE` where S3 says nothing. */
  readonly encryption: string;
  readonly kmsKeyArn?: string;
  readonly bucketKey: boolean;
  readonly contentType: string;
  /** Cache-Control, Content-Disposition, Content-Encoding, Content-Language, Expires, Website-Redirect-Location: those that it has. */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata, without the `x-amz-meta-` prefix. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tagCount: number;
  /** ARCHIVE_ACCESS or DEEP_ARCHIVE_ACCESS of Intelligent-Tiering. */
  readonly archiveStatus?: string;
  /** The header x-amz-restore. */
  readonly restore?: string;
  readonly lockMode?: string;
  /** Milliseconds since 1970. */
  readonly lockedUntilMs?: number;
  readonly legalHold?: string;
  /** @default - not asked for, or there are none */
  readonly checksums?: Checksums;
}

/** What S3 has made of the bytes, or checked when they came. */
export interface Checksums {
  /** FULL_OBJECT: of all bytes. COMPOSITE: of the checksums of the parts. @default - S3 does not say */
  readonly type?: string;
  /** In Base64, by S3's name of the algorithm, as in CRC64NVME; what is made of parts ends with a hyphen and their number. */
  readonly values: Readonly<Record<string, string>>;
}

export interface HeadOptions {
  /** Whether checksums are told: under SSE-KMS S3 asks for kms:Decrypt then. @default false */
  readonly checksums?: boolean;
  /** From 1: tells the size of this part, in place of all. @default - of the whole object */
  readonly part?: number;
}

/** How fast S3 restores what is archived: the slower, the cheaper. */
export type RestoreTier = 'Bulk' | 'Standard' | 'Expedited';

export interface RestoreOrder {
  readonly tier: RestoreTier;
  /** How long the copy stays that can be read. @default - for good, out of an archive tier of Intelligent-Tiering */
  readonly days?: number;
}

export interface Objects {
  /** Pages of up to 1,000 entries, in S3's order. */
  versions(bucket: string, range: KeyRange): AsyncIterable<readonly VersionEntry[]>;
  /** Names one level below `prefix`: keys, and prefixes that end with a slash; at most `limit`. */
  below(bucket: string, prefix: string, limit: number): Promise<readonly string[]>;
  /** Undefined when there is no such version; SSE-C versions can only be looked at with their key, and say so. */
  head(bucket: string, key: string, versionId?: string, options?: HeadOptions): Promise<VersionHead | undefined>;
  /** Whose the first 1,000 versions under `prefix` are, and whose the bucket is. */
  owners(bucket: string, prefix: string): Promise<ListedOwners>;
  acl(bucket: string, key: string, versionId: string): Promise<ObjectAcl>;
  /** @param versionId undefined: of the newest */
  tags(bucket: string, key: string, versionId?: string): Promise<Readonly<Record<string, string>>>;
  /** @param owner account that the bucket has to belong to, or nothing is written (`denied`). @default - any */
  put(
    bucket: string,
    key: string,
    body: string | Uint8Array,
    contentType: string,
    owner?: string,
  ): Promise<WrittenVersion>;
  /** The same of what one request does not take; each part but the last has 5 MiB at least. What was begun is ended where it fails. */
  putInParts(
    bucket: string,
    key: string,
    parts: Iterable<Uint8Array>,
    contentType: string,
    owner?: string,
  ): Promise<WrittenVersion>;
  /** Asks S3 to restore the current version of an archived object; that somebody has asked before is no error. */
  restore(bucket: string, key: string, order: RestoreOrder): Promise<void>;
  /** Removes one version for good. */
  remove(bucket: string, key: string, versionId: string): Promise<void>;
}

/** Owners are told by their canonical user ids. */
export interface ListedOwners {
  readonly bucketOwner: string;
  readonly versions: readonly OwnedVersion[];
}

export interface OwnedVersion {
  readonly key: string;
  readonly versionId: string;
  readonly owner: string;
}

export interface ObjectAcl {
  /** Whether a group of everybody, or of everybody with an AWS account, has a grant. */
  readonly isPublic: boolean;
  /** Canonical user ids of those who may read the object and its ACL. */
  readonly readers: readonly string[];
}

export interface WrittenVersion {
  /** Absent in a bucket without versioning. */
  readonly versionId?: string;
  /** Without quotes. */
  readonly etag: string;
}
