// What a comparison of a source with one destination has counted, and what it rests on.
import type { ComparedTables } from './compared-tables';
import type { ComparedGroup, Finding, VersionExample } from './finding';
import type { ReportedVersions } from './reported-versions';

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

/** SHA-256 over one line for each version and delete marker of a listing, or for each object. */
export interface ListingDigest {
  /** Hexadecimal. */
  readonly sha256: string;
  /** Versions and delete markers. */
  readonly lines: number;
}
