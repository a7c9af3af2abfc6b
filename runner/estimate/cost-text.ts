// What something costs, as whoever is asked before it is told.
import type { CostEvent } from '../events/estimate-events';
import { dollars, estimated } from '../text/interval-figures';

export function costText({ once, monthly, lines }: CostEvent): string {
  const unpriced = lines.flatMap(({ amount, what }) => (amount === undefined ? [what] : []));
  const without = unpriced.length === 0 ? '' : `, without what has no price here: ${unpriced.join(', ')}`;
  return `${estimated(once, dollars)} once and ${estimated(monthly, dollars)} a month${without}`;
}
