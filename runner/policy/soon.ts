// When a policy is asked: while the run lasts, from now on.
import type { ContextValue } from './pattern';

const DAY_MS = 24 * 3_600_000;
/** As long as a run may last: what a policy decides otherwise before that is not certain. */
const RUN_DAYS = 7;

/**
 * Keys of the time of a request, which is between the two.
 * @param nowMs milliseconds since 1970; undefined: nobody says
 */
export function soon(nowMs: number | undefined): Readonly<Record<string, ContextValue>> {
  if (nowMs === undefined) return {};
  const times = [nowMs, nowMs + RUN_DAYS * DAY_MS];
  return {
    'aws:CurrentTime': times.map((ms) => new Date(ms).toISOString()),
    'aws:EpochTime': times.map((ms) => String(Math.floor(ms / 1_000))),
  };
}
