// What a comparison of source and destination has found, as a value: it can be stored, printed, and checked again.
import type { Comparison, ComparisonAnswer } from './comparisons/comparison';

export interface Certificate {
  /** Version of this format; schemas/certificate.schema.json describes it. Version 1 did not say where S3 was asked. */
  readonly version: 1 | 2;
  /** Where S3 was asked. Absent: at AWS's own endpoints, or in version 1, nobody knows. */
  readonly endpoints?: S3Endpoints;
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
  /** What was compared, kept in a directory (`--evidence`) from which the same can be compared again. Absent: it was not kept. */
  readonly kept?: KeptEvidence;
}

/** Endpoints that were configured: an emulator's, another store's, a proxy's. */
export interface S3Endpoints {
  /** That of the source. Absent: AWS's own. */
  readonly source?: string;
  /** That of the destinations. Absent: AWS's own. */
  readonly destination?: string;
}

/** Where something was taken from. */
export type TakenFrom = Pick<Certificate, 'version' | 'endpoints'>;

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
  /** Rows in it. Absent: it is as S3 has delivered it, and its rows are those of its inventory. */
  readonly rows?: number;
}

export interface CertificateSource {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Its Region. */
  readonly region: string;
  /** Its account. */
  readonly accountId: string;
}
