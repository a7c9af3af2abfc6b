// Copies of more than a request can carry: begun, copied part by part, completed; what they carry beside their bytes is read and sent again.
import type { CopiedObject, CopySource, CopyTraits, ObjectPlace, Standing } from './copy-order';
import type { ObjectChecksum } from './object-head';

export type ObjectTags = Readonly<Record<string, string>>;

export interface Upload extends ObjectPlace {
  readonly uploadId: string;
}

/** One CreateMultipartUpload. */
export interface UploadOrder extends CopyTraits {
  readonly to: ObjectPlace;
  /** Of the object, as its head has them. */
  readonly contentHeaders: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** No more than a header holds. */
  readonly tags: ObjectTags;
  /** @default - what S3 computes by itself */
  readonly checksum?: Pick<ObjectChecksum, 'algorithm' | 'type'>;
}

/** One UploadPartCopy. */
export interface PartOrder {
  readonly from: CopySource;
  readonly to: Upload;
  /** From 1. */
  readonly number: number;
  readonly firstByte: number;
  /** Included. */
  readonly lastByte: number;
}

export interface CopiedPart {
  readonly number: number;
  /** Without quotes. */
  readonly etag: string;
  /** Algorithm and value in base64. @default - the upload has none */
  readonly checksum?: Pick<ObjectChecksum, 'algorithm' | 'value'>;
}

/** One CompleteMultipartUpload. */
export interface Completion {
  readonly to: Upload;
  readonly onto: Standing;
  readonly sizeBytes: number;
  readonly parts: readonly CopiedPart[];
}

export interface ListedUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly initiatedMs: number;
}

/** A version of an object; without an id the newest one. */
export interface VersionPlace extends ObjectPlace {
  readonly versionId?: string;
}

export interface Uploads {
  /** @returns the id of the upload */
  createUpload(order: UploadOrder): Promise<string>;
  /** Copies up to 5 GiB; a part of that number that is there already is replaced. */
  copyPart(order: PartOrder): Promise<CopiedPart>;
  /** Another try after it was completed has the same answer, for a while: then `not-found` NoSuchUpload. */
  completeUpload(completion: Completion): Promise<CopiedObject>;
  /** Sent although the program is being interrupted. @returns `gone` when there is no such upload: it was aborted or completed */
  abort(upload: Upload): Promise<'aborted' | 'gone'>;
  /** Uploads that were begun and are neither completed nor aborted. */
  uploads(bucket: string, prefix: string): Promise<readonly ListedUpload[]>;
  tags(place: VersionPlace): Promise<ObjectTags>;
  /** Sent although the program is being interrupted: without them the copy is half of one. */
  putTags(place: VersionPlace, tags: ObjectTags): Promise<void>;
  /** Names; none where the server has no annotations. */
  annotations(place: VersionPlace): Promise<readonly string[]>;
  /** Text of one; undefined when there is none of that name. Sent although the program is being interrupted. */
  annotation(place: VersionPlace, name: string): Promise<string | undefined>;
  /** @param etag of the object, or nothing is written. Sent although the program is being interrupted. */
  putAnnotation(place: VersionPlace, etag: string, name: string, text: string): Promise<void>;
}
