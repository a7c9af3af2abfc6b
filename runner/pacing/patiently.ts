// The one retry loop: tries again what fails for a while, with longer and longer pauses, and tells of each before it is made.
import type { Clock } from '../ports/clock';

/** What the clock, chance and the way to stop come from. */
export interface Pacer {
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** Said before a pause. */
export interface Waiting {
  readonly kind: 'waiting';
  readonly detail: string;
  readonly seconds: number;
}

export interface Patience {
  /** Why it is worth waiting after this error; undefined: it is not. */
  readonly reason: (error: unknown) => string | undefined | Promise<string | undefined>;
  /** Moment at which the last error is taken at its word, asked after each failure; milliseconds since 1970. */
  readonly untilMs: () => number;
  /** Attempts at most. @default - as many as there is time for */
  readonly attempts?: number;
  /** Doubles with each pause, give or take a fifth. @default 2000 */
  readonly firstPauseMs?: number;
}

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Attempts until one works, while there is a reason to wait.
 * @throws what the last attempt has thrown; `interrupted` at once when the signal aborts
 */
export async function* patiently<Said, Result>(
  { clock, random, signal }: Pacer,
  attempt: () => AsyncGenerator<Said, Result>,
  { reason, untilMs, attempts = Infinity, firstPauseMs = FIRST_PAUSE_MS }: Patience,
): AsyncGenerator<Said | Waiting, Result> {
  for (let number = 1, pauseMs = firstPauseMs; ; number += 1, pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return yield* attempt();
    } catch (error) {
      const detail = number < attempts ? await reason(error) : undefined;
      const leftMs = untilMs() - clock.now();
      if (detail === undefined || leftMs <= 0) throw error;
      const waitMs = Math.min(pauseMs * (0.8 + 0.4 * random()), leftMs);
      yield { kind: 'waiting', detail, seconds: Math.max(1, Math.round(waitMs / 1000)) };
      await clock.sleep(waitMs, signal);
    }
  }
}

/** A call as an attempt that says nothing. */
// eslint-disable-next-line require-yield -- a call has nothing to say
export async function* calling<Result>(call: () => Promise<Result>): AsyncGenerator<never, Result> {
  return await call();
}
