// What the journal says: one entry for each change. Bodies of objects are written once and named by their number.
import { deserialize, serialize } from 'node:v8';
import type { Task } from '../world/batch-job';
import type { Bucket, MultipartUpload, ObjectVersion, UploadedPart } from '../world/bucket';

/** Number of a body; 0 is the empty one. */
export type BodyNumber = number;

export type StoredVersion = Omit<ObjectVersion, 'body'> & { readonly body: BodyNumber };
export type StoredPart = Omit<UploadedPart, 'body'> & { readonly body: BodyNumber };
export type StoredUpload = Omit<MultipartUpload, 'parts'>;
/** Everything about a bucket that is small. */
export type StoredBucket = Omit<Bucket, 'versions' | 'uploads' | 'deletedReplicas'>;

export type JournalEntry =
  /** A body that has a length and no bytes. */
  | { readonly kind: 'hollow-body'; readonly number: BodyNumber; readonly length: number }
  | { readonly kind: 'begin'; readonly format: string; readonly version: number }
  | { readonly kind: 'bucket'; readonly bucket: StoredBucket }
  | { readonly kind: 'bucket-removed'; readonly name: string }
  | { readonly kind: 'version'; readonly bucket: string; readonly version: StoredVersion }
  | { readonly kind: 'version-removed'; readonly bucket: string; readonly key: string; readonly versionId: string }
  | { readonly kind: 'replicas-deleted'; readonly bucket: string; readonly ids: readonly string[] }
  | { readonly kind: 'upload'; readonly bucket: string; readonly upload: StoredUpload }
  | { readonly kind: 'upload-removed'; readonly bucket: string; readonly uploadId: string }
  | {
      readonly kind: 'part';
      readonly bucket: string;
      readonly uploadId: string;
      readonly partNumber: number;
      readonly part: StoredPart;
    }
  /** What a map of the world holds under a name: a role, a key, a job, … */
  | { readonly kind: 'thing'; readonly map: string; readonly name: string; readonly value: unknown }
  | { readonly kind: 'thing-removed'; readonly map: string; readonly name: string }
  | { readonly kind: 'tasks'; readonly jobId: string; readonly tasks: readonly Task[] };

const BODY = 1;
const ENTRY = 2;

const BODY_HEADER_BYTES = 1 + 6;

/** A record for a body, in parts: the bytes themselves are not copied. */
export function bodyRecord(number: BodyNumber, body: Buffer): readonly Buffer[] {
  const header = Buffer.alloc(BODY_HEADER_BYTES);
  header.writeUInt8(BODY, 0);
  header.writeUIntLE(number, 1, 6);
  return [header, body];
}

export function entryRecord(entry: JournalEntry): readonly Buffer[] {
  return [Buffer.of(ENTRY), serialize(entry)];
}

export type JournalRecord =
  { readonly kind: 'body'; readonly number: BodyNumber; readonly body: Buffer } | JournalEntry;

/** @throws Error if it is not a record of a journal */
export function readRecord(record: Buffer): JournalRecord {
  if (record[0] === BODY) {
    return { kind: 'body', number: record.readUIntLE(1, 6), body: record.subarray(BODY_HEADER_BYTES) };
  }
  if (record[0] !== ENTRY) throw new Error('this is not a record of the journal');
  return deserialize(record.subarray(1)) as JournalEntry;
}
