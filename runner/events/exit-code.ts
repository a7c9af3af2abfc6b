// The exit codes, and the one place where one is chosen.
import type { ErrorKind } from '../ports/errors';

/**
 * How a run ended. `nothing-to-do`: all is where it should be; `nothing-found`: nothing was found, and nobody has compared. `not-begun` and
 * `internal-error`: of a fleet, one that could not begin, or in which s3-backfill itself has failed.
 */
export type Outcome =
  | 'done'
  | 'nothing-to-do'
  | 'nothing-found'
  | 'nothing-matched'
  | 'nothing-replicable'
  | 'some-failed'
  | 'differs'
  | 'not-compared'
  | 'not-known'
  | 'failed'
  | 'cancelled'
  | 'still-running'
  | 'detached'
  | 'not-begun'
  | 'internal-error'
  | 'interrupted';

/** An internal error: EX_SOFTWARE of sysexits.h. */
const CODE_OF_INTERNAL_ERROR = 70;

const CODE_OF_OUTCOME: Readonly<Record<Outcome, number>> = {
  done: 0,
  'nothing-to-do': 0,
  'nothing-found': 0,
  'nothing-matched': 6,
  'nothing-replicable': 6,
  'some-failed': 1,
  differs: 1,
  'not-compared': 5,
  'not-known': 5,
  failed: 3,
  cancelled: 3,
  'still-running': 4,
  detached: 0,
  'not-begun': 2,
  'internal-error': CODE_OF_INTERNAL_ERROR,
  interrupted: 130,
};

export const OUTCOMES = Object.keys(CODE_OF_OUTCOME) as readonly Outcome[];

const CODE_OF_ERROR: Readonly<Record<ErrorKind, number>> = {
  usage: 2,
  preflight: 2,
  credentials: 2,
  expired: 5,
  denied: 5,
  'not-found': 5,
  throttled: 5,
  refused: 5,
  unavailable: 5,
  unreachable: 5,
  interrupted: 130,
};

/** What a run ended with: an outcome, an error of a known kind, or an internal error. */
export type Ended = { readonly outcome: Outcome } | { readonly error: ErrorKind } | { readonly internalError: true };

/** Exit code of the process; docs/runner.md lists what each means. */
export function exitCode(ended: Ended): number {
  if ('outcome' in ended) return CODE_OF_OUTCOME[ended.outcome];
  if ('error' in ended) return CODE_OF_ERROR[ended.error];
  return CODE_OF_INTERNAL_ERROR;
}

/** The outcome of several jobs together, from the one that matters most to the one that matters least. */
const GRAVEST_FIRST: readonly Outcome[] = [
  'interrupted',
  'internal-error',
  'failed',
  'cancelled',
  'still-running',
  'detached',
  'some-failed',
  'differs',
  'not-compared',
  'not-known',
  'not-begun',
  'nothing-replicable',
  'nothing-matched',
  'done',
  'nothing-found',
  'nothing-to-do',
];

/** The outcome that speaks for all of `outcomes`; `nothing-to-do` when there are none. */
export function gravest(outcomes: readonly Outcome[]): Outcome {
  return GRAVEST_FIRST.find((outcome) => outcomes.includes(outcome)) ?? 'nothing-to-do';
}

/**
 * The outcome of several runs together: the gravest of those that are not green, and only where there is none, of all. That one still runs
 * speaks for all of them only where nothing else is amiss: pipelines take it for no failure.
 */
export function worst(outcomes: readonly Outcome[]): Outcome {
  const amiss = outcomes.filter((outcome) => CODE_OF_OUTCOME[outcome] !== 0);
  const over = amiss.filter((outcome) => outcome !== 'still-running');
  return gravest([over, amiss, outcomes].find((some) => some.length > 0) ?? []);
}
