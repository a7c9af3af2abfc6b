// What the comparisons with all destinations come to together: the one place where "could not be compared" becomes an outcome. Pure.
import type { Comparison, ComparisonAnswer } from '../events/comparisons/comparison';
import { isOfNothing } from '../events/certificate-summary';
import type { Outcome } from '../events/exit-code';

/**
 * How much was compared.
 * - `unread`: one destination, at least, could not be compared, or nobody knows with what
 * - `nothing`: there was nothing to compare
 * - `part`: the comparison has ended early
 */
export type Extent = 'unread' | 'nothing' | 'part' | 'all';

function isUnread(comparison: Comparison): boolean {
  return comparison.answer === 'not-compared' && comparison.upTo === undefined && !isOfNothing(comparison);
}

export function extentOf(comparisons: readonly Comparison[]): Extent {
  if (comparisons.length === 0 || comparisons.some(isUnread)) return 'unread';
  if (comparisons.every(isOfNothing)) return 'nothing';
  return comparisons.some(({ upTo }) => upTo !== undefined) ? 'part' : 'all';
}

/** What is known to be amiss is graver than what is not known, and that graver than what comes by itself. */
const GRAVEST_FIRST: readonly ComparisonAnswer[] = ['incomplete', 'not-compared', 'pending', 'complete'];

/** A destination for which there is nothing takes nothing from the others; where there is nothing at all, nothing is certified. */
export function answerOfAll(comparisons: readonly Comparison[]): ComparisonAnswer {
  const answers = comparisons.filter((one) => !isOfNothing(one)).map(({ answer }) => answer);
  return GRAVEST_FIRST.find((answer) => answers.includes(answer)) ?? 'not-compared';
}

const OUTCOME_OF: Readonly<Record<ComparisonAnswer, Outcome>> = {
  complete: 'done',
  incomplete: 'differs',
  pending: 'still-running',
  'not-compared': 'not-compared',
};

/** `not-compared` also where there is nothing, or too little was looked at: {@link extentOf} tells these apart. */
export function outcomeOfAll(comparisons: readonly Comparison[]): Outcome {
  return OUTCOME_OF[answerOfAll(comparisons)];
}
