import type { Comparison } from './certificate';
import { count, counted } from '../text/figures';
import { visible } from '../text/safe-text';

function parts(pairs: readonly (readonly [amount: number, what: string])[]): string {
  return pairs.flatMap(([amount, what]) => (amount === 0 ? [] : [`${count(amount)} ${what}`])).join(', ');
}

/** A comparison in one sentence, with its numbers. */
export function comparisonSummary(comparison: Comparison): string {
  const { destination, answer, reason = '', versions, deleteMarkers } = comparison;
  const where = `'${visible(destination)}'`;
  const { compared, same, missing, different, pending } = versions;
  switch (answer) {
    case 'not-compared':
      return `could not be compared with ${where}: ${visible(reason)}`;
    case 'complete':
      return compared === 0
        ? `there is no object version to compare with ${where}`
        : `${compared === 1 ? 'the one object version is' : `all ${counted(compared, 'object version')} are`} in ${where}`;
    case 'incomplete':
    case 'pending': {
      const found = parts([
        [missing, 'missing'],
        [different, 'different'],
        [pending, 'pending'],
        [deleteMarkers.missing, deleteMarkers.missing === 1 ? 'delete marker missing' : 'delete markers missing'],
      ]);
      return `${count(same)} of ${counted(compared, 'object version')} are in ${where}${found === '' ? '' : `; ${found}`}`;
    }
  }
}
