// One object, as a copy has to know it that does not carry everything by itself.
import type { CopyLock } from './copy-order';

export interface ObjectHead {
  readonly versionId?: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  /** Time of the server when it answered. @default - it did not say */
  readonly serverMs?: number;
  readonly storageClass: string;
  /** `AES256`, `aws:kms`, `aws:kms:dsse`; `none` where S3 says nothing: objects of before 2023, and other servers. */
  readonly encryption: string;
  readonly kmsKeyArn?: string;
  readonly bucketKey: boolean;
  /** Content-Type, Content-Encoding, Content-Disposition, Content-Language, Cache-Control, Expires, by name in small letters: those that it has. */
  readonly contentHeaders: Readonly<Record<string, string>>;
  /** User metadata, without the `x-amz-meta-` prefix, each letter a byte: they are sent as they came. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Entries of user metadata that cannot be told in headers. */
  readonly missingMetadata: number;
  readonly websiteRedirect?: string;
  /** What the caller may see of it: without permission S3 leaves it out. */
  readonly lock?: CopyLock;
  /** Zero also where the caller may not see tags. */
  readonly tagCount: number;
  readonly checksums: readonly ObjectChecksum[];
  /** ARCHIVE_ACCESS or DEEP_ARCHIVE_ACCESS of Intelligent-Tiering. */
  readonly archiveStatus?: string;
  /** Of an archived object: its restore is under way, or it can be read for some days. @default - it was not restored */
  readonly restore?: 'ongoing' | 'done';
}

export interface ObjectChecksum {
  /** As S3 writes it: `CRC64NVME`, `SHA256`. */
  readonly algorithm: string;
  /** Of the bytes of the whole, or of the checksums of its parts. */
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
  /** In base64; of a composite one, with the number of parts behind a dash. */
  readonly value: string;
}

/** One part of an object that was made of parts; an object that was not is its own only part. */
export interface ObjectPart {
  readonly sizeBytes: number;
  /** Parts of the object. */
  readonly count: number;
}
