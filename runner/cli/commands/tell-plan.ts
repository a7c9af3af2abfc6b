// What `plan` says, of what it is given: for the command, and for whoever uses the runner as a library.
import type { Telling } from '../../events/events';
import type { WorstOfPlan } from '../../plan/gates';
import type { World } from '../../ports/world';
import { defined } from '../../text/defined';
import { planVerb, printCommandVerb } from '../../verbs/plan';
import { refuseUnheeded } from '../copies/refused-flags';
import { booleanFlag, type Given } from '../flag-values';
import { startWithTarget } from '../start';
import { estimateOptions, keepOption } from '../start-plan';
import { checkOptions, planOptions, restoreOptions } from '../verb-options';

/** @param worst told what the plan comes to at most. @default - nobody */
export async function* tellPlan(given: Given, world: World, worst?: WorstOfPlan): Telling {
  refuseUnheeded(given);
  const options = {
    ...planOptions(given),
    ...checkOptions(given),
    ...restoreOptions(given),
    failOnEmpty: booleanFlag(given, 'fail-on-empty'),
    alwaysCreate: booleanFlag(given, 'always-create'),
    ...(await estimateOptions(given, world, 'count', undefined, worst)),
    ...(await keepOption(given, world)),
  };
  const { engine, method, target, handoff, more } = await startWithTarget(given, world);
  try {
    if (handoff !== undefined) yield handoff;
    if (booleanFlag(given, 'print-command')) {
      // Whoever asks for a script alone is told nothing of money and time.
      const uncounted = defined({ ...options, ...more, estimate: undefined });
      return yield* printCommandVerb(method, target, engine, uncounted);
    }
    const paced = method.paced?.(engine, options) ?? engine;
    return yield* planVerb(method, target, paced, { ...options, ...more });
  } finally {
    engine.aws.close();
  }
}
