// Restores archived objects: tells what it costs, asks, and waits until they can be read. Who is ended meanwhile finds S3 restoring them.
import { costText } from '../estimate/cost-text';
import { mostSecondsToRestore, restoreCostOf } from '../estimate/restore-cost';
import type { RunnerEvent } from '../events/events';
import type { RestoringEvent } from '../events/restoring-event';
import { concurrently } from '../pacing/concurrently';
import type { EstimateOptions } from '../plan/estimate-plan';
import { holdCost } from '../plan/gates';
import type { Engine } from '../ports/engine';
import { isRunnerError, RunnerError } from '../ports/errors';
import type { TargetSource } from '../target/target';
import { defined } from '../text/defined';
import { count, counted, duration } from '../text/figures';
import { exactly } from '../text/interval';
import { bytes as bytesText, estimated } from '../text/interval-figures';
import { visible } from '../text/safe-text';
import {
  archivedAmounts,
  isRestoredForDays,
  lookAtArchived,
  type ArchivedObject,
  type NotRestored,
} from './archived-objects';
import { DEFAULT_RESTORES, type Restores } from '../plan/how-restored';
import { untilReadable } from './until-readable';

/** S3 takes up to 1,000 such requests a second. */
const REQUESTS_AT_ONCE = 16;
const DAY_SECONDS = 24 * 60 * 60;
const EXPIRED =
  'its restored copy has expired while others were waited for: the same command restores it again, and copies it with the rest there';
/** The slowest: by which tier S3 was asked before, it does not say. */
const SLOWEST = 'Bulk';

export interface RestoreOptions {
  /** @default - DEFAULT_RESTORES */
  readonly restores?: Restores;
  /** Asks whether they are to be restored. @default - nobody is asked */
  readonly agree?: (question: string) => Promise<boolean>;
  /** @default - no price is given, and no sum is too high */
  readonly estimate?: Pick<EstimateOptions, 'prices' | 'maxCostUsd'>;
  /** Between two looks at first; the longer it takes, the longer they are. */
  readonly pollSeconds: number;
  /** Milliseconds since 1970. @default - as long as S3 may take */
  readonly deadlineMs?: number;
}

export interface Restored {
  /** Keys that can be read. */
  readonly readable: readonly string[];
  /** Those that stay archived. */
  readonly failed: readonly NotRestored[];
  /** Objects that S3 is restoring: time was up. */
  readonly ongoing: number;
}

/** @throws RunnerError `preflight` or `usage`; S3 was asked for nothing */
async function* allowed(
  archived: readonly ArchivedObject[],
  { bucket, region }: TargetSource,
  { tier, days }: Restores,
  { estimate = {}, agree }: RestoreOptions,
): AsyncGenerator<RunnerEvent, void> {
  const isDeep = archived.some((one) => one.isDeep);
  if (isDeep && tier === 'Expedited') {
    const key = archived.find((one) => one.isDeep)?.key ?? '';
    throw new RunnerError(
      'usage',
      `nothing was restored: '${visible(key)}' lies in a deep archive, from which S3 restores nothing by --restore-tier Expedited`,
      'choose Standard (12 hours) or Bulk (48 hours)',
    );
  }
  const mostSeconds = mostSecondsToRestore(tier, isDeep);
  if (archived.some(isRestoredForDays) && days * DAY_SECONDS <= mostSeconds)
    throw new RunnerError(
      'usage',
      `nothing was restored: by ${tier} S3 takes up to ${duration(mostSeconds)}, and what is ready first would be archived again by then: --restore-days is ${days}`,
      `give more, at least ${Math.floor(mostSeconds / DAY_SECONDS) + 1}, since copies are made when all can be read`,
    );
  const amounts = archivedAmounts(archived);
  const cost = restoreCostOf({ amounts, tier, days, region, ...defined({ prices: estimate.prices }) });
  yield cost;
  holdCost(estimate, cost);
  if (agree === undefined) return;
  const size = estimated(exactly(amounts.reduce((sum, one) => sum + one.bytes, 0)), bytesText);
  const question = `Restore ${counted(archived.length, 'archived object')} (${size}) of '${bucket}' by ${tier} for ${counted(days, 'day')}, and wait up to ${duration(mostSeconds)}: ${costText(cost)}?`;
  if (await agree(question)) return;
  throw new RunnerError(
    'usage',
    'nothing was restored: the answer was no',
    'add --yes if there is no terminal to ask on',
  );
}

