// A plan of copies, kept in a file, and held against the world when it is run.
import type { RunnerEvent } from '../../events/events';
import type { Forecast } from '../../plan/estimate-plan';
import type { PlanOptions } from '../../plan/plan';
import { holdPlan, notComparedBy } from '../../plan/plan-changes';
import { planFileText, TOLERANCE, type PlanFile } from '../../plan/plan-file';
import type { PrepareOptions } from '../../plan/prepare';
import type { Engine } from '../../ports/engine';
import { manifestCsv } from '../../target/manifest-csv';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { METHOD_NAME } from './keeps';
import { requestedBy, type CopyPlan } from './plan-copies';

/** Copies need neither rules nor roles: nothing of them is held. */
const WORLD: PlanFile['world'] = {};

function optionsOf({ selection, copies = {}, batchJob = {} }: PlanOptions, isOfJobs: boolean): PlanOptions {
  const kept = requestedBy(copies);
  const { priority, tagged } = batchJob;
  return defined({
    selection,
    copies: Object.keys(kept).length === 0 ? undefined : kept,
    batchJob: isOfJobs ? defined({ priority, tagged }) : undefined,
  });
}

/** @throws RunnerError `preflight` when something has changed since the plan was made */
export function* holdCopies(
  plan: CopyPlan,
  engine: Engine,
  { kept, handoffAsRead }: PrepareOptions,
  forecast: Forecast | undefined,
  world: PlanFile['world'] = WORLD,
): Generator<RunnerEvent, void> {
  if (kept === undefined) return;
  const handoff = defined({ handoff: handoffAsRead });
  holdPlan(kept, { nowMs: engine.clock.now(), plan, world, ...handoff, ...forecast });
  const untold = [
    ...notComparedBy({ ...kept, world: { jobRoleTrust: '' } }, handoff),
    ...(world.task !== undefined && kept.world.task === undefined ? ['how the task was'] : []),
  ];
  if (untold.length > 0)
    yield {
      kind: 'note',
      detail: `the plan does not say ${untold.join(', ')}: it was not compared with how things are`,
    };
}

/**
 * @param method whose plan it is: what it copies is told, whatever it would send for it. @default - this one
 */
export async function* keepCopies(
  plan: CopyPlan,
  target: Target,
  engine: Engine,
  { keep, handoffAsRead, estimate, ...options }: PrepareOptions,
  forecast: Forecast | undefined,
  method = METHOD_NAME,
  world: PlanFile['world'] = WORLD,
): AsyncGenerator<RunnerEvent, void> {
  if (keep === undefined) return;
  const keys = plan.transfers[0]?.request.keys;
  const chosen = keys?.map((key) => ({ key, versionId: 'null' }));
  const file: Omit<PlanFile, 'chosen'> = {
    madeMs: engine.clock.now(),
    // Whoever runs the plan says whose credentials are used.
    target: defined({ ...target, identities: undefined }),
    ...defined({ handoff: handoffAsRead, endpoint: engine.aws.access.endpoint }),
    options: optionsOf(options, method !== METHOD_NAME),
    plan: {
      method,
      hash: plan.hash,
      region: plan.region,
      requests: plan.transfers.map(({ request }) => request),
    },
    world,
    survey: estimate?.survey ?? { mode: 'none' },
    ...forecast,
    tolerance: TOLERANCE,
  };
  yield await keep(planFileText(file, chosen && manifestCsv(target.source.bucket, chosen)));
}
