// What queries of Athena cost by what they scan. Pure. https://aws.amazon.com/athena/pricing/
import type { CostEvent, CostLine } from '../events/estimate-events';
import { times, type Estimate } from '../text/interval';
import { amounts, lineOf } from './cost';
import type { Price } from './prices';

/** The least that a query is paid for. */
const LEAST_BYTES = 10_000_000;
/** Of the smaller ones, which is on the safe side. */
const GIGABYTE = 1e9;

export interface QueryCostInput {
  readonly region: string;
  /** Of one query. */
  readonly scannedBytes: Estimate;
  readonly queries: number;
  /** Prices that win over those that are built in. */
  readonly prices?: readonly Price[];
}

function paidFor(value: number): number {
  return Math.max(value, LEAST_BYTES);
}

export function queryCostOf({ region, scannedBytes, queries, prices }: QueryCostInput): CostEvent {
  const { value, low, high } = scannedBytes;
  const paid: Estimate = {
    ...scannedBytes,
    value: paidFor(value),
    low: paidFor(low),
    ...(high === undefined ? {} : { high: paidFor(high) }),
  };
  const line: CostLine = lineOf(
    { item: 'athena-gb', region },
    {
      what: `what ${queries === 1 ? 'the query of Athena scans' : `${queries} queries of Athena scan`}, at least 10 MB each`,
      quantity: times(paid, queries / GIGABYTE),
      unit: 'GB',
    },
    prices,
  );
  return {
    kind: 'cost',
    currency: 'USD',
    lines: [line],
    once: amounts([line], 'once'),
    monthly: amounts([line], 'month'),
  };
}
