// Transfers of a plan that would find nothing are spared, where that can be seen for less than they cost.
import type { NothingMatchedEvent, RunnerEvent } from '../events/events';
import type { Engine } from '../ports/engine';
import { lookAhead } from '../survey/look-ahead';
import type { Restores } from './how-restored';
import type { RouteOptions } from '../routes/leaving';
import type { Target } from '../target/target';
import type { Plan, PlannedTransfer } from './plan';
import type { Planner } from './planner';
import type { PrepareOptions } from './prepare';

export interface SpareOptions extends PrepareOptions, RouteOptions {
  /** Whether transfers are created although nothing is left for them. @default false */
  readonly alwaysCreate?: boolean;
  /** How archived objects are restored, where they are handed on. @default - DEFAULT_RESTORES */
  readonly restores?: Restores;
}

export interface Spared {
  /** What is left of the plan. */
  readonly plan: Plan;
  /** Why the other transfers would find nothing. */
  readonly nothing: readonly NothingMatchedEvent[];
}

/** @param isUnderway whether an earlier run has left a transfer of the plan whose end nobody was told: it is gone on with */
export async function* spare(
  planner: Planner,
  target: Target,
  plan: Plan,
  engine: Engine,
  { alwaysCreate = false, choose, selection = {} }: SpareOptions,
  isUnderway: (plan: Plan) => Promise<boolean>,
): AsyncGenerator<RunnerEvent, Spared> {
  const { nothing } = plan;
  if (nothing !== undefined)
    return (await isUnderway(plan)) ? { plan, nothing: [] } : { plan: { ...plan, transfers: [] }, nothing: [nothing] };
  if (alwaysCreate || choose !== undefined || !planner.filters(selection)) return { plan, nothing: [] };
  const empty = new Map<PlannedTransfer, NothingMatchedEvent>();
  for (const transfer of plan.transfers) {
    const found = yield* lookAhead(target, transfer.prefix, selection, engine);
    if (found !== undefined) empty.set(transfer, found);
  }
  for (const transfer of [...empty.keys()])
    if (await isUnderway({ ...plan, transfers: [transfer] })) empty.delete(transfer);
  if (empty.size === 0) return { plan, nothing: [] };
  const transfers = plan.transfers.filter((one) => !empty.has(one));
  return { plan: { ...plan, transfers }, nothing: [...empty.values()] };
}
