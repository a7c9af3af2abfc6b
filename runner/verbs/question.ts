// What somebody at a terminal is asked before transfers are created: how much, from where to where, at what cost.
import { costText } from '../estimate/cost-text';
import type { SurveyEvent } from '../events/estimate-events';
import type { Method } from '../methods/method';
import type { Counted } from '../plan/expectation';
import type { Plan } from '../plan/plan';
import type { Target } from '../target/target';
import { count, counted } from '../text/figures';
import { sumOfAmounts } from '../text/interval';
import { bytes, estimated } from '../text/interval-figures';
import { visible } from '../text/safe-text';

function amountText({ copied, unknown }: SurveyEvent): string {
  const versions = estimated(copied.versions, count);
  const more = sumOfAmounts(...unknown).versions;
  const hidden = more.high === 0 ? '' : ` (and of ${estimated(more, count)} it is not known)`;
  return `${versions} object version${versions === '1' ? '' : 's'}, ${estimated(copied.bytes, bytes)}${hidden}`;
}

/** The question; what was not counted is said to be not known. */
export function questionOf(
  { title, noun }: Pick<Method, 'title' | 'noun'>,
  { transfers }: Plan,
  { source, destinations }: Target,
  { survey, cost }: Counted,
): string {
  const what = transfers.length === 1 ? `a ${title} ${noun}` : counted(transfers.length, `${title} ${noun}`);
  const to = [...new Set(destinations.map(({ bucket }) => `'${visible(bucket)}'`))].join(', ');
  const amount =
    survey === undefined ? 'how many object versions, and what they cost, was not counted' : amountText(survey);
  return (
    `Create ${what} for '${source.bucket}' in account ${source.accountId}${to === '' ? '' : `, to ${to}`}: ` +
    `${amount}${cost === undefined ? '' : `; ${costText(cost)}`}?`
  );
}
