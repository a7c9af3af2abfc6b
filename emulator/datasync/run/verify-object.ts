// Both sides are looked at again, and compared once more.
// https://docs.aws.amazon.com/datasync/latest/userguide/configure-data-verification-options.html
import type { ObjectVersion } from '../../world/bucket';
import { carriedOf, hasCarried, isSameContent } from './carried-object';
import type { Route } from './prepare-object';
import { failureOf, type SyncFailure } from './s3-session';
import type { SourceObject } from './source-objects';

export interface Verified {
  readonly source?: ObjectVersion;
  readonly destination?: ObjectVersion;
  /** @default - both are the same */
  readonly failure?: SyncFailure;
}

export function verifyObject({ source, destination, to, options }: Route, object: SourceObject): Verified {
  const { path, key, versionId } = object;
  const target = `${to.prefix}${path}`;
  const query = versionId === undefined ? {} : { versionId };
  const failure =
    failureOf('Head Object', () => source.send({ method: 'HEAD', key, query })) ??
    failureOf('Head Object', () => destination.send({ method: 'HEAD', key: target }));
  const original =
    versionId === undefined ? source.bucket.versions.current(key) : source.bucket.versions.find(key, versionId);
  const copy = destination.bucket.versions.current(target);
  const both = {
    ...(original === undefined || original.deleteMarker ? {} : { source: original }),
    ...(copy === undefined || copy.deleteMarker ? {} : { destination: copy }),
  };
  if (both.source === undefined) {
    const detail = 'Verification failed due to file being present at the destination but not at the source';
    return { ...both, failure: { code: 'FileNotAtSource', detail } };
  }
  if (failure !== undefined || both.destination === undefined) {
    return {
      ...both,
      failure: failure ?? { code: 'FileNotAtDestination', detail: `${target} is not at the destination` },
    };
  }
  if (!isSameContent(both.source, both.destination)) {
    return {
      ...both,
      failure: { code: 'ContentDiffers', detail: 'Verification failed due to a difference in content' },
    };
  }
  if (!hasCarried(both.destination, carriedOf(both.source, options))) {
    return {
      ...both,
      failure: { code: 'MetadataDiffers', detail: 'Verification failed due to a difference in metadata' },
    };
  }
  return both;
}
