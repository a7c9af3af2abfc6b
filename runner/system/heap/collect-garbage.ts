// Gives memory back while the program rests. A look at a job leaves some hundred KiB of garbage: V8 lets its young generation
// grow to 32 MiB before it minds, and what a collection happens to meet half-way through a request becomes old. Collected at
// a rest, when nothing is under way, none of it is left.
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export type Collect = (options?: { readonly type: 'minor' }) => void;

/** The young generation alone takes a millisecond or two; all of it ten to twenty. */
const RESTS_PER_FULL_COLLECTION = 50;

/** Whoever copies a million objects rests once a second: V8 would let its heap grow to several times what it holds. */
const LARGE_HEAP_BYTES = 48 * 1024 ** 2;
/** Of what the last full collection has left: a heap that is large for a reason is not collected at every rest. */
const GROWN = 1.25;

function collector(): Collect | undefined {
  // The one way to it that needs no flag on Node's command line.
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('typeof gc === "function" ? gc : undefined');
  return collect as Collect | undefined;
}

const usedHeapBytes = (): number => getHeapStatistics().used_heap_size;

/**
 * @param usedBytes of the heap, now
 * @param find the collector, where there is one
 * @returns what is to be called at the beginning of every rest. The first rest goes by: a program that is over before the second has little,
 * and finding the collector takes longer than it saves
 */
export function garbageCollection(usedBytes = usedHeapBytes, find = collector): () => void {
  let collect: Collect | undefined;
  let rests = 0;
  let leftBytes = 0;
  const isLarge = (): boolean => usedBytes() > Math.max(LARGE_HEAP_BYTES, leftBytes * GROWN);
  return () => {
    rests += 1;
    if (rests === 1) return;
    collect ??= find();
    if (rests % RESTS_PER_FULL_COLLECTION !== 0 && !isLarge()) {
      collect?.({ type: 'minor' });
      return;
    }
    collect?.();
    leftBytes = usedBytes();
  };
}
