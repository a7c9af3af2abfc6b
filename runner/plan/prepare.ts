// From a target to a plan that may be sent: everything is checked, and what was chosen one by one, or is found by filters that
// S3 does not have, is looked for.
import type { Handoff } from '../../modules/handoff';
import type { Engine } from '../ports/engine';
import { isRunnerError } from '../ports/errors';
import { estimatePlan, readReplication, type EstimateOptions, type Forecast } from './estimate-plan';
import type { RunnerEvent } from '../events/events';
import type { ObjectVersionId } from '../target/manifest-csv';
import { manifestPlace, planJobs, planVersions, searchOf, type Plan, type PlanOptions } from './plan';
import { holdPlan } from './plan-changes';
import { planFileText, TOLERANCE, type PlanFile, type PlanWorld } from './plan-file';
import { preflight } from '../checks/preflight';
import { isSearch } from '../target/selection';
import { searchVersions, type Search } from '../survey/search';

export interface PrepareOptions extends PlanOptions {
  /** Finds the object versions that were chosen one by one. @default - the prefixes of the target decide */
  readonly choose?: () => Promise<readonly ObjectVersionId[]>;
  /** @default - nothing is counted, and nothing is told of money and time */
  readonly estimate?: EstimateOptions;
  /** What Terraform says, without the flags laid over it. @default - no handoff was read */
  readonly handoffAsRead?: Handoff;
  /** The plan that was made before, and has to be the same still. @default - there is none */
  readonly kept?: PlanFile;
  /** Keeps the plan for a later run. @default - it is not kept */
  readonly keep?: (text: string) => Promise<void>;
}

async function worldOf(target: Handoff, engine: Engine): Promise<PlanWorld> {
  const replication = await readReplication(target, engine);
  const role = await engine.aws.roles.find(target.roles.batchJobArn).catch((error: unknown) => {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return undefined;
  });
  return {
    ...(replication === undefined ? {} : { replicationRoleArn: replication.roleArn, rules: replication.rules }),
    ...(role === undefined ? {} : { jobRoleTrust: role.trustPolicy }),
  };
}

async function hold(
  target: Handoff,
  plan: Plan,
  engine: Engine,
  { kept, handoffAsRead }: PrepareOptions,
  forecast: Forecast | undefined,
): Promise<void> {
  if (kept === undefined) return;
  holdPlan(kept, {
    nowMs: engine.clock.now(),
    plan,
    world: await worldOf(target, engine),
    ...(handoffAsRead === undefined ? {} : { handoff: handoffAsRead }),
    ...forecast,
  });
}

async function keepPlan(
  target: Handoff,
  plan: Plan,
  engine: Engine,
  { keep, handoffAsRead, estimate, priority, tagged, selection }: PrepareOptions,
  forecast: Forecast | undefined,
): Promise<void> {
  if (keep === undefined) return;
  const file: Omit<PlanFile, 'chosen'> = {
    madeMs: engine.clock.now(),
    target,
    ...(handoffAsRead === undefined ? {} : { handoff: handoffAsRead }),
    options: {
      ...(priority === undefined ? {} : { priority }),
      ...(tagged === undefined ? {} : { tagged }),
      ...(selection === undefined ? {} : { selection }),
    },
    plan: { hash: plan.hash, region: plan.region, requests: plan.jobs.map(({ request }) => request) },
    world: await worldOf(target, engine),
    survey: estimate?.survey ?? { mode: 'none' },
    ...forecast,
    tolerance: TOLERANCE,
  };
  await keep(planFileText(file, plan.jobs[0]?.upload?.body));
}

/** The versions that a manifest is to list; undefined: S3 finds them by itself. */
async function* manifestVersions(
  target: Handoff,
  engine: Engine,
  { choose, selection = {} }: PrepareOptions,
): AsyncGenerator<RunnerEvent, Search | undefined> {
  if (choose !== undefined) return { versions: await choose() };
  return isSearch(selection) ? yield* searchVersions(target, engine, selection) : undefined;
}

/** @throws RunnerError `preflight` or `usage`; nothing was sent then */
export async function* preparePlan(
  target: Handoff,
  engine: Engine,
  options: PrepareOptions,
): AsyncGenerator<RunnerEvent, Plan> {
  const { choose, estimate, selection = {} } = options;
  // What is wrong with the target itself is told before anything is asked.
  const search = isSearch(selection) ? searchOf(target, selection) : undefined;
  if (search !== undefined) manifestPlace(target);
  const early = choose === undefined && search === undefined ? planJobs(target, options) : undefined;
  yield* preflight(target, engine.aws);
  const found = yield* manifestVersions(target, engine, options);
  const chosen = found?.versions;
  const plan = early ?? planVersions(target, chosen ?? [], options, search);
  if (found?.nothing !== undefined) return { ...plan, nothing: found.nothing };
  const estimated = { plan, selection, ...(chosen === undefined ? {} : { chosen }) };
  const forecast = estimate === undefined ? undefined : yield* estimatePlan(target, estimated, engine, estimate);
  await hold(target, plan, engine, options, forecast);
  await keepPlan(target, plan, engine, options, forecast);
  return plan;
}
