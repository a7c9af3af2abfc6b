// The real time and the real chance; the only file of the emulator that touches them.
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Processes } from './persistence/data-directory';
import type { Clock } from './time/clock';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

export const systemRandom = (): number => Math.random();

/** Resolves when everything that was ready to go on has gone on: promises, and what the network has brought. */
export const systemTurn = (): Promise<void> => turn();

/** The Node that runs the emulator runs its functions, too. */
export const systemNode = process.execPath;

export const systemProcesses: Processes = {
  ownId: process.pid,
  isRunning: (processId) => {
    try {
      process.kill(processId, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
};
