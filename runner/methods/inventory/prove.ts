// The end of a run by functions: both sides are compared as after a copy.
import type { Ending, RunnerEvent } from '../../events/events';
import type { Outcome } from '../../events/exit-code';
import type { Engine } from '../../ports/engine';
import type { Target } from '../../target/target';
import type { VerifyTarget } from '../../verify/scope';
import type { VerifyRunOptions } from '../../verify/verify-run';
import type { Verified, VerifyOptions } from '../../verify/verify-target';
import { compareCopies, proveCopies, type CopiesMade } from '../copy/prove';
import { functionsOf, placedCopies } from './places';
import type { InventoryPlan } from './plan-runs';
import { defined } from '../../text/defined';

/** What is missing is of no matter then: nothing was copied at all, or somebody has stopped it. */
const UNPROVEN: ReadonlySet<Outcome> = new Set(['failed', 'cancelled', 'still-running', 'detached', 'interrupted']);

export async function* proveInventory(
  run: CopiesMade,
  plan: InventoryPlan,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Ending> {
  if (UNPROVEN.has(run.ending.outcome)) return run.ending;
  return yield* proveCopies(run, plan.copies, target, engine, options);
}

/** Without a run. */
export async function* compareInventory(
  target: VerifyTarget,
  engine: Engine,
  options: VerifyOptions,
): AsyncGenerator<RunnerEvent, Verified> {
  const { inventory, prefixes = [] } = target;
  if (inventory === undefined) return yield* compareCopies(target, engine, options);
  const functions = await functionsOf(inventory, engine.aws);
  const [request] = placedCopies({ ...target, batchJob: {} }, functions, {}).transfers.map((one) => one.request);
  const { storageClass } = inventory;
  const copyTo = prefixes.length > 1 ? { bucket: functions.to.bucket } : request?.to;
  return yield* compareCopies({ ...target, ...defined({ copyTo }) }, engine, {
    ...options,
    expected: { redirects: false, lock: false, ...defined({ storageClass }), ...options.expected },
  });
}
