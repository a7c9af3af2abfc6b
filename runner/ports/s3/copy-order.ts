// What is copied where, and what the copy is to be.

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** What stands at the destination when something is written there, or the write is refused: `{etag}` and nothing else, nothing, or whatever there is. */
export type Standing = { readonly etag: string } | 'nothing' | 'anything';

/** All that a copy has of content headers and user metadata, in place of what its source has. */
export interface NewMetadata {
  /** Content-Type, Content-Encoding, Content-Disposition, Content-Language, Cache-Control, Expires, by name in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata, without the `x-amz-meta-` prefix, by name in small letters. */
  readonly user: Readonly<Record<string, string>>;
}

/** What the copy is to be, beside its bytes. */
export interface CopyTraits {
  readonly storageClass: string;
  /** @default - as the destination bucket encrypts */
  readonly encryption?: CopyEncryption;
  readonly annotations: 'copy' | 'exclude';
  /** @default - those of the source */
  readonly newMetadata?: NewMetadata;
  /** All that it has. @default - those of the source */
  readonly newTags?: Readonly<Record<string, string>>;
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

export interface CopyLock {
  readonly mode?: string;
  /** ISO 8601. */
  readonly retainUntil?: string;
  readonly legalHold?: string;
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
