// From a target to a plan that may be sent: everything is checked, and what was chosen one by one, or is found by filters that
// S3 does not have, is looked for.
import type { Handoff } from '../../modules/handoff';
import type { Target } from '../target/target';
import { defined } from '../text/defined';
import type { Engine } from '../ports/engine';
import { RunnerError, isRunnerError } from '../ports/errors';
import { enabledOf, NOT_READABLE_NOW, readRules } from '../replication/read-rules';
import { estimatePlan, type EstimateOptions, type Forecast } from './estimate-plan';
import type { NoteEvent, RunnerEvent } from '../events/events';
import type { ObjectVersionId } from '../target/manifest-csv';
import type { BatchJobOptions, Plan, PlanOptions } from './plan';
import { holdPlan, notComparedBy } from './plan-changes';
import type { Lack, Planner } from './planner';
import { planFileText, TOLERANCE, type PlanFile, type PlanWorld } from './plan-file';
import { once } from '../checks/asked/ask-once';
import type { IntendedRun } from '../checks/asked/intended-run';
import type { Depth } from '../checks/every-check';
import { preflight } from '../checks/preflight';
import { searchVersions, type Search } from '../survey/search';

export interface PrepareOptions extends PlanOptions {
  /** Finds the object versions that were chosen one by one. @default - the prefixes of the target decide */
  readonly choose?: () => Promise<readonly ObjectVersionId[]>;
  /** What is to be told of them once they are found. @default - nothing */
  readonly notes?: () => readonly string[];
  /** @default - nothing is counted, and nothing is told of money and time */
  readonly estimate?: EstimateOptions;
  /** What Terraform says, without the flags laid over it. @default - no handoff was read */
  readonly handoffAsRead?: Handoff;
  /** The plan that was made before, and has to be the same still. @default - there is none */
  readonly kept?: PlanFile;
  /** Whether there may be nothing under a prefix. @default false */
  readonly allowEmpty?: boolean;
  /** Whether the plan may lack what a run needs: it is looked at, and told as a step. @default false */
  readonly mayLack?: boolean;
  /** Whether both roles, keys and policies are checked, too. @default 'full' */
  readonly checks?: Depth;
  /** Keeps the plan for a later run. @default - it is not kept */
  readonly keep?: (text: string) => Promise<NoteEvent>;
}

async function worldOf(target: Target, engine: Engine): Promise<PlanWorld> {
  const { rules, roleArn, unreadable } = await readRules(target, engine.aws.buckets, NOT_READABLE_NOW);
  const jobRoleArn = target.batchJob.roleArn;
  const role =
    jobRoleArn === undefined
      ? undefined
      : await engine.aws.roles.find(jobRoleArn).catch((error: unknown) => {
          if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
          return undefined;
        });
  return {
    ...(unreadable === undefined ? { rules, ...defined({ replicationRoleArn: roleArn }) } : {}),
    ...(role === undefined ? {} : { jobRoleTrust: role.trustPolicy }),
  };
}

/** @throws RunnerError `preflight` when something has changed since the plan was made */
async function* hold(
  target: Target,
  plan: Plan,
  engine: Engine,
  { kept, handoffAsRead }: PrepareOptions,
  forecast: Forecast | undefined,
): AsyncGenerator<RunnerEvent, void> {
  if (kept === undefined) return;
  const world = await worldOf(target, engine);
  holdPlan(kept, {
    nowMs: engine.clock.now(),
    plan,
    world,
    ...defined({ handoff: handoffAsRead }),
    ...forecast,
  });
  const open = notComparedBy(kept, defined({ handoff: handoffAsRead }));
  if (open.length > 0)
    yield { kind: 'note', detail: `the plan does not say ${open.join(', ')}: it was not compared with how things are` };
  if (kept.world.rules === undefined && world.rules === undefined)
    yield {
      kind: 'note',
      detail:
        'whether the replication rules have changed since the plan was made is not known: they could be read neither then nor now',
    };
}

/** Whether S3 waits for a confirmation is said when the plan is run. */
function keptOf({ priority, tagged }: BatchJobOptions = {}): BatchJobOptions {
  return defined({ priority, tagged });
}

