// What an execution finds at the source: what lies below the location, or what its manifest names.
import type { Bucket, ObjectVersion } from '../../world/bucket';
import type { PathFilter } from './path-filter';
import type { ManifestRow } from './read-manifest';
import type { SyncFailure } from './s3-session';

/** An object, or the path of one that is not there. */
export interface SourceObject {
  /** Below the location. */
  readonly path: string;
  readonly key: string;
  /** @default - there is none */
  readonly version?: ObjectVersion;
  /** As the manifest names it. @default - the newest */
  readonly versionId?: string;
}

export function isFolder(path: string): boolean {
  return path.endsWith('/');
}

/** Current versions below a prefix, without that of the prefix itself. */
export function* objectsBelow(
  { versions }: Bucket,
  prefix: string,
): Generator<Required<Omit<SourceObject, 'versionId'>>, void, undefined> {
  for (const [version] of versions.ascend({ at: prefix })) {
    if (version === undefined || !version.key.startsWith(prefix)) return;
    if (version.deleteMarker || version.key === prefix) continue;
    yield { path: version.key.slice(prefix.length), key: version.key, version };
  }
}

/** Those that an include filter lists; an exclude filter is asked afterwards. */
export function* listedObjects(bucket: Bucket, prefix: string, filter: PathFilter): Generator<SourceObject> {
  for (const object of objectsBelow(bucket, prefix)) if (filter.lists(object.path)) yield object;
}

export function* manifestObjects(
  bucket: Bucket,
  prefix: string,
  rows: readonly ManifestRow[],
): Generator<SourceObject> {
  for (const { path, versionId } of rows) {
    const key = `${prefix}${path}`;
    const { versions } = bucket;
    const found = versionId === undefined ? versions.current(key) : versions.find(key, versionId);
    const version = found === undefined || found.deleteMarker ? {} : { version: found };
    yield { path, key, ...version, ...(versionId === undefined ? {} : { versionId }) };
  }
}

const MAX_COMPONENT_BYTES = 255;

/**
 * Why DataSync, which takes keys for paths of a file system, cannot carry this one.
 * @see https://docs.aws.amazon.com/datasync/latest/userguide/datasync-limits.html#file-system-limits
 */
export function unfitPath(path: string): SyncFailure | undefined {
  const parts = path.replace(/\/$/, '').split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    return { code: 'InvalidPath', detail: `The path ${path} begins with a slash or includes //, /./ or /../` };
  }
  const long = parts.find((part) => Buffer.byteLength(part) > MAX_COMPONENT_BYTES);
  if (long === undefined) return undefined;
  const detail = `The path ${path} has a component of ${Buffer.byteLength(long)} bytes, and ${MAX_COMPONENT_BYTES} are allowed`;
  return { code: 'FileNameTooLong', detail };
}
