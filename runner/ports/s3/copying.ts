// Copying on S3's side, as the engine needs it: the newest objects of a bucket, and requests that make one of them another's.
import type { CopyLock, ObjectHead, ObjectPart } from './object-head';
import type { KeyRange } from './objects';
import type { Uploads } from './uploads';

/** One object, as ListObjectsV2 tells it. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly storageClass: string;
}

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** What stands at the destination when something is written there, or the write is refused: `{etag}` and nothing else, nothing, or whatever there is. */
export type Standing = { readonly etag: string } | 'nothing' | 'anything';

/** What the copy is to be, beside its bytes. */
export interface CopyTraits {
  readonly storageClass: string;
  /** @default - as the destination bucket encrypts */
  readonly encryption?: CopyEncryption;
  readonly annotations: 'copy' | 'exclude';
  /** @default - the bucket's owner alone */
  readonly acl?: CannedAcl | CopyGrants;
  readonly websiteRedirect?: string;
  /** @default - none, or the default of the destination bucket */
  readonly lock?: CopyLock;
}

export type CopyEncryption =
  | { readonly algorithm: 'AES256' }
  | { readonly algorithm: 'aws:kms' | 'aws:kms:dsse'; readonly kmsKeyArn?: string; readonly bucketKey?: boolean };

export type CannedAcl = 'bucket-owner-full-control' | 'public-read' | 'public-read-write' | 'authenticated-read';

/** Grantees by permission, as headers name them: `id="…"` or `uri="…"`. */
export type CopyGrants = Readonly<Partial<Record<GrantPermission, readonly string[]>>>;

export type GrantPermission = 'FULL_CONTROL' | 'READ' | 'READ_ACP' | 'WRITE' | 'WRITE_ACP';

/** The ACL of an object. */
export interface ObjectGrants {
  /** `id="…"`. */
  readonly owner: string;
  readonly grants: CopyGrants;
}

/** The version with this ETag, or nothing is copied. */
export interface CopySource extends ObjectPlace {
  readonly etag: string;
  readonly versionId?: string;
}

/** One CopyObject. */
export interface CopyOrder extends CopyTraits {
  readonly from: CopySource;
  readonly to: ObjectPlace;
  readonly onto: Standing;
}

export interface CopiedObject {
  /** Without quotes. */
  readonly etag: string;
  readonly versionId?: string;
}

/**
 * Errors are RunnerErrors with S3's code: `refused` PreconditionFailed where the source or what stands at the destination is not
 * what the order says, `refused` ConditionalRequestConflict where somebody else writes the same key.
 */
export interface Copying extends Uploads {
  /** Pages of up to 1,000 objects, in S3's order; delete markers hide theirs. */
  objects(bucket: string, range: KeyRange): AsyncIterable<readonly ListedObject[]>;
  /** Undefined: there is no such object or version. One under a customer's key (SSE-C) cannot be looked at without it: `refused`. */
  head(place: ObjectPlace, versionId?: string): Promise<ObjectHead | undefined>;
  /** Part `number`, from 1, of an object whose ETag is this one. */
  part(place: CopySource, number: number): Promise<ObjectPart>;
  grants(place: ObjectPlace, versionId?: string): Promise<ObjectGrants>;
  /** Copies up to 5 GiB in one request. */
  copy(order: CopyOrder): Promise<CopiedObject>;
}
