// Copying on S3's side, as the engine needs it: the newest objects of a bucket, and requests that make one of them another's.
import type { CopiedObject, CopyOrder, CopySource, ObjectGrants, ObjectPlace } from './copy-order';
import type { Deleting } from './deleting';
import type { ObjectHead, ObjectPart } from './object-head';
import type { KeyRange, VersionEntry } from './objects';
import type { Uploads } from './uploads';

/** One object, as ListObjectsV2 tells it. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly storageClass: string;
  /** Of one that was chosen among the versions of its key; `null` where it has none. @default - the current one is meant */
  readonly versionId?: string;
}

export type {
  ObjectPlace,
  Standing,
  CopyTraits,
  NewMetadata,
  CopyEncryption,
  CannedAcl,
  CopyGrants,
  GrantPermission,
  ObjectGrants,
  CopyLock,
  CopySource,
  CopyOrder,
  CopiedObject,
} from './copy-order';

/**
 * Errors are RunnerErrors with S3's code: `refused` PreconditionFailed where the source or what stands at the destination is not
 * what the order says, `refused` ConditionalRequestConflict where somebody else writes the same key.
 */
export interface Copying extends Uploads, Deleting {
  /** Pages of up to 1,000 objects, in S3's order; delete markers hide theirs. */
  objects(bucket: string, range: KeyRange): AsyncIterable<readonly ListedObject[]>;
  /** Pages of up to 1,000 versions and delete markers, in S3's order, newest first within a key. */
  versions(bucket: string, range: KeyRange): AsyncIterable<readonly VersionEntry[]>;
  /** Undefined: there is no such object or version. One under a customer's key (SSE-C) cannot be looked at without it: `refused`. */
  head(place: ObjectPlace, versionId?: string): Promise<ObjectHead | undefined>;
  /** Part `number`, from 1, of an object whose ETag is this one. */
  part(place: CopySource, number: number): Promise<ObjectPart>;
  grants(place: ObjectPlace, versionId?: string): Promise<ObjectGrants>;
  /** Copies up to 5 GiB in one request. */
  copy(order: CopyOrder): Promise<CopiedObject>;
}
