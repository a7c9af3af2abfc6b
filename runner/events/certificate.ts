// What a comparison of source and destination has found, as a value: it can be stored, printed, and checked again.
import type { KeyFault } from '../text/s3-address';

export interface Certificate {
  /** Version of this format; schemas/certificate.schema.json describes it. */
  readonly version: 1;
  /** The source bucket. */
  readonly source: CertificateSource;
  /** Prefixes that were asked for; empty: every key that the enabled rules cover, or of copies every key. */
  readonly prefixes: readonly string[];
  /** Object versions, or of copies keys, that were chosen one by one, and compared; no other was. Absent: all under the prefixes. */
  readonly chosen?: number;
  /**
   * What of the source was compared with what of a destination: every version with the one of the same version id, which its replica has; or
   * the newest object of a key with the newest of its copy's key, since copies have ids of their own, or each version of a key with the one
   * that is as far from the newest. Absent: by version id.
   */
  readonly matched?: 'by-version-id' | 'newest-with-newest' | 'from-the-newest';
  /** When the first listing began: ISO 8601. */
  readonly startedAt: string;
  /** When the last request was answered. */
  readonly endedAt: string;
  /**
   * The listing that both sides were read by, at that time: no cache. ListObjectsV2 has the newest objects alone. `S3Inventory`: of one side
   * or of both a list was read that was made before; `tables` says which, and when.
   */
  readonly listing: 'ListObjectVersions' | 'ListObjectsV2' | 'S3Inventory';
  /** `complete` only if every comparison is, but those with nothing to compare; the gravest of them otherwise. */
  readonly answer: ComparisonAnswer;
  /** One for each destination bucket; of copies, one for each prefix that was copied. */
  readonly comparisons: readonly Comparison[];
  /** What was listed and looked at, kept in a directory (`--evidence`) from which the same can be compared again. Absent: it was not kept. */
  readonly kept?: KeptEvidence;
}

/** Files that can be held against their digests. */
export interface KeptEvidence {
  /** SHA-256 of evidence.json, which names the files and says what they are of. */
  readonly sha256: string;
  /** In the same directory. */
  readonly files: readonly KeptFile[];
}

export interface KeptFile {
  /** Name in the directory. */
  readonly name: string;
  /** Of its bytes: hexadecimal. */
  readonly sha256: string;
  /** Its size. */
  readonly bytes: number;
  /** Rows in it. */
  readonly rows: number;
}

export interface CertificateSource {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Its Region. */
  readonly region: string;
  /** Its account. */
  readonly accountId: string;
}

/**
 * - `complete`: every version that a rule covers has its replica, or every object its copy, and nothing that was compared differs
 * - `incomplete`: something is missing or different
 * - `pending`: nothing is missing or different, and S3 is still replicating some versions
 * - `not-compared`: one side could not be read, or there was nothing to compare
 */
export type ComparisonAnswer = 'complete' | 'incomplete' | 'pending' | 'not-compared';

/** Source against one destination. */
export interface Comparison {
  /** The destination bucket. */
  readonly destination: string;
  /** Beginnings of the keys on both sides, of copies: keys are paired by what follows. Absent: versions are paired by key and version id. */
  readonly keyPrefix?: KeyPrefixes;
  /** What of the source was compared with what of the destination, where that is another way than the certificate says. */
  readonly matched?: 'by-version-id' | 'newest-with-newest' | 'from-the-newest';
  /** Of copies: every version was compared, from the newest down, delete markers with delete markers. @default - the newest objects were */
  readonly allVersions?: true;
  /** Enabled rules that replicate to it; of copies none. */
  readonly ruleIds: readonly string[];
  /** See the answer above, for this destination. */
  readonly answer: ComparisonAnswer;
  /** Why it could not be compared. */
  readonly reason?: string;
  /** Last key that was compared, where the comparison ended before the listing did. Absent: it did not. */
  readonly upTo?: string;
  /** Prefixes that were listed, of the source, the empty one is every key; or the keys of versions that were chosen one by one. */
  readonly listed: readonly string[];
  /** Object versions of the source; delete markers are not among them. */
  readonly versions: VersionCounts;
  /** Versions that another method has copied, which is compared by itself; they are among those outside. Absent: none. */
  readonly handedOn?: number;
  /** Delete markers of the source; of copies none, for a key whose newest version is one is not there. */
  readonly deleteMarkers: MarkerCounts;
  /** What the destination has and the source has not. It does not change the answer. */
  readonly extra: ExtraCounts;
  /** What the comparison rests on. */
  readonly evidence: Evidence;
  /** What is missing, different or pending, by reason; most frequent first. */
  readonly findings: readonly Finding[];
  /** Versions by the next folder below the listed prefix; at most 200, and one for the others. */
  readonly byPrefix: readonly ComparedGroup[];
  /** Versions by the storage class of the source. */
  readonly byClass: readonly ComparedGroup[];
  /** Of the source's listing; of an inventory, of its manifest.json, which has the checksums of its files. */
  readonly sourceDigest: ListingDigest;
  /** Of the destination's listing; the same as the source's when the two listings are the same in every line. */
  readonly destinationDigest: ListingDigest;
  /** What was read of lists that were made before. Absent: both sides were listed. */
  readonly tables?: ComparedTables;
  /** What the completion report of a job says of the same versions. Absent: none was named. */
  readonly reported?: ReportedVersions;
}

