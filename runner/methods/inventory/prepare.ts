// From a target to a run: functions, queues and both sides are checked; the newest inventory is found, or both sides are listed.
import { once } from '../../checks/asked/ask-once';
import type { CopyingFunctions } from '../../checks/asked/inventory-functions';
import type { IntendedRun } from '../../checks/asked/intended-run';
import { INVENTORY_CHECKS, INVENTORY_DOCTOR_CHECKS } from '../../checks/every-check';
import { examine, preflight } from '../../checks/preflight';
import { functionCostOf, functionDurationOf } from '../../estimate/function-cost';
import type { CheckEvent } from '../../events/check-events';
import type { SurveyEvent } from '../../events/estimate-events';
import type { RunnerEvent } from '../../events/events';
import { regionsOf, type EstimateOptions } from '../../plan/estimate-plan';
import { newestInventory, type NewestInventory } from '../../evidence/newest-inventory';
import { expecting } from '../../plan/expectation';
import { holdGates } from '../../plan/gates';
import type { SpareOptions } from '../../plan/spare';
import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import type { ListedObject } from '../../ports/s3/copying';
import { isArchivedClass } from '../../replication/archived-classes';
import type { InventoryNeeds, Target } from '../../target/target';
import { defined } from '../../text/defined';
import { count, counted, duration } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { CopyPlan } from '../copy/plan-copies';
import { placeOf, refuseOutside, refuseOverlap } from '../copy/prepare';
import { surveyCopies } from '../copy/survey/survey-copies';
import type { Prepared } from '../method';
import { LARGEST_BYTES } from './keeps';
import { functionsOf, needsOf, placedCopies } from './places';
import { hashOf, planRun, type InventoryPlan, type PlannedRun } from './plan-runs';
import { runIdOf } from './messages/run-files';
import { runOfPlan } from './runs/run-record';
import { ListingFiles } from './source/listing-files';

const EXAMPLES = 10;

/** Objects that are named, and how many more there are. */
class Named {
  readonly #examples: string[] = [];
  objects = 0;

