// Keeps the heap small, however long the program runs and however much goes through it: a listing of millions leaves gigabytes of garbage,
// and V8, left alone, lets the young generation grow to 32 MiB (Node 24: 128) and the old one to several times what is used.
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Of what the last full collection has left; more often than so, collecting costs more than it gives back. */
const GROWTH_PERCENT = 30;
/** Both halves together: with smaller ones more gets old that was only waiting for its turn. */
const YOUNG_BYTES = 8 * 1024 ** 2;

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}

/** Of this process from now on. */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  // The size itself can be told to V8 before it starts alone; how it grows, at any time.
  const observer = new PerformanceObserver(() => {
    if (youngBytes() < YOUNG_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}
