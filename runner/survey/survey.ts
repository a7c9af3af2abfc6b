// Counts what a backfill would copy: from a listing of the bucket, from an S3 Inventory, or from versions that were
// chosen one by one. Reads only.
import type { Engine } from '../ports/engine';
import type { RunnerEvent } from '../events/events';
import type { SurveyEvent } from '../events/estimate-events';
import { count, counted } from '../text/figures';
import type { ObjectVersionId } from '../target/manifest-csv';
import { Count } from './count';
import type { Scope } from '../replication/fate';
import { inventoryVersions, openInventory, type Inventory } from '../evidence/inventory';
import { listInParallel } from './parallel-listing';
import { amountsOf, type Extent, type LookedAt } from './result';
import { seededRandom } from './random-samples';
import { listedVersion, type SurveyedVersion } from '../replication/surveyed-version';
import { defined } from '../text/defined';

export type SurveyMode = 'exact' | 'sample' | 'none';

export interface SurveyOptions {
  /** `exact` looks at every version; `sample` may estimate. */
  readonly mode: SurveyMode;
  /** `s3://…/manifest.json` of an S3 Inventory, instead of a listing. */
  readonly inventory?: string;
  /** Versions that are listed, before the rest is estimated. @default - all of them */
  readonly limit?: number;
}

export interface SurveyTarget {
  readonly bucket: string;
  readonly scope: Scope;
  /** @default - all under the prefixes of the scope */
  readonly chosen?: readonly ObjectVersionId[];
  /** Of the random choice. */
  readonly seed: number;
}

/** Versions between two words about how far it is. */
const TELL_EVERY = 250_000;
const PAGE = 1_000;
const WHOLE: Extent = { parts: 0, bounded: true };

async function* inPages(versions: AsyncIterable<SurveyedVersion>): AsyncGenerator<readonly SurveyedVersion[]> {
  let page: SurveyedVersion[] = [];
  for await (const version of versions) {
    page.push(version);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

function* progress(before: number, now: number): Generator<RunnerEvent> {
  if (Math.floor(before / TELL_EVERY) < Math.floor(now / TELL_EVERY))
    yield { kind: 'note', detail: `${counted(now, 'version')} counted so far` };
}

/** @returns how much of the key space was counted */
async function* countListing(
  target: SurveyTarget,
  tally: Count,
  { aws }: Engine,
  random: () => number,
  limit: number | undefined,
): AsyncGenerator<RunnerEvent, Extent> {
  let parts = 0;
  const options = { random, ...defined({ limit }) };
  for await (const page of listInParallel(aws.objects, target.bucket, target.scope.prefixes, options)) {
    const before = tally.counted;
    parts = Math.max(parts, page.parts);
    await tally.add(page.part, page.entries.map(listedVersion));
    if (page.last) tally.endPart(page.part);
    yield* progress(before, tally.counted);
  }
  const unended = tally.end();
  return { parts: parts - unended, bounded: unended === 0 };
}

async function* countInventory(
  inventory: Inventory,
  tally: Count,
  { aws }: Engine,
): AsyncGenerator<RunnerEvent, Extent> {
  for await (const page of inPages(inventoryVersions(aws.buckets, inventory))) {
    const before = tally.counted;
    await tally.add(0, page);
    yield* progress(before, tally.counted);
  }
  tally.end();
  return WHOLE;
}

async function countChosen(chosen: readonly ObjectVersionId[], tally: Count): Promise<Extent> {
  const unseen = { deleteMarker: false, sizeBytes: 0 };
  await tally.addChosen(chosen.map((version) => ({ ...unseen, ...version })));
  tally.end();
  return WHOLE;
}

function basisOf(tally: Count, looked: LookedAt, stopped: boolean, source: string, seed: number): string {
  const all = stopped
    ? `listing stopped after ${counted(tally.counted, 'version')}, and the rest is estimated from the parts of the bucket that were listed`
    : `${counted(tally.counted, 'version')} ${tally.counted === 1 ? 'was' : 'were'} ${source}`;
  if (looked.offered === 0 || looked.all) return `${all}; the headers of ${count(tally.looked)} were read`;
  return `${all}; the headers of ${count(tally.looked)} were read, drawn at random (seed ${seed}) from the ${count(looked.offered)} that they decide: bounds hold in 99 of 100 draws`;
}

/**
 * Says how far it is, and returns what it found.
 * @throws RunnerError `denied` when versions may not be listed, `usage` when the inventory cannot be used
 */
export async function* survey(
  target: SurveyTarget,
  engine: Engine,
  { mode, inventory: location, limit }: SurveyOptions,
): AsyncGenerator<RunnerEvent, SurveyEvent> {
  const { bucket, scope, chosen, seed } = target;
  const random = seededRandom(seed);
  const { objects, buckets } = engine.aws;
  const inventory =
    location === undefined || chosen !== undefined ? undefined : await openInventory(buckets, location, bucket);
  const everyOne = mode === 'exact' && inventory === undefined;
  const nowMs = engine.clock.now();
  const tally = new Count({ objects, bucket, scope, nowMs, random, everyOne, sizesKnown: chosen === undefined });
  let extent: Extent;
  if (chosen !== undefined) extent = await countChosen(chosen, tally);
  else if (inventory !== undefined) extent = yield* countInventory(inventory, tally, engine);
  else extent = yield* countListing(target, tally, engine, random, limit);
  const looked = await tally.look();
  const stopped = !extent.bounded || extent.parts > tally.totals.counted;
  const source = chosen !== undefined ? 'chosen' : inventory === undefined ? 'listed' : 'read from the inventory';
  return {
    kind: 'survey',
    how: chosen !== undefined ? 'chosen' : inventory === undefined ? 'listing' : 'inventory',
    basis: basisOf(tally, looked, stopped, source, seed),
    ...(inventory === undefined ? {} : { inventoryMs: inventory.createdMs }),
    seed,
    listed: tally.counted,
    looked: tally.looked,
    ...amountsOf(tally.totals, looked, extent),
    wholeBucket: chosen === undefined && (inventory !== undefined || scope.prefixes === undefined),
    fromBefore: tally.fromBefore,
    ...(Number.isFinite(tally.oldestWithIdMs) ? { oldestWithIdMs: tally.oldestWithIdMs } : {}),
  };
}