/** A completion report, held against what both sides have. */
export interface ReportedVersions {
  /** The job. */
  readonly transferId: string;
  /** Where its manifest is: `s3://bucket/key`. */
  readonly location: string;
  /** Rows of the report. */
  readonly rows: number;
  /** Those that are of another bucket, or of keys that were not compared. */
  readonly otherRows: number;
  /** Versions by what the report says of them, and what was found; each version once. */
  readonly groups: readonly ReportedGroup[];
}

/** What a report says of a version: that it failed, where rows contradict each other; in no row, older or younger than the job. */
export type ReportedSays = 'succeeded' | 'failed' | 'not-listed' | 'younger';

/**
 * - `there`: both sides have it, of the same kind and size
 * - `different`: of another kind or size
 * - `missing`: the source alone has it
 * - `source-deleted`: the destination alone has it
 * - `gone`: neither has it
 */
export type ReportedFound = 'there' | 'different' | 'missing' | 'source-deleted' | 'gone';

export interface ReportedGroup {
  /** By the report. */
  readonly says: ReportedSays;
  /** By what both sides have. */
  readonly found: ReportedFound;
  /** Object versions; delete markers only where the report has a row for them. */
  readonly count: number;
  /** Both in words. */
  readonly meaning: string;
  /** A few of them. */
  readonly examples: readonly VersionExample[];
}

/** A comparison of lists that were made before. */
export interface ComparedTables {
  /** What the source was read from. */
  readonly source: TableRead;
  /** What the destination was read from. */
  readonly destination: TableRead;
  /** What may have come or gone since the lists were made. */
  readonly doubtful: Doubtful;
  /** What both sides have, with another storage class or encryption; rules and lifecycle rules make it so, and it does not change the answer. */
  readonly otherTraits: readonly OtherTrait[];
  /** Versions by the day of their last change; at most 200, and one for the others. */
  readonly byDay: readonly ComparedGroup[];
}

export interface TableRead {
  /** An inventory was made before; a listing now. */
  readonly kind: 'inventory' | 'listing';
  /** Its manifest.json, or the bucket. */
  readonly location: string;
  /** When it was made: ISO 8601. */
  readonly madeAt: string;
  /** Files that it was read from. */
  readonly files: number;
  /** Rows under the prefixes that were compared. */
  readonly rows: number;
  /** Rows that cannot be used, or not as they are, by what is wrong with them. */
  readonly damaged: readonly DamagedRows[];
}

export interface DamagedRows {
  /** What is wrong. */
  readonly damage: RowDamage;
  /** Rows. */
  readonly count: number;
  /** A few of their keys, or how the row begins. */
  readonly examples: readonly string[];
}

/**
 * - `broken-percent`: the key cannot be decoded, and was compared as it is written
 * - `no-key`, `no-size`: the row lacks it, and was not compared
 * - `other-bucket`: it is of another bucket, and was not compared
 * - `columns`, `encoding`, `quotes`: it has more or fewer columns than the inventory says, is no UTF-8, or ends within quotes; it was not compared
 */
export type RowDamage =
  'broken-percent' | 'no-key' | 'no-size' | 'other-bucket' | 'columns' | 'encoding' | 'quotes' | 'unreadable';

export interface Doubtful {
  /** Versions of the source that the lists do not settle: younger than a list, or pending when it was made. */
  readonly found: number;
  /** Those that were looked at, one by one, since. */
  readonly looked: number;
  /** Those that were not: nobody knows, and they are not among those compared. */
  readonly unknown: number;
  /** Why not. */
  readonly why?: string;
}

export interface OtherTrait {
  /** What is another. */
  readonly trait: 'storage-class' | 'encryption';
  /** At the source. */
  readonly source: string;
  /** At the destination. */
  readonly destination: string;
  /** Versions. */
  readonly count: number;
  /** A few of them. */
  readonly examples: readonly VersionExample[];
}