async function keepPlan(
  planner: Planner,
  target: Target,
  plan: Plan,
  engine: Engine,
  { keep, handoffAsRead, estimate, batchJob, selection }: PrepareOptions,
  forecast: Forecast | undefined,
): Promise<NoteEvent | undefined> {
  if (keep === undefined) return undefined;
  // Whoever runs the plan says whose credentials are used.
  const kept = defined({ ...target, identities: undefined });
  const file: Omit<PlanFile, 'chosen'> = {
    madeMs: engine.clock.now(),
    target: kept,
    ...defined({ handoff: handoffAsRead, endpoint: engine.aws.access.endpoint }),
    options: defined({ batchJob: keptOf(batchJob), selection }),
    plan: {
      method: planner.name,
      hash: plan.hash,
      region: plan.region,
      requests: plan.transfers.map(({ request }) => request),
    },
    world: await worldOf(target, engine),
    survey: estimate?.survey ?? { mode: 'none' },
    ...forecast,
    tolerance: TOLERANCE,
  };
  return keep(planFileText(file, plan.transfers[0]?.upload?.body));
}

function lackingError({ name }: Planner, lacking: readonly Lack[]): RunnerError {
  const flags = lacking.map(({ flag }) => flag).join(', ');
  return new RunnerError(
    'usage',
    `a run by ${name} needs ${lacking.map(({ what }) => what).join(' and ')}: neither a handoff nor a flag says ${flags}`,
    [
      ...lacking.map(({ flag, step }) => `${flag}: ${step}`),
      'with Terraform: terraform apply, then terraform output -json | s3-backfill run --outputs -',
    ].join('; '),
  );
}

/** The target with the destinations that S3's rules have where nothing else told any: transfers are described by them. */
async function withDestinations(target: Target, { aws }: Engine): Promise<Target> {
  if (target.destinations.length > 0) return target;
  const { rules } = await readRules(target, aws.buckets, NOT_READABLE_NOW);
  const destinations = enabledOf(rules).map(({ id, destinationBucket, destinationAccountId: accountId }) => ({
    bucket: destinationBucket,
    ...defined({ accountId }),
    ruleId: id,
  }));
  return { ...target, destinations };
}

/** What the checks are to look for. */
function intendedRun({ choose, selection, batchJob, estimate, mayLack, allowEmpty }: PrepareOptions): IntendedRun {
  return {
    verb: mayLack === true ? 'plan' : 'run',
    ...defined({
      choose,
      selection,
      allowEmpty,
      tagged: batchJob?.tagged,
      priority: batchJob?.priority,
      inventory: estimate?.survey.inventory,
    }),
  };
}

/** The versions that are to be listed for the service; undefined: it finds them by itself. */
async function* listedVersions(
  planner: Planner,
  target: Target,
  engine: Engine,
  { choose, notes, selection = {} }: PrepareOptions,
): AsyncGenerator<RunnerEvent, Search | undefined> {
  if (choose !== undefined) {
    const versions = await choose();
    for (const detail of notes?.() ?? []) yield { kind: 'note', detail };
    return { versions };
  }
  return planner.filters(selection) ? undefined : yield* searchVersions(target, engine, selection);
}

/** @throws RunnerError `preflight` or `usage`; nothing was sent then */
export async function* preparePlan(
  planner: Planner,
  said: Target,
  engine: Engine,
  given: PrepareOptions,
): AsyncGenerator<RunnerEvent, Plan> {
  // The checks look at what was chosen, and so does the plan.
  const options = given.choose === undefined ? given : { ...given, choose: once(given.choose) };
  const { choose, estimate, checks: depth, selection = {} } = options;
  const isSearch = !planner.filters(selection);
  const lacking = planner.lacks(said, isSearch || choose !== undefined);
  // What is wrong with the target itself is told before anything is asked.
  if (lacking.length > 0 && (options.mayLack !== true || options.keep !== undefined))
    throw lackingError(planner, lacking);
  const isListed = choose !== undefined || isSearch;
  const planOf = (target: Target, versions: readonly ObjectVersionId[] = []): Plan =>
    isListed ? planner.planVersions(target, versions, options, isSearch) : planner.planPrefixes(target, options);
  planOf(said);
  const run = intendedRun(options);
  yield* preflight(said, engine.aws, {
    checks: planner.checks,
    run,
    nowMs: engine.clock.now(),
    ...defined({ depth }),
  });
  const target = await withDestinations(said, engine);
  const found = yield* listedVersions(planner, target, engine, options);
  const chosen = found?.versions;
  const plan = planOf(target, chosen);
  if (found?.nothing !== undefined) return { ...plan, nothing: found.nothing };
  const estimated = { plan, selection, ...defined({ chosen }) };
  const forecast =
    estimate === undefined ? undefined : yield* estimatePlan(planner, target, estimated, engine, estimate);
  yield* hold(target, plan, engine, options, forecast);
  const kept = await keepPlan(planner, target, plan, engine, options, forecast);
  if (kept !== undefined) yield kept;
  return { ...plan, ...defined({ versions: chosen }) };
}
