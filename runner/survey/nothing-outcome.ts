// What it comes to that nothing was found, where nobody compares the destinations. Pure.
import type { NothingMatchedEvent, NothingMatchedReason } from '../events/events';
import type { Outcome } from '../events/exit-code';

export interface EmptyOptions {
  /** Whether it ends with exit code 6. */
  readonly failOnEmpty: boolean;
  /** Whether it ends with 0 although nothing that is there can be replicated. @default false */
  readonly allowEmpty?: boolean;
}

/** Of a reason that does not hold for all that is there. */
const OUTCOME_OF: Readonly<Record<NothingMatchedReason, Outcome>> = {
  'already-replicated': 'nothing-found',
  'no-such-prefix': 'nothing-found',
  archived: 'nothing-found',
  'delete-markers': 'nothing-found',
  'in-progress': 'still-running',
  replicas: 'nothing-found',
  'kms-not-opted-in': 'nothing-found',
  'rule-does-not-select': 'nothing-found',
  // What a rule selects is there, and was not replicated.
  'not-yet': 'some-failed',
  'not-selected': 'nothing-found',
  unknown: 'not-known',
};

/** That nothing was found, and nothing is known to be amiss. */
export function emptyOutcome({ failOnEmpty }: EmptyOptions): Outcome {
  return failOnEmpty ? 'nothing-matched' : 'nothing-found';
}

export function outcomeOfNothing(
  { reason, forAll = false }: Pick<NothingMatchedEvent, 'reason' | 'forAll'>,
  options: EmptyOptions,
): Outcome {
  const outcome = forAll && options.allowEmpty !== true ? 'nothing-replicable' : OUTCOME_OF[reason];
  return outcome === 'nothing-found' ? emptyOutcome(options) : outcome;
}
