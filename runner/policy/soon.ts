// When a policy is asked: while the run lasts, from now on.
import type { ContextValue } from './pattern';

const DAY_MS = 24 * 3_600_000;
/** As long as a run may last: what a policy decides otherwise before that is not certain. */
const RUN_DAYS = 7;

/** The longest session of a role: one of before may still be used. */
const LONGEST_SESSION_MS = DAY_MS / 2;

/** When the session began in which a role is used while the run lasts: what denies older ones, as revoking them does, denies none of these. */
export function issuedLately(nowMs: number | undefined): Readonly<Record<string, ContextValue>> {
  if (nowMs === undefined) return {};
  const times = [nowMs - LONGEST_SESSION_MS, nowMs + RUN_DAYS * DAY_MS];
  return { 'aws:TokenIssueTime': times.map((ms) => new Date(ms).toISOString()) };
}

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
