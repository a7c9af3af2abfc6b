// Some object versions of the source: what a job would meet.
import { isRunnerError } from '../errors';
import type { VersionEntry, VersionHead } from '../object-port';
import type { Aws } from '../ports';

export interface SampledVersion {
  readonly entry: VersionEntry;
  /** @default - it is forbidden, or under a customer's key */
  readonly head?: VersionHead;
  /** @default - they may not be read */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Sample {
  /** The first versions and delete markers under each prefix. */
  readonly listed: readonly VersionEntry[];
  /** Those of them that were looked at; no delete markers and no archived ones. */
  readonly versions: readonly SampledVersion[];
}

/** One page of a listing for each prefix. */
const MOST_PREFIXES = 10;
/** Over all prefixes. */
const MOST_LOOKED_AT = 20;

/** Which S3 does not replicate. */
export const ARCHIVED: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

async function firstPage(bucket: string, prefix: string, aws: Aws): Promise<readonly VersionEntry[]> {
  for await (const page of aws.objects.versions(bucket, { prefix })) return page;
  return [];
}

/** `count` of `items`, spread evenly. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  const step = Math.max(1, items.length / count);
  return items.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

async function unlessForbidden<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isRunnerError(error, 'denied', 'refused', 'not-found')) return undefined;
    throw error;
  }
}

async function lookAt(bucket: string, entry: VersionEntry, { objects }: Aws): Promise<SampledVersion> {
  const { key, versionId } = entry;
  const head = await unlessForbidden(() => objects.head(bucket, key, versionId));
  const tags = await unlessForbidden(() => objects.tags(bucket, key, versionId));
  return { entry, ...(head === undefined ? {} : { head }), ...(tags === undefined ? {} : { tags }) };
}

/** @param prefixes of the keys that are to be replicated */
export async function sampleOf(bucket: string, prefixes: readonly string[], aws: Aws): Promise<Sample> {
  const pages = await Promise.all(prefixes.slice(0, MOST_PREFIXES).map((prefix) => firstPage(bucket, prefix, aws)));
  const listed = pages.flat();
  const objects = listed.filter(({ deleteMarker, storageClass }) => !deleteMarker && !ARCHIVED.has(storageClass));
  const versions = await Promise.all(spread(objects, MOST_LOOKED_AT).map((entry) => lookAt(bucket, entry, aws)));
  return { listed, versions };
}
