// From a target to jobs that copy: both sides are checked and walked over, and what jobs cannot copy is named.
import type { CheckEvent } from '../../events/check-events';
import type { CostEvent, SurveyEvent } from '../../events/estimate-events';
import type { NothingMatchedEvent, RunnerEvent } from '../../events/events';
import { once } from '../../checks/asked/ask-once';
import type { IntendedRun } from '../../checks/asked/intended-run';
import { COPY_JOB_CHECKS } from '../../checks/every-check';
import { examine, preflight } from '../../checks/preflight';
import { copyCostOf, copyDurationOf } from '../../estimate/copy-cost';
import type { CopyOptions } from '../../plan/copy-options';
import { regionsOf, type EstimateOptions, type Forecast } from '../../plan/estimate-plan';
import { expecting } from '../../plan/expectation';
import { holdGates } from '../../plan/gates';
import type { Lack } from '../../plan/planner';
import type { SpareOptions } from '../../plan/spare';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { count } from '../../text/figures';
import { underwayOf } from '../batch-jobs/foresee-jobs';
import { holdCopies, keepCopies } from '../copy/keep-plan';
import { lossesOf } from '../copy/losses';
import { planCopies, type CopyPlan } from '../copy/plan-copies';
import { chosenKeys, placeOf, usesOf } from '../copy/prepare';
import type { Prepared } from '../method';
import { isInPlace } from './copy-job';
import { isSaidByGenerator } from './filter';
import { gather, type Gathered } from './gather';
import { METHOD_NAME } from './keeps';
import { lacks, otherJobs, planJobs, regionOfJobs, type BatchCopyPlan } from './plan-jobs';
import { refusePlace } from './refusals';
import { absentSummary, tellLeft } from './words';

function refuseLacks(lacking: readonly Lack[]): void {
  if (lacking.length === 0) return;
  throw new RunnerError(
    'usage',
    `a run by ${METHOD_NAME} needs ${lacking.map(({ what }) => what).join(' and ')}: neither a handoff nor a flag says ${lacking.map(({ flag }) => flag).join(', ')}`,
    lacking.map(({ flag, step }) => `${flag}: ${step}`).join('; '),
  );
}

/** As the checks look at it: the role is the one that copies. */
function checkedTarget(target: Target): Target {
  const { batchCopyRoleArn, ...batchJob } = target.batchJob;
  const copyTo = placeOf(target);
  return { ...target, copyTo, batchJob: { ...batchJob, ...defined({ roleArn: batchCopyRoleArn }) } };
}

function copyJobsAsked(
  { transfers }: CopyPlan,
  copies: CopyOptions,
): Pick<IntendedRun, 'copyJobs' | 'copyUses' | 'copyEncryption'> {
  return {
    copyUses: usesOf(copies),
    ...defined({ copyEncryption: copies.encryption }),
    copyJobs: {
      to: transfers.map(({ request }) => request.to),
      inPlace: transfers.some(({ request }) => isInPlace(request)),
    },
  };
}

/** What was asked for, without what it costs to find out. @throws RunnerError `usage` */
function asked(target: Target, engine: Engine, options: SpareOptions, keys?: readonly string[]): CopyPlan {
  const plan = planCopies(target, options, keys);
  for (const { request } of plan.transfers) refusePlace(request, engine);
  if (!plan.transfers.some(({ request }) => isInPlace(request))) return plan;
  // Each object is there already, and is meant to be written anew.
  return planCopies(target, { ...options, copies: { ...options.copies, overwrite: 'always' } }, keys);
}

/** What is looked at before a job that copies, told without one. @throws RunnerError `usage` */
export function examineBatchCopy(
  target: Target,
  engine: Engine,
  run: IntendedRun,
  copies: CopyOptions,
): AsyncGenerator<RunnerEvent, readonly CheckEvent[]> {
  refuseLacks(lacks(target, false).filter(({ flag }) => flag === '--destination-bucket'));
  const { aws, clock } = engine;
  const plan = asked(target, engine, { copies, ...defined({ selection: run.selection }) });
  return examine(checkedTarget(target), aws, { ...run, ...copyJobsAsked(plan, copies) }, clock.now(), COPY_JOB_CHECKS);
}

async function* counted(
  found: Gathered,
  plan: BatchCopyPlan,
  target: Target,
  engine: Engine,
  options: EstimateOptions,
): AsyncGenerator<RunnerEvent, Forecast | undefined> {
  if (options.survey.mode === 'none') return undefined;
  const { survey } = found;
  const buckets = [...new Set(plan.copies.transfers.map(({ request }) => request.to.bucket))];
  const regions = await regionsOf(target, buckets, engine);
  const jobs = plan.transfers.length;
  const generated = plan.transfers.some(({ upload }) => upload === undefined);
  const costOf = (one: SurveyEvent): CostEvent =>
    copyCostOf({
      survey: one,
      jobs: { jobs, tasks: one.copied.versions, generated },
      sourceRegion: target.source.region,
      regionOf: (bucket) => regions.get(bucket),
      ...defined({ prices: options.prices }),
    });
  const cost = costOf(survey);
  yield survey;
  yield cost;
  yield copyDurationOf(survey);
  holdGates(options, survey, costOf);
  return { copied: survey.copied, once: cost.once };
}

