// What `verify` says, of what it is given: for the command, and for whoever uses the runner as a library.
import type { Telling } from '../../events/events';
import { DEFAULT_METHOD, methodNamed } from '../../methods/registry';
import type { World } from '../../ports/world';
import { verifyVerb } from '../../verbs/verify';
import { refuseUncompared } from '../copies/refused-flags';
import { textFlag, type Given } from '../flag-values';
import { startWithSource, verifyOptions } from '../start-source';

export async function* tellVerify(given: Given, world: World): Telling {
  refuseUncompared(given);
  const options = verifyOptions(given);
  const { engine, target, handoff } = await startWithSource(given, world);
  try {
    if (handoff !== undefined) yield handoff;
    return yield* verifyVerb(target, engine, options, methodNamed(textFlag(given, 'method') ?? DEFAULT_METHOD));
  } finally {
    engine.aws.close();
  }
}
