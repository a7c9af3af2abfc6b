import type { Telling } from '../events/events';
import type { ConcludeOptions, WatchOptions } from '../methods/method';
import { methodOfAll } from '../methods/registry';
import type { Engine } from '../ports/engine';

/** Looks at transfers that exist until they are over, and tells what became of them. */
export function watchVerb(
  transferIds: readonly string[],
  engine: Engine,
  options: WatchOptions & ConcludeOptions,
  method = methodOfAll(transferIds),
): Telling {
  return method.watch(transferIds, engine, options);
}
