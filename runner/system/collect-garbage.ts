// Gives memory back while the program rests. A look at a job leaves some hundred KiB of garbage: V8 lets its young generation
// grow to 32 MiB before it minds, and what a collection happens to meet half-way through a request becomes old. Collected at
// a rest, when nothing is under way, none of it is left.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options?: { readonly type: 'minor' }) => void;

/** The young generation alone takes a millisecond or two; all of it ten to twenty. */
const RESTS_PER_FULL_COLLECTION = 50;

function collector(): Collect | undefined {
  // The one way to it that needs no flag on Node's command line.
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('typeof gc === "function" ? gc : undefined');
  return collect as Collect | undefined;
}

/** @returns what is to be called at the beginning of every rest; the first call finds the collector */
export function garbageCollection(): () => void {
  let collect: Collect | undefined;
  let rests = 0;
  return () => {
    if (rests === 0) collect = collector();
    rests += 1;
    if (rests % RESTS_PER_FULL_COLLECTION === 0) collect?.();
    else collect?.({ type: 'minor' });
  };
}
