// Time that passes only when somebody sleeps.
import { RunnerError } from '../../../runner/ports/errors';
import type { Clock } from '../../../runner/ports/clock';

export const START_MS = Date.UTC(2026, 0, 15, 12);

export interface FakeClock extends Clock {
  /** Milliseconds of every sleep so far. */
  readonly sleeps: readonly number[];
  /** Called after every sleep; may abort, or move the world on. */
  afterSleep: () => void;
}

export function fakeClock(startMs = START_MS): FakeClock {
  let nowMs = startMs;
  const sleeps: number[] = [];
  const clock: FakeClock = {
    sleeps,
    afterSleep: () => undefined,
    now: () => nowMs,
    async sleep(milliseconds, signal) {
      await Promise.resolve();
      if (signal.aborted) throw new RunnerError('interrupted', 'interrupted');
      nowMs += milliseconds;
      sleeps.push(milliseconds);
      if (sleeps.length > 10_000) throw new Error('this never ends');
      clock.afterSleep();
      if ((signal as { aborted: boolean }).aborted) throw new RunnerError('interrupted', 'interrupted');
    },
  };
  return clock;
}