/** Why no job would find anything. */
function nothingIn({ survey, left }: Gathered): NothingMatchedEvent {
  const of = (reason: string): number => survey.notCopied.find((one) => one.reason === reason)?.versions.value ?? 0;
  const there = of('there-already') + of('kept-as-it-is');
  const others = left.reduce((sum, { objects }) => sum + objects, 0);
  const event = { kind: 'nothing-matched', versionsListed: survey.listed, versionsLookedAt: survey.looked } as const;
  if (survey.listed === 0) return { ...event, reason: 'no-such-prefix', explanation: 'there is no object to copy' };
  const explanation = [
    `of ${count(survey.listed)} that ${survey.listed === 1 ? 'was' : 'were'} listed`,
    ...(there === 0 ? [] : [`${count(there)} ${there === 1 ? 'is' : 'are'} at the destination already`]),
    ...(others === 0 ? [] : [`${count(others)} no job copies`]),
    ...(of('not-selected') === 0 ? [] : [`${count(of('not-selected'))} the filters leave out`]),
  ].join(', ');
  const reason = there > 0 ? 'already-replicated' : others > 0 ? 'archived' : 'not-selected';
  return { ...event, reason, explanation: `nothing is left to copy: ${explanation}` };
}

/** With what an earlier run has left, and the list that is missing refused where one has to be written. */
async function withUnderway(
  plan: BatchCopyPlan,
  target: Target,
  engine: Engine,
  options: SpareOptions,
): Promise<BatchCopyPlan> {
  const resumed = await underwayOf({ transfers: otherJobs(plan, target, options) }, engine);
  if (options.mayLack !== true && target.batchJob.manifest === undefined) {
    const listed = plan.transfers.filter(({ upload }) => upload !== undefined);
    const isThere = listed.length > 0 && (await underwayOf({ transfers: listed }, engine)).length === listed.length;
    if (listed.length > 0 && !isThere) refuseLacks(lacks(target, true));
  }
  return { ...plan, transfers: [...plan.transfers, ...resumed] };
}

interface PlannedJobs {
  readonly plan: BatchCopyPlan;
  readonly found: Gathered;
}

async function* planned(
  target: Target,
  engine: Engine,
  options: SpareOptions,
): AsyncGenerator<RunnerEvent, PlannedJobs> {
  const { notes, estimate, allowEmpty, checks: depth, copies = {} } = options;
  const choose = options.choose && once(options.choose);
  const isOpen = options.mayLack === true && options.keep === undefined;
  refuseLacks(lacks(target, choose !== undefined).filter(({ flag }) => !isOpen || flag === '--destination-bucket'));
  const first = asked(target, engine, options);
  const { source } = target;
  const checked = checkedTarget(target);
  yield* preflight(checked, engine.aws, {
    checks: COPY_JOB_CHECKS,
    run: { verb: isOpen ? 'plan' : 'run', ...copyJobsAsked(first, copies), ...defined({ allowEmpty, choose }) },
    ...defined({ depth }),
  });
  yield { kind: 'target', source, destinations: [placeOf(target).bucket] };
  const keys = yield* chosenKeys(target, defined({ choose, notes }));
  const plan = asked(target, engine, options, keys);
  const { selection = {} } = options;
  const mayGenerate = keys === undefined && isSaidByGenerator(selection) && regionOfJobs(target) === source.region;
  const found = await gather(plan, engine, mayGenerate);
  if (estimate !== undefined)
    yield {
      kind: 'note',
      detail: `${lossesOf(copies, 's3-backfill copy ')}; whether jobs copy annotations AWS does not say`,
    };
  yield* tellLeft(found, selection, engine, options);
  const absent = absentSummary(found.absent);
  if (absent !== undefined) yield { kind: 'note', detail: absent };
  const jobs = planJobs(plan, found, target, options);
  const forecast = estimate === undefined ? undefined : yield* counted(found, jobs, target, engine, estimate);
  yield* holdCopies(plan, engine, options, forecast);
  yield* keepCopies(plan, target, engine, options, forecast, METHOD_NAME);
  return { plan: await withUnderway(jobs, target, engine, options), found };
}

/** @throws RunnerError `preflight` or `usage`; nothing was sent then */
export async function* prepareBatchCopy(
  target: Target,
  engine: Engine,
  options: SpareOptions,
): AsyncGenerator<RunnerEvent, Prepared> {
  const { returned, ...rest } = yield* expecting(planned(target, engine, options));
  const { plan, found } = returned;
  const nothing = plan.transfers.length === 0 ? [nothingIn(found)] : [];
  return { plan, nothing, ...rest };
}
