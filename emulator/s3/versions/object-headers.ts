// The headers of an answer about an object.
import { leaf, type Markup } from '../../http/xml';
import type { Bucket, ObjectVersion } from '../../world/bucket';
import { encryptionHeaders } from './encryption';
import { expirationHeader } from './expiration';
import { toWire } from './object-attributes';
import { httpDate } from '../operation/timestamp';
import { NULL_VERSION_ID } from './version-id';

/** `x-amz-version-id` where versioning was ever switched on. */
export function versionHeader(bucket: Bucket, versionId: string): Record<string, string> {
  return bucket.versioning === undefined ? {} : { 'x-amz-version-id': versionId };
}

/** What PutObject, CopyObject and CompleteMultipartUpload say of the version that they wrote. */
export function writtenHeaders(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  return {
    // Of a null version, which versioning leaves when it is suspended, the writer is not told that it is one.
    ...(version.versionId === NULL_VERSION_ID ? {} : versionHeader(bucket, version.versionId)),
    ...encryptionHeaders(version.encryption),
    ...expirationHeader(bucket, version),
    ...checksumHeaders(version),
  };
}

/** Everything that GetObject and HeadObject tell of the object, except its length and its checksums. */
export function describingHeaders(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const headers: Record<string, string> = {
    'accept-ranges': 'bytes',
    'last-modified': httpDate(version.lastModifiedMs),
    etag: version.etag,
    ...version.systemMetadata,
    ...versionHeader(bucket, version.versionId),
    ...encryptionHeaders(version.encryption),
    ...expirationHeader(bucket, version),
  };
  for (const name in version.metadata) headers[`x-amz-meta-${name}`] = toWire(version.metadata[name] ?? '');
  if (version.storageClass !== 'STANDARD') headers['x-amz-storage-class'] = version.storageClass;
  if (version.replicationStatus !== undefined) headers['x-amz-replication-status'] = version.replicationStatus;
  const tagCount = Object.keys(version.tags).length;
  if (tagCount > 0) headers['x-amz-tagging-count'] = String(tagCount);
  return headers;
}

/** `COMPOSITE`: made of the checksums of the parts, with their number behind a dash. */
export function checksumType(version: ObjectVersion): 'COMPOSITE' | 'FULL_OBJECT' | undefined {
  const [value] = Object.values(version.checksums);
  if (value === undefined) return undefined;
  return value.includes('-') ? 'COMPOSITE' : 'FULL_OBJECT';
}

export function checksumHeaders(version: ObjectVersion): Record<string, string> {
  const type = checksumType(version);
  return type === undefined ? {} : { ...version.checksums, 'x-amz-checksum-type': type };
}

/** `<ChecksumCRC32>` for `x-amz-checksum-crc32`, and so on. */
export function checksumElements(checksums: ObjectVersion['checksums']): readonly Markup[] {
  return Object.entries(checksums).map(([name, value]) => leaf(checksumElementName(name), value));
}

export function checksumElementName(header: string): string {
  return `Checksum${header.slice('x-amz-checksum-'.length).toUpperCase()}`;
}
