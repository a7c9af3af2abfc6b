// Some object versions of the source: what a job would meet. What was looked at, and out of how many, is told.
import { lookAtHead, lookAtTags, type SeenHead } from '../../evidence/look-at-version';
import { spreadEvenly } from '../../pacing/spread-evenly';
import { isArchivedClass } from '../../replication/archived-classes';
import { count, counted } from '../../text/figures';
import type { ObjectVersionId } from '../../target/manifest-csv';
import type { VersionEntry, VersionHead } from '../../ports/s3/objects';
import type { Aws } from '../../ports/aws';
import { concurrently } from '../../pacing/concurrently';

export interface SampledVersion {
  readonly entry: VersionEntry;
  /** @default - it is forbidden, or under a customer's key */
  readonly head?: VersionHead;
  /** Whether it is under a customer's key (SSE-C), without which S3 does not show its headers. @default false */
  readonly customerKey?: true;
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

async function firstPage(bucket: string, prefix: string, aws: Aws): Promise<readonly VersionEntry[]> {
  for await (const page of aws.objects.versions(bucket, { prefix })) return page;
  return [];
}

/** Pages of prefixes in their order, of which one may hold what another one holds: what both list stays in the later, longer one. */
export function eachOnce<T extends ObjectVersionId>(pages: readonly (readonly T[])[]): readonly (readonly T[])[] {
  const seen = new Set<string>();
  const isNew = ({ key, versionId }: T): boolean => {
    const before = seen.size;
    return seen.add(JSON.stringify([key, versionId])).size > before;
  };
  return [...pages]
    .reverse()
    .map((page) => page.filter(isNew))
    .reverse();
}

/** Some from every page, so that a small prefix is seen beside a large one. */
function spreadOverPages<T>(pages: readonly (readonly T[])[], most: number): readonly T[] {
  const full = [...pages].filter(({ length }) => length > 0).sort((a, b) => a.length - b.length);
  let left = most;
  return full.flatMap((page, index) => {
    const some = spreadEvenly(page, Math.ceil(left / (full.length - index)));
    left -= some.length;
    return some;
  });
}

async function all<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  await concurrently(items, AT_ONCE, async (item, index) => {
    results[index] = await act(item);
  });
  return results;
}

async function tagsOf(bucket: string, entry: VersionEntry, { objects }: Aws): Promise<Pick<SampledVersion, 'tags'>> {
  const seen = await lookAtTags(objects, bucket, entry);
  return seen.is === 'seen' ? { tags: seen.tags } : {};
}

/** What of a look stays. */
function headOf(seen: SeenHead): Pick<SampledVersion, 'head' | 'customerKey'> {
  if (seen.is === 'seen') return { head: seen.head };
  return seen.is === 'customer-key' ? { customerKey: true } : {};
}

async function lookAt(bucket: string, entry: VersionEntry, aws: Aws): Promise<SampledVersion> {
  const seen = await lookAtHead(aws.objects, bucket, entry);
  const tags = await tagsOf(bucket, entry, aws);
  return { entry, ...headOf(seen), ...tags };
}

const isLive = ({ deleteMarker, storageClass }: VersionEntry): boolean =>
  !deleteMarker && !isArchivedClass(storageClass);

/** @param prefixes of the keys that are to be replicated */
export async function sampleUnder(bucket: string, prefixes: readonly string[], aws: Aws): Promise<Sample> {
  const lookedUnder = spreadEvenly([...prefixes].sort(), MOST_PREFIXES);
  const pages = eachOnce(await all(lookedUnder, (prefix) => firstPage(bucket, prefix, aws)));
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
  const looks = await all(spreadEvenly(chosen, MOST_LOOKED_AT), async (one) => ({
    one,
    seen: await lookAtHead(aws.objects, bucket, one),
  }));
  const there = looks
    .filter(({ seen }) => seen.is !== 'gone')
    .map(({ one, seen }) => ({ entry: entryOf(one, seen.is === 'seen' ? seen.head : undefined), seen }));
  return {
    lookedUnder: [],
    passedOver: [],
    chosen: chosen.length,
    listed: there.map(({ entry }) => entry),
    versions: await all(
      there.filter(({ entry }) => isLive(entry)),
      async ({ entry, seen }) => ({
        entry,
        ...headOf(seen),
        ...(await tagsOf(bucket, entry, aws)),
      }),
    ),
    gone: looks.filter(({ seen }) => seen.is === 'gone').map(({ one }) => one),
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
