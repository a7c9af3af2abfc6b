// The real time and the real chance; the only file of the emulator that touches them.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

export const systemRandom = (): number => Math.random();
