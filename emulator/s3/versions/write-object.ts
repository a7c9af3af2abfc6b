// How a new object version comes to be in a bucket.
import { createHash } from 'node:crypto';
import { checksumOf } from '../../http/checksum';
import { digestedBytes } from '../../http/hollow-body';
import type { World } from '../../world/world';
import type { Bucket, ObjectEncryption, ObjectVersion } from '../../world/bucket';
import { newVersionId, NULL_VERSION_ID } from './version-id';

/** Shared by all versions that have none, so that a million of them cost nothing. */
export const NOTHING: Readonly<Record<string, string>> = Object.freeze({});
export const EMPTY_BODY = Buffer.alloc(0);
export const SSE_S3: ObjectEncryption = Object.freeze({ algorithm: 'AES256' });

/** The id that the next version in this bucket gets. */
export function nextVersionId(world: World, bucket: Bucket): string {
  return bucket.versioning === 'Enabled' ? newVersionId(world) : NULL_VERSION_ID;
}

/** Stores a version as it is; one with the same key and version id (a null version, say) is replaced. */
export function putVersion(_world: World, bucket: Bucket, version: ObjectVersion): void {
  bucket.versions.put(version);
}

/**
 * ETag header of a body that was written in one piece: its MD5, except under KMS or a customer's key, where S3 promises
 * only that it is not the MD5.
 */
export function etagOf(body: Buffer, encryption: ObjectEncryption): string {
  const hash = createHash('md5');
  if (encryption !== SSE_S3) hash.update(encryption.customerKeyMd5 ?? encryption.kmsKeyArn ?? '');
  return `"${hash.update(digestedBytes(body)).digest('hex')}"`;
}

/** What S3 computes for an object that came without a checksum. */
export function ownChecksum(body: Buffer): Readonly<Record<string, string>> {
  return { 'x-amz-checksum-crc64nvme': checksumOf('crc64nvme', body) };
}

/** A body that can be kept: small ones are cut out of the large buffer that the network gave, which can then go. */
export function keptBody(body: Buffer): Buffer {
  if (body.length === 0) return EMPTY_BODY;
  return body.buffer.byteLength > 2 * body.length ? Buffer.from(body) : body;
}
