// What can go wrong, in the runner's words. Adapters translate the errors of AWS's SDK into these; nothing else is thrown on purpose.

/**
 * - `usage`: the command line, the handoff or a file is wrong; nothing was sent
 * - `preflight`: a check said no; nothing was sent
 * - `credentials`: there are none, or AWS does not accept them; nothing was sent
 * - `expired`: AWS has accepted the credentials before, and does not any more
 * - `denied`: the credentials are good and a permission is missing
 * - `not-found`: AWS does not know the bucket, object, role or job
 * - `throttled`: AWS asks to slow down
 * - `refused`: AWS understood the request and does not want it
 * - `unavailable`: AWS answered with an error of its own, or with something that cannot be read
 * - `unreachable`: there was no answer
 * - `interrupted`: the user stopped the program
 */
export type ErrorKind =
  | 'usage'
  | 'preflight'
  | 'credentials'
  | 'expired'
  | 'denied'
  | 'not-found'
  | 'throttled'
  | 'refused'
  | 'unavailable'
  | 'unreachable'
  | 'interrupted';

export class RunnerError extends Error {
  constructor(
    readonly kind: ErrorKind,
    message: string,
    /** What to do about it, as a sentence or a command. */
    readonly hint?: string,
    /** AWS's error code, where AWS gave one. */
    readonly code?: string,
  ) {
    super(message);
    this.name = 'RunnerError';
  }
}

/** AWS's last word, after an answer that was lost: what was asked for may have been done then. */
export class AfterLostAnswer extends RunnerError {}

/** Whether `error` is a {@link RunnerError} of one of `kinds` (of any kind when none is given). */
export function isRunnerError(error: unknown, ...kinds: readonly ErrorKind[]): error is RunnerError {
  return error instanceof RunnerError && (kinds.length === 0 || kinds.includes(error.kind));
}