/** @returns those that S3 refuses to restore */
async function ask(
  archived: readonly ArchivedObject[],
  bucket: string,
  { tier, days }: Restores,
  { aws }: Engine,
): Promise<readonly NotRestored[]> {
  const refused: NotRestored[] = [];
  await concurrently(archived, REQUESTS_AT_ONCE, async (object) => {
    try {
      await aws.objects.restore(bucket, object.key, { tier, ...(isRestoredForDays(object) ? { days } : {}) });
    } catch (error) {
      if (!isRunnerError(error) || error.kind === 'interrupted' || error.kind === 'credentials') throw error;
      refused.push({ key: object.key, why: error.message });
    }
  });
  return refused;
}

/** Those whose restored copies have gone while others were waited for. */
async function expiredOf(
  restored: readonly ArchivedObject[],
  { bucket }: TargetSource,
  engine: Engine,
): Promise<ReadonlySet<string>> {
  const keys = restored.filter(isRestoredForDays).map(({ key }) => key);
  const { objects } = await lookAtArchived(keys, bucket, engine);
  return new Set(objects.flatMap(({ key, state }) => (state === 'archived' ? [key] : [])));
}

/**
 * Makes the current versions of keys readable. What was asked for before is not asked for again.
 * @throws RunnerError `preflight` or `usage` where it may not be begun; `interrupted`
 */
export async function* restoring(
  keys: readonly string[],
  source: TargetSource,
  engine: Engine,
  options: RestoreOptions,
): AsyncGenerator<RunnerEvent, Restored> {
  const { restores = DEFAULT_RESTORES } = options;
  const { tier, days } = restores;
  const { objects, unread } = await lookAtArchived(keys, source.bucket, engine);
  const archived = objects.filter(({ state }) => state === 'archived');
  const ready = objects.filter(({ state }) => state === 'readable');
  if (archived.length > 0) yield* allowed(archived, source, restores, options);
  const refused = await ask(archived, source.bucket, restores, engine);
  const unasked = new Set(refused.map(({ key }) => key));
  const pending = objects.filter(({ key, state }) => state !== 'readable' && !unasked.has(key));
  const asked = objects.filter(({ state }) => state === 'ongoing').length;
  const mostSeconds = mostSecondsToRestore(
    asked > 0 ? SLOWEST : tier,
    objects.some(({ isDeep }) => isDeep),
  );
  if (asked > 0 && tier !== SLOWEST)
    yield {
      kind: 'note',
      detail: `S3 was asked before to restore ${count(asked)} of these objects, and does so as it was asked then: ${tier} makes none of them faster`,
    };
  const failedBefore = [...unread, ...refused];
  const told = (readable: number, ongoing: number, failed: number): RestoringEvent => ({
    kind: 'restoring',
    objects: keys.length,
    bytes: objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    readable: ready.length + readable,
    ongoing,
    failed: failedBefore.length + failed,
    ...{ tier, days, mostSeconds },
  });
  yield told(0, pending.length, 0);
  const waited = yield* untilReadable(pending, source.bucket, engine, {
    ...options,
    mostMs: mostSeconds * 1000,
    told,
  });
  // What this run has asked for stays long enough.
  const before = objects.filter(({ state }) => state !== 'archived');
  const isOver = pending.length > 0 && waited.ongoing === 0;
  const expired = isOver ? await expiredOf(before, source, engine) : new Set<string>();
  const readable = [...ready.map(({ key }) => key), ...waited.readable];
  return {
    readable: readable.filter((key) => !expired.has(key)),
    failed: [...failedBefore, ...waited.failed, ...[...expired].map((key) => ({ key, why: EXPIRED }))],
    ongoing: waited.ongoing,
  };
}