  add(key: string): void {
    this.objects += 1;
    if (this.#examples.length < EXAMPLES) this.#examples.push(`'${visible(key)}'`);
  }

  get text(): string {
    const more = this.objects > this.#examples.length ? ` and ${count(this.objects - this.#examples.length)} more` : '';
    return `${this.#examples.join(', ')}${more}`;
  }
}

interface Listed {
  readonly survey: SurveyEvent;
  /** By the number of the transfer. */
  readonly files: readonly ListingFiles[];
  readonly archived: Named;
  readonly tooLarge: Named;
}

async function listed(plan: CopyPlan, bucket: string, engine: Engine): Promise<Listed> {
  const [archived, tooLarge] = [new Named(), new Named()];
  const files = plan.transfers.map(() => new ListingFiles(bucket));
  const isRestored = plan.transfers.some(({ request }) => request.restored === true);
  const survey = await surveyCopies(plan, engine, {
    leaves({ sizeBytes, storageClass }: ListedObject) {
      if (isArchivedClass(storageClass) && !isRestored) return 'archived-source';
      return sizeBytes > LARGEST_BYTES ? 'too-large' : undefined;
    },
    leftOut({ key }, reason) {
      if (reason === 'archived-source') archived.add(key);
      if (reason === 'too-large') tooLarge.add(key);
    },
    takes: (object, transfer) => files[transfer]?.add(object),
  });
  return { survey, files, archived, tooLarge };
}

function* leftNotes({ archived, tooLarge }: Listed, { command }: Engine): Generator<RunnerEvent, void> {
  if (archived.objects > 0)
    yield {
      kind: 'note',
      detail: `${counted(archived.objects, 'archived object')} that no function can read: ${archived.text}; restore them first (aws s3api restore-object)`,
    };
  if (tooLarge.objects > 0)
    yield {
      kind: 'note',
      detail: `${counted(tooLarge.objects, 'object')} over 500 GiB, for which a function has not the time: ${tooLarge.text}; this copies them: ${command('run', [], {}, { method: 'copy' })}`,
    };
}

function lossesOf({ overwrite, storageClass }: InventoryNeeds): string {
  return [
    'functions copy the current objects; copies have version ids, times and ETags of their own',
    'what they lose: ACLs, Object Lock, website redirects; they are encrypted as the destination bucket says',
    storageClass === undefined ? 'each keeps its storage class' : `their storage class is ${storageClass}`,
    ...(overwrite === 'never' ? ['objects of the destination are left as they are: the function is told so'] : []),
  ].join('; ');
}

function inventoryNote({ location, createdMs, files }: NewestInventory, nowMs: number): string {
  const age = duration((nowMs - createdMs) / 1000);
  return `the newest inventory, ${visible(location)}, is ${age} old and has ${counted(files, 'file')}; what was written or deleted since, or just before, it does not know: each object is copied only if it is still the one that is listed`;
}

async function* counting(
  { survey }: Listed,
  plan: CopyPlan,
  functions: CopyingFunctions,
  target: Target,
  engine: Engine,
  options: EstimateOptions,
): AsyncGenerator<RunnerEvent, void> {
  const buckets = [...new Set(plan.transfers.flatMap(({ request: { from, to } }) => [from.bucket, to.bucket]))];
  const regions = await regionsOf(target, buckets, engine);
  const memoryMegabytes = functions.worker.memoryMegabytes;
  const costOf = (one: SurveyEvent) =>
    functionCostOf({
      survey: one,
      sourceRegion: regions.get(target.source.bucket) ?? target.source.region,
      regionOf: (bucket) => regions.get(bucket),
      memoryMegabytes,
      ...defined({ prices: options.prices }),
    });
  yield survey;
  yield costOf(survey);
  const concurrency = await concurrencyOf(needsOf(target), engine);
  yield functionDurationOf(survey, concurrency);
  holdGates(options, survey, costOf);
}

/** Undefined: Lambda chooses it, or it may not be asked. */
async function concurrencyOf({ workerName }: InventoryNeeds, { aws }: Engine): Promise<number | undefined> {
  try {
    return (await aws.functions.mappings(workerName))[0]?.maximumConcurrency;
  } catch (error) {
    if (isRunnerError(error, 'denied', 'not-found', 'refused')) return undefined;
    throw error;
  }
}

/** With where copies go, in the words of the checks. */
function checkedTarget(target: Target): Target {
  return { ...target, copyTo: placeOf(target) };
}

/** What is looked at before a run, told without one. @throws RunnerError `usage` */
export function examineInventory(
  target: Target,
  { aws, clock }: Engine,
  run: IntendedRun,
): AsyncGenerator<RunnerEvent, readonly CheckEvent[]> {
  needsOf(target);
  return examine(checkedTarget(target), aws, run, clock.now(), INVENTORY_DOCTOR_CHECKS);
}

/** An inventory is worked off as a whole: why both sides are listed instead; undefined: they are not. */
function whyListed(
  { fromListing, selection = {} }: SpareOptions,
  keys: readonly string[] | undefined,
  plan: CopyPlan,
  functions: CopyingFunctions,
): string | undefined {
  const isPart = plan.transfers.some(({ request }) => request.from.prefix !== functions.from.prefix);
  const why =
    fromListing === true
      ? 'that was asked for'
      : keys !== undefined
        ? 'keys were chosen, and an inventory is worked off as a whole'
        : Object.keys(selection).length > 0
          ? 'filters were given, and an inventory is worked off as a whole'
          : isPart
            ? 'a prefix was given that is a part of what the functions copy, and an inventory is worked off as a whole'
            : undefined;
  return why === undefined
    ? undefined
    : `both sides are listed now, in place of an inventory (${why}); what is to be copied is written as one, for the reader`;
}

/** One whose end nobody was told. */
async function openRun(hash: string, needs: InventoryNeeds, { journal }: Engine): Promise<string | undefined> {
  const record = await runOfPlan(journal, hash, needs);
  const isOpen = record !== undefined && !record.told && record.cancelledMs === undefined;
  return isOpen ? record.runId : undefined;
}

async function* planned(
  target: Target,
  engine: Engine,
  options: SpareOptions,
): AsyncGenerator<RunnerEvent, InventoryPlan> {
  const { notes, estimate, allowEmpty, checks: depth } = options;
  const choose = options.choose && once(options.choose);
  const needs = needsOf(target);
  const functions = await functionsOf(needs, engine.aws);
  const asked = (keys?: readonly string[]): CopyPlan => placedCopies(target, functions, options, keys);
  for (const { request } of asked().transfers) refuseOverlap(request);
  yield* preflight(checkedTarget(target), engine.aws, {
    checks: INVENTORY_CHECKS,
    run: { verb: estimate === undefined ? 'run' : 'plan', ...defined({ allowEmpty, choose }) },
    ...defined({ depth }),
  });
  yield { kind: 'target', source: target.source, destinations: [placeOf(target).bucket] };
  const keys = choose === undefined ? undefined : [...new Set((await choose()).map(({ key }) => key))];
  for (const detail of notes?.() ?? []) yield { kind: 'note', detail };
  if (keys !== undefined) refuseOutside(keys, target);
  const copies = asked(keys);
  yield { kind: 'note', detail: lossesOf(needs) };
  const base = { region: engine.aws.region, hash: copies.hash, copies, needs };
  const counts = estimate !== undefined && estimate.survey.mode !== 'none';
  const detail = whyListed(options, keys, copies, functions);
  if (detail === undefined) {
    const inventory = await newestInventory(needs, target.source, engine.aws);
    const runId = runIdOf(inventory.manifest);
    yield { kind: 'note', detail: inventoryNote(inventory, engine.clock.now()) };
    const holds = options.batchJob?.confirmInS3 === true;
    const found = counts || holds ? await listed(copies, target.source.bucket, engine) : undefined;
    if (found !== undefined) yield* leftNotes(found, engine);
    if (found !== undefined && estimate !== undefined)
      yield* counting(found, copies, functions, target, engine, estimate);
    const transfers = copies.transfers.map((one) =>
      planRun(
        one,
        needs,
        { basis: 'inventory', inventory, runId },
        hashOf(one, inventory),
        found?.survey.copied.versions.high,
      ),
    );
    return { ...base, transfers };
  }
  yield { kind: 'note', detail };
  const open = await Promise.all(copies.transfers.map((one) => openRun(hashOf(one), needs, engine)));
  // Who goes on with a run lists nothing anew.
  const isNew = open.some((runId) => runId === undefined);
  const found = isNew || counts ? await listed(copies, target.source.bucket, engine) : undefined;
  if (found !== undefined) yield* leftNotes(found, engine);
  if (found !== undefined && estimate !== undefined && counts)
    yield* counting(found, copies, functions, target, engine, estimate);
  const transfers = copies.transfers.flatMap((one, index): readonly PlannedRun[] => {
    const hash = hashOf(one);
    const runId = open[index];
    if (runId !== undefined) return [planRun(one, needs, { basis: 'remembered', runId }, hash)];
    const files = found?.files[index];
    if (files === undefined || files.objects === 0) return [];
    return [planRun(one, needs, { basis: 'listing', files }, hash, files.objects)];
  });
  return { ...base, transfers };
}

/** @throws RunnerError `preflight` or `usage`; nothing was sent then */
export async function* prepareInventory(
  target: Target,
  engine: Engine,
  options: SpareOptions,
): AsyncGenerator<RunnerEvent, Prepared> {
  const { returned: plan, ...found } = yield* expecting(planned(target, engine, options));
  if (plan.transfers.length > 0) return { plan, nothing: [], ...found };
  const explanation = 'nothing is left to copy: what was chosen is at the destination, or no function can copy it';
  const nothing = { kind: 'nothing-matched', reason: 'not-selected', explanation } as const;
  return { plan, nothing: [{ ...nothing, versionsListed: 0, versionsLookedAt: 0 }], ...found };
}
