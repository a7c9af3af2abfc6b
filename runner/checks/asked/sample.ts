// Some object versions of the source: what a job would meet. What was looked at, and out of how many, is told.
import { isRunnerError } from '../../ports/errors';
import { count, counted } from '../../text/figures';
import type { ObjectVersionId } from '../../target/manifest-csv';
import type { VersionEntry, VersionHead } from '../../ports/objects';
import type { Aws } from '../../ports/aws';
import { concurrently } from '../../pacing/concurrently';

export interface SampledVersion {
  readonly entry: VersionEntry;
  /** @default - it is forbidden, or under a customer's key */
  readonly head?: VersionHead;
  /** @default - they may not be read */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Sample {
  /** Prefixes under which the first versions were listed; none: versions were chosen one by one. */
  readonly lookedUnder: readonly string[];
  /** Prefixes under which nothing was looked at. */
  readonly passedOver: readonly string[];
  /** How many were chosen one by one. @default - none */
  readonly chosen?: number;
  /** The first versions and delete markers under each prefix; of those that were chosen, the ones that are there. */
  readonly listed: readonly VersionEntry[];
  /** Those of them that were looked at; no delete markers and no archived ones. */
  readonly versions: readonly SampledVersion[];
  /** Of the versions that were chosen, and looked at: those that are not there. */
  readonly gone: readonly ObjectVersionId[];
}

/** One page of a listing for each of them. */
export const MOST_PREFIXES = 20;
/** Over all prefixes. */
export const MOST_LOOKED_AT = 40;
const AT_ONCE = 8;

/** Which S3 does not replicate. */
export const ARCHIVED: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

async function firstPage(bucket: string, prefix: string, aws: Aws): Promise<readonly VersionEntry[]> {
  for await (const page of aws.objects.versions(bucket, { prefix })) return page;
  return [];
}

/** `most` of `items`, spread evenly. */
export function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]).filter(
    (item) => item !== undefined,
  );
}

/** Some from every page, so that a small prefix is seen beside a large one. */
function spreadOverPages<T>(pages: readonly (readonly T[])[], most: number): readonly T[] {
  const full = [...pages].filter(({ length }) => length > 0).sort((a, b) => a.length - b.length);
  let left = most;
  return full.flatMap((page, index) => {
    const some = spread(page, Math.ceil(left / (full.length - index)));
    left -= some.length;
    return some;
  });
}

async function unlessForbidden<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isRunnerError(error, 'denied', 'refused', 'not-found')) return undefined;
    throw error;
  }
}

async function all<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  await concurrently(items, AT_ONCE, async (item, index) => {
    results[index] = await act(item);
  });
  return results;
}

async function lookAt(bucket: string, entry: VersionEntry, { objects }: Aws): Promise<SampledVersion> {
  const { key, versionId } = entry;
  const head = await unlessForbidden(() => objects.head(bucket, key, versionId));
  const tags = await unlessForbidden(() => objects.tags(bucket, key, versionId));
  return { entry, ...(head === undefined ? {} : { head }), ...(tags === undefined ? {} : { tags }) };
}

const isLive = ({ deleteMarker, storageClass }: VersionEntry): boolean => !deleteMarker && !ARCHIVED.has(storageClass);

/** @param prefixes of the keys that are to be replicated */
export async function sampleUnder(bucket: string, prefixes: readonly string[], aws: Aws): Promise<Sample> {
  const lookedUnder = spread([...prefixes].sort(), MOST_PREFIXES);
  const pages = await all(lookedUnder, (prefix) => firstPage(bucket, prefix, aws));
  const some = spreadOverPages(
    pages.map((page) => page.filter(isLive)),
    MOST_LOOKED_AT,
  );
  return {
    lookedUnder,
    passedOver: prefixes.filter((prefix) => !lookedUnder.includes(prefix)),
    listed: pages.flat(),
    versions: await all(some, (entry) => lookAt(bucket, entry, aws)),
    gone: [],
  };
}

/** A version of a manifest, of which nothing is known but its name until its headers were read. */
function entryOf({ key, versionId }: ObjectVersionId, head?: VersionHead): VersionEntry {
  const { lastModifiedMs = 0, sizeBytes = 0, etag = '', storageClass = 'STANDARD' } = head ?? {};
  return { key, versionId, deleteMarker: false, latest: false, lastModifiedMs, sizeBytes, etag, storageClass };
}

/** @param chosen one by one */
export async function sampleOf(bucket: string, chosen: readonly ObjectVersionId[], aws: Aws): Promise<Sample> {
  const looks = await all(spread(chosen, MOST_LOOKED_AT), async (one) => {
    try {
      const head = await aws.objects.head(bucket, one.key, one.versionId);
      return head === undefined ? { one, isGone: true } : { one, isGone: false, head };
    } catch (error) {
      if (isRunnerError(error, 'denied', 'refused', 'not-found')) return { one, isGone: false };
      throw error;
    }
  });
  const there = looks.filter(({ isGone }) => !isGone).map(({ one, head }) => entryOf(one, head));
  return {
    lookedUnder: [],
    passedOver: [],
    chosen: chosen.length,
    listed: there,
    versions: await all(there.filter(isLive), (entry) => lookAt(bucket, entry, aws)),
    gone: looks.filter(({ isGone }) => isGone).map(({ one }) => one),
  };
}

/** Why nothing can be said of versions whose headers S3 does not show; undefined: some are shown, or there are none. */
export function unseen({ versions }: Sample): string | undefined {
  if (versions.length === 0 || versions.some(({ head }) => head !== undefined)) return undefined;
  return `the headers of ${counted(versions.length, 'object version')} could not be read (looking needs s3:GetObjectVersion; those under SSE-C are shown to nobody without their key)`;
}

/** What the answers rest on: `5 of the first 1,200 object versions under 3 prefixes`. */
export function restsOn({ versions, listed, lookedUnder, chosen }: Sample): string {
  const seen = versions.filter(({ head }) => head !== undefined).length;
  if (chosen !== undefined && chosen > listed.length)
    return `${count(listed.length)} of ${counted(chosen, 'chosen object version')} looked at`;
  const objects = listed.filter(({ deleteMarker }) => !deleteMarker).length;
  if (seen === objects) return `${counted(objects, 'object version')} looked at`;
  const where = lookedUnder.length > 1 ? ` under ${count(lookedUnder.length)} prefixes` : '';
  return `${count(seen)} of the first ${counted(objects, 'object version')}${where} looked at`;
}