export interface KeyPrefixes {
  /** At the source. */
  readonly source: string;
  /** At the destination, in place of the other. */
  readonly destination: string;
}

/** Object versions of the source, or of copies its newest objects; delete markers are not among them. */
export interface VersionCounts {
  /** The sum of the next four. */
  readonly compared: number;
  /**
   * Its replica is there: same version id, size and ETag (or, see `etagNotComparable`, all but the ETag). Or its copy is: same size, and the
   * same bytes by ETag or checksum (or, see `contentNotComparable`, the same size alone).
   */
  readonly same: number;
  /** No replica, although a rule covers it; or no copy. */
  readonly missing: number;
  /** A replica or copy that is not the same. */
  readonly different: number;
  /** S3 is replicating it. Copies never are. */
  readonly pending: number;
  /** Neither covered by an enabled rule nor there, left out by the filters of the copy, or copied by another method; not among those compared. */
  readonly outside: number;
  /** Size of those compared. */
  readonly bytes: number;
  /** Size of those that are the same. */
  readonly sameBytes: number;
}

export interface MarkerCounts {
  /** Delete markers of the source. */
  readonly listed: number;
  /** There at the destination, too. */
  readonly same: number;
  /** Not there, although the rule replicates delete markers. Those that a lifecycle rule has made never are. */
  readonly missing: number;
  /** Not there, and no rule replicates them. */
  readonly notReplicated: number;
}

/** What the destination has and the source has not. It does not change the answer. */
export interface ExtraCounts {
  /** Object versions. */
  readonly versions: number;
  /** Those that are replicas: their source version was deleted for good. */
  readonly replicas: number;
  /** Those that are no replicas: somebody has written them there. */
  readonly others: number;
  /** Those that were not looked at: beyond the limit, or forbidden; of copies all. */
  readonly notLookedAt: number;
  /** Delete markers. */
  readonly deleteMarkers: number;
  /** A few of the versions. */
  readonly examples: readonly VersionExample[];
}

/**
 * What the comparison of metadata, tags and status rests on. That a version has its replica, by its version id, or an object its copy, by
 * its key, is compared for every one that was compared; size and ETag for every replica or copy that is there, of copies the storage class, too.
 */
export interface Evidence {
  /** Of the replicas or copies that are there: `all` were looked at, `none`, or fewer than all (`sample`). */
  readonly how: 'all' | 'sample' | 'none';
  /** Replicas whose metadata and status, or copies whose metadata, were compared, by HeadObject on both sides. */
  readonly looked: number;
  /** Replicas or copies that are there. */
  readonly of: number;
  /** Replicas or copies that were drawn at random to be looked at, each with the same chance. Absent: none was left out. */
  readonly drawn?: number;
  /** Whether tags were compared for them. */
  readonly tags: boolean;
  /** Why metadata or tags were not compared. */
  readonly why?: string;
  /**
   * Replicas or copies that are the same, and whose ETag differs by design: under SSE-KMS or SSE-C, and of objects in parts, it is no checksum
   * of the content. Bytes of copies are compared by checksums then.
   */
  readonly etagNotComparable: number;
  /** Of these, copies whose checksums cannot be compared either: their bytes may be others, of the same number. Absent: of replicas. */
  readonly contentNotComparable?: number;
  /** Copies that are there with another ETag, and may not be looked at; not among those compared. Absent: of replicas. */
  readonly contentNotRead?: number;
  /** What was compared for no copy, since it was not to be kept, or cannot be looked at here. Absent: of replicas. */
  readonly neverCompared?: readonly CopyTrait[];
  /** What was compared with what the copies were to be given in place of it, and not with the source. Absent: nothing was. */
  readonly replaced?: readonly ReplacedTrait[];
  /** Replication status of the source versions that were looked at; of copies none. */
  readonly statuses: readonly StatusCount[];
}

export type CopyTrait =
  'acl' | 'annotations' | 'encryption' | 'object-lock' | 'website-redirect' | 'cache-control' | 'file-mtime';

/** `metadata`: content headers and user metadata. */
export type ReplacedTrait = 'metadata' | 'tags';

export interface StatusCount {
  /** S3's word; NONE where S3 has never tried. */
  readonly status: string;
  /** Versions with it. */
  readonly count: number;
}

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

/** SHA-256 over one line for each version and delete marker of a listing, or for each object. */
export interface ListingDigest {
  /** Hexadecimal. */
  readonly sha256: string;
  /** Versions and delete markers. */
  readonly lines: number;
}
