// All plans of a fleet together: how much, at what cost, how long; and the gates, which are held for the whole of it.
import type { CostEvent, CostLine, DurationEvent, DurationTerm, SurveyEvent } from '../../events/estimate-events';
import { hasGates, holdCost, holdObjects, holdWithoutSurvey, type Gates } from '../../plan/gates';
import { counted, count } from '../../text/figures';
import { costText } from '../../estimate/cost-text';
import { exactly, sum, type Estimate } from '../../text/interval';
import { bytes, estimated } from '../../text/interval-figures';
import { visible } from '../../text/safe-text';
import { defined } from '../../text/defined';

/** What one plan has told of itself. */
export interface Told {
  survey?: SurveyEvent;
  duration?: DurationEvent;
  readonly costs: CostEvent[];
  /** If everything of which nothing is known were copied. */
  worst?: { readonly versions: Estimate; readonly lines: readonly CostLine[] };
}

function sumIfAny(parts: readonly (Estimate | undefined)[]): Estimate | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : sum(...known);
}

/** Lines of the same price are one line. */
export function wholeCost(costs: readonly CostEvent[]): CostEvent {
  const lines = new Map<string, CostLine[]>();
  for (const line of costs.flatMap((cost) => cost.lines)) {
    const { item, what, paid, unit, usd, per, price, note } = line;
    const key = JSON.stringify([item, what, paid, unit, usd, per, price, note]);
    lines.set(key, [...(lines.get(key) ?? []), line]);
  }
  return {
    kind: 'cost',
    currency: 'USD',
    lines: [...lines.values()].flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      const quantity = sum(...same.map((line) => line.quantity));
      return [{ ...first, quantity, ...defined({ amount: sumIfAny(same.map(({ amount }) => amount)) }) }];
    }),
    once: sum(...costs.map(({ once }) => once)),
    monthly: sum(...costs.map(({ monthly }) => monthly)),
  };
}

/** Requests are limited for each prefix of each bucket; the rest is what the buckets of an account, or this machine, share. */
function together(terms: readonly DurationTerm[]): DurationTerm | undefined {
  const [first] = terms;
  if (first === undefined) return undefined;
  const highs = terms.flatMap(({ highSeconds }) => (highSeconds === undefined ? [] : [highSeconds]));
  const all = (seconds: readonly number[]): number =>
    first.quota === 'requests' ? Math.max(...seconds) : seconds.reduce((total, one) => total + one, 0);
  const { highSeconds, ...rest } = first;
  return {
    ...rest,
    lowSeconds: all(terms.map(({ lowSeconds }) => lowSeconds)),
    ...(highSeconds !== undefined && highs.length === terms.length ? { highSeconds: all(highs) } : {}),
  };
}

/** @param lanes those of one share limits. @returns of the one that takes longest; undefined: none tells how long it takes */
export function wholeDuration(lanes: readonly (readonly DurationEvent[])[]): DurationEvent | undefined {
  const long = ({ lowSeconds, highSeconds }: DurationEvent): number => highSeconds ?? lowSeconds;
  return lanes
    .flatMap((durations) => durationOfLane(durations) ?? [])
    .sort((one, other) => long(other) - long(one))
    .at(0);
}

function durationOfLane(durations: readonly DurationEvent[]): DurationEvent | undefined {
  const all = durations.flatMap(({ terms }) => terms);
  const quotas = [...new Set(all.map(({ quota }) => quota))];
  const terms = quotas.flatMap((quota) => together(all.filter((one) => one.quota === quota)) ?? []);
  const [first, ...more] = terms;
  if (first === undefined) return undefined;
  const long = ({ lowSeconds, highSeconds }: DurationTerm): number => highSeconds ?? lowSeconds;
  const highs = terms.flatMap(({ highSeconds }) => (highSeconds === undefined ? [] : [highSeconds]));
  return {
    kind: 'duration',
    lowSeconds: Math.max(...terms.map(({ lowSeconds }) => lowSeconds)),
    ...(highs.length === terms.length ? { highSeconds: highs.reduce((total, one) => total + one, 0) } : {}),
    binds: more.reduce((longest, one) => (long(one) > long(longest) ? one : longest), first).quota,
    terms,
  };
}

/** @throws RunnerError `preflight` where all of it together is more than is allowed, or may be */
export function holdForAll(gates: Gates, plans: readonly { readonly member: string; readonly told: Told }[]): void {
  if (!hasGates(gates)) return;
  for (const { member, told } of plans)
    if (told.worst === undefined) holdWithoutSurvey(gates, `of '${visible(member)}' nothing was counted`);
  const worst = plans.flatMap(({ told }) => told.worst ?? []);
  holdObjects(gates, sum(exactly(0), ...worst.map(({ versions }) => versions)));
  holdCost(gates, { lines: worst.flatMap(({ lines }) => lines) });
}

/** The question; what was not counted is said to be not known. */
export function wholeQuestion(plans: readonly { readonly told: Told }[], cannot: number): string {
  const surveys = plans.flatMap(({ told }) => told.survey ?? []);
  const versions = sum(exactly(0), ...surveys.map(({ copied }) => copied.versions));
  const size = sum(exactly(0), ...surveys.map(({ copied }) => copied.bytes));
  const unknown = plans.length - surveys.length;
  const amount = `${estimated(versions, count)} object versions, ${estimated(size, bytes)}`;
  const without = unknown === 0 ? '' : `, without ${counted(unknown, 'bucket')} that could not be counted`;
  const refused = cannot === 0 ? '' : ` (${counted(cannot, 'other')} cannot begin)`;
  const cost = costText(wholeCost(plans.flatMap(({ told }) => told.costs)));
  return `Begin ${counted(plans.length, 'backfill')}${refused}: ${amount}${without}; ${cost}?`;
}
