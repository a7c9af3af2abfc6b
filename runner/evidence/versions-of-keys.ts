// What there is of keys that are known by name: which of their versions is the current one.
import { concurrently } from '../pacing/concurrently';
import type { Engine } from '../ports/engine';
import type { VersionEntry } from '../ports/s3/objects';
import type { ObjectVersionId } from '../target/manifest-csv';

const AT_ONCE = 16;

/** Versions of each key, newest first, without delete markers. */
async function versionsOf(key: string, bucket: string, { aws }: Engine): Promise<readonly VersionEntry[]> {
  const found: VersionEntry[] = [];
  for await (const page of aws.objects.versions(bucket, { prefix: key, until: key }))
    found.push(...page.filter((one) => one.key === key && !one.deleteMarker));
  return found;
}

/** The current versions of keys. */
export async function currentOf(
  keys: readonly string[],
  bucket: string,
  engine: Engine,
): Promise<readonly ObjectVersionId[]> {
  const found: ObjectVersionId[] = [];
  await concurrently([...new Set(keys)], AT_ONCE, async (key) => {
    found.push(...(await versionsOf(key, bucket, engine)).filter(({ latest }) => latest));
  });
  return found;
}

export interface ByAge {
  readonly current: readonly ObjectVersionId[];
  /** Older ones whose key has a current version that holds what they hold, by size and ETag, or as somebody has looked. */
  readonly renewed: readonly ObjectVersionId[];
  /** Other older ones, and those that are not there any more. */
  readonly older: readonly ObjectVersionId[];
}

/**
 * Versions that are named, told apart.
 * @param haveSameBytes looks at two of the same size whose ETags differ, as those of copies under SSE-KMS do
 */
export async function byAge(
  named: readonly ObjectVersionId[],
  bucket: string,
  engine: Engine,
  haveSameBytes: (older: ObjectVersionId, newest: ObjectVersionId) => Promise<boolean>,
): Promise<ByAge> {
  const apart = {
    ...{ current: [] as ObjectVersionId[], renewed: [] as ObjectVersionId[] },
    older: [] as ObjectVersionId[],
  };
  await concurrently(named, AT_ONCE, async (version) => {
    const versions = await versionsOf(version.key, bucket, engine);
    const own = versions.find(({ versionId }) => versionId === version.versionId);
    const newest = versions.find(({ latest }) => latest);
    if (own?.latest === true) apart.current.push(version);
    else if (
      own !== undefined &&
      newest?.sizeBytes === own.sizeBytes &&
      (newest.etag === own.etag || (await haveSameBytes(own, newest)))
    )
      apart.renewed.push(version);
    else apart.older.push(version);
  });
  return apart;
}
