// Whether an object has to be transferred: both sides are looked at, and compared.
// https://docs.aws.amazon.com/datasync/latest/userguide/how-datasync-transfer-works.html#how-datasync-prepares
import { ServiceError } from '../../http/service';
import { isArchived } from '../../s3/versions/archive';
import type { ObjectVersion } from '../../world/bucket';
import type { SyncLocation, SyncOptions } from '../../world/datasync';
import type { World } from '../../world/world';
import { carriedOf, hasCarried, isSameContent } from './carried-object';
import { failureOf, type S3Session, type SyncFailure } from './s3-session';
import { type SourceObject, unfitPath } from './source-objects';

/** Both ends of a transfer. */
export interface Route {
  readonly world: World;
  readonly source: S3Session;
  readonly destination: S3Session;
  readonly to: SyncLocation;
  readonly options: SyncOptions;
  /** Of an execution that begins again: what was written since then is written again. @default - nothing is */
  readonly redoSinceMs?: number;
}

export type TransferType = 'CONTENT_AND_METADATA' | 'METADATA';

export type Prepared =
  | { readonly kind: 'skipped'; readonly reason: string; readonly isSame?: true }
  | { readonly kind: 'failed'; readonly failure: SyncFailure }
  | {
      readonly kind: 'to transfer';
      readonly version: ObjectVersion;
      readonly type: TransferType;
      /** What is at the destination. @default - nothing is */
      readonly existing?: ObjectVersion;
    };

export function prepareObject(route: Route, object: SourceObject): Prepared {
  const { world, source, options } = route;
  const { path, key, version, versionId } = object;
  const unfit = unfitPath(path);
  if (unfit !== undefined) return { kind: 'failed', failure: unfit };
  const query = versionId === undefined ? {} : { versionId };
  const failure =
    failureOf('Head Object', () => source.send({ method: 'HEAD', key, query })) ??
    (options.ObjectTags === 'PRESERVE' ? tagsFailure(source, key, query) : undefined);
  if (version === undefined && failure?.code !== 'AccessDenied') {
    const detail = `The manifest names ${path}${versionId === undefined ? '' : ` (versionId: ${versionId})`}, which is not at the source`;
    return { kind: 'failed', failure: { code: 'ManifestFileDoesNotExist', detail, step: 'Head Object' } };
  }
  if (failure !== undefined || version === undefined) return { kind: 'failed', failure: failure ?? missing(path) };
  if (isArchived(world, source.bucket, version))
    return { kind: 'skipped', reason: 'The object is archived and not restored' };
  return compare(route, path, version);
}

function missing(path: string): SyncFailure {
  return { code: 'FileNotAtSource', detail: `${path} is not at the source` };
}

function tagsFailure(
  session: S3Session,
  key: string,
  query: Readonly<Record<string, string>> = {},
): SyncFailure | undefined {
  return failureOf('Get Object Tagging', () => session.send({ method: 'GET', key, query: { ...query, tagging: '' } }));
}

function compare(route: Route, path: string, version: ObjectVersion): Prepared {
  const { destination, options, redoSinceMs = Infinity } = route;
  const existing = findExisting(route, path);
  if (existing !== undefined && 'code' in existing) return { kind: 'failed', failure: existing };
  if (existing === undefined) return { kind: 'to transfer', version, type: 'CONTENT_AND_METADATA' };
  if (
    existing.lastModifiedMs >= redoSinceMs ||
    (options.TransferMode === 'ALL' && options.OverwriteMode === 'ALWAYS')
  ) {
    return { kind: 'to transfer', version, type: 'CONTENT_AND_METADATA', existing };
  }
  const failure = options.ObjectTags === 'PRESERVE' ? tagsFailure(destination, existing.key) : undefined;
  if (failure !== undefined) return { kind: 'failed', failure };
  const isSame = isSameContent(version, existing);
  if (isSame && hasCarried(existing, carriedOf(version, options))) {
    return { kind: 'skipped', reason: 'The object has not changed', isSame: true };
  }
  if (options.OverwriteMode === 'NEVER') {
    return { kind: 'skipped', reason: 'The object exists at the destination, and is not to be overwritten' };
  }
  return { kind: 'to transfer', version, type: isSame ? 'METADATA' : 'CONTENT_AND_METADATA', existing };
}

/** The object of the destination, undefined if there is none, or why that cannot be known. */
function findExisting({ destination, to }: Route, path: string): ObjectVersion | SyncFailure | undefined {
  const key = `${to.prefix}${path}`;
  try {
    destination.send({ method: 'HEAD', key });
    return destination.bucket.versions.current(key);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.status === 404) return undefined;
    return { code: error.code, detail: error.message, step: 'Head Object' };
  }
}
