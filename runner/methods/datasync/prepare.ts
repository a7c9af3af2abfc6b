// From a target to executions: the task is looked at, both sides are checked and listed, and what DataSync cannot carry is named.
import { once } from '../../checks/asked/ask-once';
import { DATASYNC_CHECKS } from '../../checks/every-check';
import { examine, preflight } from '../../checks/preflight';
import type { CheckEvent } from '../../events/check-events';
import type { RunnerEvent } from '../../events/events';
import type { IntendedRun } from '../../checks/asked/intended-run';
import { syncCostOf, syncDurationOf } from '../../estimate/sync-cost';
import type { CopyOptions } from '../../plan/copy-options';
import { regionsOf, type EstimateOptions, type Forecast } from '../../plan/estimate-plan';
import { expecting } from '../../plan/expectation';
import { holdGates } from '../../plan/gates';
import type { SpareOptions } from '../../plan/spare';
import type { Engine } from '../../ports/engine';
import { isOverExecution } from '../../ports/datasync/datasync';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { SurveyEvent } from '../../events/estimate-events';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { counted, count } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { holdCopies, keepCopies } from '../copy/keep-plan';
import { planCopies, type CopyPlan } from '../copy/plan-copies';
import { placeOf, refuseOutside, refuseOverlap } from '../copy/prepare';
import type { Prepared } from '../method';
import { METHOD_NAME } from './keeps';
import { gather, leftNotes, type Gathered } from './gather';
import { keptPlan, taskDigest } from './kept-plan';
import { planExecution, type SyncPlan } from './plan-executions';
import { syncTask, type SyncTask } from '../../checks/asked/sync-task';
import { filtersOf, lacks, refuseFiltered, refuseLacks, refuseOtherPlaces } from './sync-task';

/** Listed on both sides together, folders included, in Basic mode between storages of AWS. */
const MOST_IN_BASIC_MODE = 25_000_000;

/** Whether filters of DataSync cannot say it, so that the keys are listed one by one. */
function isListed({ selection = {} }: SpareOptions, keys: readonly string[] | undefined): boolean {
  return keys !== undefined || Object.keys(selection).length > 0;
}

/** What the copies are not beside their originals, and what the task says by itself. */
function lossesOf(task: SyncTask): string {
  const { mode, destination, order } = task;
  const filters = filtersOf(task);
  return [
    `a task in ${mode === 'ENHANCED' ? 'Enhanced' : 'Basic'} mode copies the current objects; copies have version ids, times and ETags of their own`,
    'what they lose: Cache-Control, Expires, website redirects, ACLs, Object Lock; whether annotations are copied AWS does not say',
    "DataSync adds 'file-mtime' to their metadata",
    `their storage class is ${destination.storageClass}, that of the location, and they are encrypted as the destination bucket says`,
    ...(order.objectTags === 'NONE' ? ['tags are not copied: the task says so'] : []),
    ...(filters.length === 0 ? [] : [`the task itself copies ${filters.join(', ')}`]),
    ...(order.removesDeleted
      ? ['what the source has not stays at the destination, although the task says that it is removed']
      : []),
    ...(order.overwriteMode === 'NEVER' ? ['objects of the destination are left as they are: the task says so'] : []),
  ].join('; ');
}

async function* counting(
  { survey }: Gathered,
  plan: CopyPlan,
  task: SyncTask,
  target: Target,
  engine: Engine,
  options: EstimateOptions,
): AsyncGenerator<RunnerEvent, Forecast | undefined> {
  if (options.survey.mode === 'none') return undefined;
  const regions = await regionsOf(target, [task.source.bucket, task.destination.bucket], engine);
  const costOf = (one: SurveyEvent) =>
    syncCostOf({
      survey: one,
      executions: plan.transfers.length,
      mode: task.mode,
      sourceRegion: regions.get(task.source.bucket) ?? target.source.region,
      destinationRegion: regions.get(task.destination.bucket) ?? target.source.region,
      regionOf: (bucket) => regions.get(bucket),
      ...defined({ prices: options.prices }),
    });
  const cost = costOf(survey);
  yield survey;
  yield cost;
  yield syncDurationOf(survey);
  holdGates(options, survey, costOf);
  return { copied: survey.copied, once: cost.once };
}

/** @throws RunnerError `preflight` */
function refuseMode({ mode, status, fault, taskArn }: SyncTask, { listed }: SurveyEvent): void {
  if (status === 'UNAVAILABLE')
    throw new RunnerError(
      'preflight',
      `nothing was sent: the task ${visible(taskArn)} is UNAVAILABLE${fault === undefined ? '' : ` (${visible(fault)})`}`,
      'look at its locations and their roles; s3-backfill doctor --method datasync does',
    );
  if (mode === 'BASIC' && listed > MOST_IN_BASIC_MODE)
    throw new RunnerError(
      'preflight',
      `nothing was sent: ${counted(listed, 'object')} were listed, and a task in Basic mode lists at most ${count(MOST_IN_BASIC_MODE)} on both sides`,
      'make a task in Enhanced mode: DataSync changes the mode of none',
    );
}

