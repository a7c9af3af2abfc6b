import type { Comparison } from './certificate';
import { count, counted } from '../text/figures';
import { visible } from '../text/safe-text';

function parts(pairs: readonly (readonly [amount: number, what: string])[]): string {
  return pairs.flatMap(([amount, what]) => (amount === 0 ? [] : [`${count(amount)} ${what}`])).join(', ');
}

/** Why a comparison of nothing is none. */
export const NOTHING_TO_COMPARE = 'there is no object version to compare';

/** Whether there was nothing at the source to compare: neither a version that a rule covers, nor a delete marker. */
export function isOfNothing({ answer, reason }: Comparison): boolean {
  return answer === 'not-compared' && reason === NOTHING_TO_COMPARE;
}

/** A comparison in one sentence, with its numbers. */
export function comparisonSummary(comparison: Comparison): string {
  const { destination, answer, reason = '', versions, deleteMarkers } = comparison;
  const where = `'${visible(destination)}'`;
  const { compared, same, missing, different, pending } = versions;
  switch (answer) {
    case 'not-compared':
      if (isOfNothing(comparison)) return `${NOTHING_TO_COMPARE} with ${where}`;
      return comparison.upTo === undefined
        ? `could not be compared with ${where}: ${visible(reason)}`
        : `with ${where} ${visible(reason)}`;
    case 'complete':
      return compared === 0
        ? `all ${counted(deleteMarkers.same, 'delete marker')} are in ${where}, and there is no object version`
        : `${compared === 1 ? 'the one object version is' : `all ${counted(compared, 'object version')} are`} in ${where}`;
    case 'incomplete':
    case 'pending': {
      const found = parts([
        [missing, 'missing'],
        [different, 'different'],
        [pending, 'pending'],
        [deleteMarkers.missing, deleteMarkers.missing === 1 ? 'delete marker missing' : 'delete markers missing'],
      ]);
      const first = comparison.upTo === undefined ? '' : 'the first ';
      return `${count(same)} of ${first}${counted(compared, 'object version')} are in ${where}${found === '' ? '' : `; ${found}`}`;
    }
  }
}
