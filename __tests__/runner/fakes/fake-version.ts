// A version as a listing and as its headers show it, apart from any bucket.
import type { VersionEntry, VersionHead } from '../../../runner/ports/s3/objects';

export function entryOf(changes: Partial<VersionEntry> = {}): VersionEntry {
  return {
    key: 'folder/k',
    versionId: '1',
    deleteMarker: false,
    latest: true,
    lastModifiedMs: 0,
    sizeBytes: 3,
    etag: 'e',
    storageClass: 'STANDARD',
    ...changes,
  };
}

export function headOf(changes: Partial<VersionHead> = {}): VersionHead {
  return {
    versionId: '1',
    sizeBytes: 3,
    etag: 'e',
    lastModifiedMs: 0,
    storageClass: 'STANDARD',
    encryption: 'AES256',
    bucketKey: false,
    contentType: 'text/plain',
    headers: {},
    metadata: {},
    tagCount: 0,
    ...changes,
  };
}
