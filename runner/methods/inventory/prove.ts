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

/** Endings of one in whose inventory nothing was. */
const EMPTY: ReadonlySet<Outcome> = new Set(['nothing-found', 'nothing-matched']);

export async function* proveInventory(
  run: CopiesMade,
  plan: InventoryPlan,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Ending> {
  const { ending } = run;
  if (UNPROVEN.has(ending.outcome)) return ending;
  if (!EMPTY.has(ending.outcome)) return yield* proveCopies(run, plan.copies, target, engine, options);
  // An inventory without an object is as old as it is: what has come since is there all the same.
  const empty = { ...run, ending: { ...ending, outcome: 'nothing-to-do' as const } };
  const proven = yield* proveCopies(empty, plan.copies, target, engine, options);
  const isAsBefore = options.when === 'never' || ending.outcome === 'nothing-matched';
  return proven.outcome === 'nothing-to-do' && isAsBefore ? { ...proven, outcome: ending.outcome } : proven;
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
