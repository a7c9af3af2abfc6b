// Buckets, as the engine needs them.
import type { Replication } from './replication';

export type Versioning = 'Enabled' | 'Suspended' | 'never enabled';

export interface Buckets {
  /** Region of the bucket; fails with `not-found` or `denied`. Works from any Region. */
  regionOf(bucket: string): Promise<string>;
  versioning(bucket: string): Promise<Versioning>;
  /** Undefined when the bucket has no replication configuration. */
  replication(bucket: string): Promise<Replication | undefined>;
  /** How old a replication configuration has to be until all of S3 acts on it: milliseconds. */
  rulesSettleInMs(): Promise<number>;
  /** The first `limit` versions and delete markers under `prefix`, in S3's order. */
  listVersions(bucket: string, prefix: string, limit: number): Promise<readonly ListedVersion[]>;
  /** The first `limit` names at the top level: keys, and prefixes that end with a slash. */
  listTop(bucket: string, limit: number): Promise<readonly string[]>;
  /**
   * The object's bytes; undefined when there is no such object.
   * @param owner account that the bucket has to belong to, or nothing is read (`denied`). @default - any
   * @param rest where reading goes on. @default - at the first byte
   */
  read(bucket: string, key: string, owner?: string, rest?: RestOfObject): Promise<ObjectBytes | undefined>;
  /**
   * Some bytes of an object, as many as there is place for; undefined when there is no such object.
   * @param owner account that the bucket has to belong to, or nothing is read (`denied`). @default - any
   */
  readPart(bucket: string, key: string, part: PartToRead, owner?: string): Promise<PartRead | undefined>;
}

export interface ObjectBytes extends AsyncIterable<Uint8Array> {
  /** With its quotes. @default - S3 has not said it */
  readonly etag?: string;
}

export interface RestOfObject {
  /** The first byte. */
  readonly from: number;
  /** As it was answered before: of another object nothing is read (`refused`, PreconditionFailed). */
  readonly etag: string;
}

export interface PartToRead {
  /** The first byte. */
  readonly from: number;
  readonly into: Uint8Array;
  /** As the first part was answered with: of another object nothing is read (`refused`, PreconditionFailed). @default - of any */
  readonly etag?: string;
}

export interface PartRead {
  readonly readBytes: number;
  /** Of the whole object. */
  readonly objectBytes: number;
  /** With its quotes. @default - S3 has not said it */
  readonly etag?: string;
}

export interface ListedVersion {
  readonly key: string;
  readonly versionId: string;
  readonly deleteMarker: boolean;
  readonly storageClass: string;
}