/** Another execution of the task that runs, which ours would wait for. */
async function* busyNotes(task: SyncTask, { aws }: Engine): AsyncGenerator<RunnerEvent, void> {
  if (task.status !== 'RUNNING' && task.status !== 'QUEUED') return;
  for await (const { executionArn, isOver } of aws.dataSync.executions(task.taskArn)) {
    if (isOver) continue;
    const execution = await aws.dataSync.execution(executionArn);
    if (isOverExecution(execution)) continue;
    yield {
      kind: 'note',
      detail: `the task is at work: ${executionArn} (${visible(execution.word)}); what copies the same is gone on with, and anything else waits in the queue of DataSync until it is over`,
    };
  }
}

/** With what DataSync needs besides, in the words of the checks. */
function checkedTarget(target: Target): Target {
  return { ...target, copyTo: placeOf(target) };
}

/** @throws RunnerError `preflight` when it, or one of its locations, is not there */
async function taskOf({ dataSync }: Target, { aws }: Engine): Promise<SyncTask> {
  const { taskArn = '' } = dataSync ?? {};
  try {
    return await syncTask(taskArn, aws);
  } catch (error) {
    if (!isRunnerError(error, 'not-found')) throw error;
    throw new RunnerError(
      'preflight',
      `nothing was sent: the task ${visible(taskArn)} cannot be started: ${error.message}`,
      'look at its ARN, or make task and locations anew with terraform apply',
      error.code,
    );
  }
}

/** What is looked at before an execution, told without one. @throws RunnerError `usage` or `preflight` */
export async function* examineSync(
  target: Target,
  engine: Engine,
  run: IntendedRun,
): AsyncGenerator<RunnerEvent, readonly CheckEvent[]> {
  refuseLacks(lacks(target, false));
  // Where to, the task says: without it there is no bucket to look at.
  const { copyTo = { bucket: (await taskOf(target, engine)).destination.bucket } } = target;
  return yield* examine({ ...target, copyTo }, engine.aws, run, engine.clock.now(), DATASYNC_CHECKS);
}

async function* planned(target: Target, engine: Engine, options: SpareOptions): AsyncGenerator<RunnerEvent, SyncPlan> {
  const { notes, estimate, allowEmpty, checks: depth, mayLack } = options;
  const choose = options.choose && once(options.choose);
  const { copies: how = {} } = options;
  refuseLacks(lacks(target, false));
  const task = await taskOf(target, engine);
  const storageClass = task.destination.storageClass;
  const of: CopyOptions = { ...how, storageClass };
  const asked = (keys?: readonly string[]): CopyPlan => planCopies(target, { ...options, copies: of }, keys);
  const first = asked();
  refuseOtherPlaces(
    first.transfers.map(({ request }) => request),
    task,
  );
  for (const { request } of first.transfers) refuseOverlap(request);
  yield* preflight(checkedTarget(target), engine.aws, {
    checks: DATASYNC_CHECKS,
    run: { verb: estimate === undefined ? 'run' : 'plan', ...defined({ allowEmpty, choose }) },
    ...defined({ depth }),
  });
  yield { kind: 'target', source: target.source, destinations: [task.destination.bucket] };
  const keys = choose === undefined ? undefined : [...new Set((await choose()).map(({ key }) => key))];
  for (const detail of notes?.() ?? []) yield { kind: 'note', detail };
  if (keys !== undefined) refuseOutside(keys, target);
  const plan = asked(keys);
  const listed = isListed(options, keys);
  if (listed && mayLack !== true) refuseLacks(lacks(target, true));
  yield { kind: 'note', detail: lossesOf(task) };
  const found = await gather(plan, task, engine, listed);
  refuseMode(task, found.survey);
  const forecast = estimate === undefined ? undefined : yield* counting(found, plan, task, target, engine, estimate);
  const kept = keptPlan(plan, task, target, how, listed);
  const world = { task: taskDigest(task) };
  yield* holdCopies(kept, engine, options, forecast, world);
  yield* leftNotes(found, engine);
  yield* busyNotes(task, engine);
  const transfers = plan.transfers.flatMap((transfer, index) => {
    const chosen = found.lists?.[index];
    if (chosen?.objects === 0) return [];
    return [planExecution(transfer, task, target, how, chosen)];
  });
  // What its filters do with a prefix the plan of it has said.
  if (!listed) refuseFiltered(found.survey, task, engine);
  yield* keepCopies(kept, target, engine, options, forecast, METHOD_NAME, world);
  const left = found.uncarried.objects + found.leftOut.objects;
  return { region: engine.aws.region, hash: plan.hash, transfers, copies: plan, task, left };
}

/** @throws RunnerError `preflight` or `usage`; nothing was sent then */
export async function* prepareSync(
  target: Target,
  engine: Engine,
  options: SpareOptions,
): AsyncGenerator<RunnerEvent, Prepared> {
  const { returned: plan, ...found } = yield* expecting(planned(target, engine, options));
  if (plan.transfers.length > 0) return { plan, nothing: [], ...found };
  const explanation =
    'nothing that the filters choose is left to copy: it is at the destination, or DataSync cannot copy it';
  const nothing = { kind: 'nothing-matched', reason: 'not-selected', explanation } as const;
  return { plan, nothing: [{ ...nothing, versionsListed: 0, versionsLookedAt: 0 }], ...found };
}
