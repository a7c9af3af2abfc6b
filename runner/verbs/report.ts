import type { Telling } from '../events/events';
import type { ConcludeOptions } from '../methods/method';
import { methodOf } from '../methods/registry';
import type { Engine } from '../ports/engine';

/** Tells what became of a transfer that is over. */
export function reportVerb(
  transferId: string,
  engine: Engine,
  options: ConcludeOptions,
  method = methodOf(transferId),
): Telling {
  return method.report(transferId, engine, options);
}
