// What `run` says, of what it is given: for the command, and for whoever uses the runner as a library.
import type { Telling } from '../../events/events';
import type { World } from '../../ports/world';
import { defined } from '../../text/defined';
import { runVerb } from '../../verbs/run';
import type { Turn } from '../../verbs/run-options';
import { refuseUnconfirmed } from '../copies/copy-options';
import { refuseUnheeded } from '../copies/refused-flags';
import { booleanFlag, type Given } from '../flag-values';
import { startWithTarget } from '../start';
import { estimateOptions, keptPlan, startWithPlan } from '../start-plan';
import { checkOptions, concludeOptions, isAsked, planOptions, runOptions, watchOptions } from '../verb-options';

/**
 * @param again the command line that does the same again
 * @param turn of one of several runs. @default - it is the only one
 */
export async function* tellRun(typed: Given, world: World, again: string, turn?: Turn): Telling {
  const kept = await keptPlan(typed, world);
  const given = kept === undefined ? typed : { ...typed, method: kept.plan.method };
  refuseUnheeded(given);
  refuseUnconfirmed(given, isAsked(given, world));
  const counts = turn !== undefined || isAsked(given, world);
  const options = {
    ...planOptions(given, kept?.options),
    ...checkOptions(given),
    alwaysCreate: booleanFlag(given, 'always-create'),
    ...watchOptions(given, world),
    ...concludeOptions(given),
    ...runOptions(given, world),
    ...(await estimateOptions(given, world, counts ? 'count' : 'gates', kept, turn?.worst)),
    again,
    ...defined({ turn }),
  };
  const { engine, method, target, handoff, more } =
    kept === undefined ? await startWithTarget(given, world) : await startWithPlan(kept, given, world);
  try {
    if (handoff !== undefined) yield handoff;
    const paced = method.paced?.(engine, options) ?? engine;
    return yield* runVerb(method, target, paced, { ...options, ...more });
  } finally {
    engine.aws.close();
  }
}
