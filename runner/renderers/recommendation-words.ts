// What a recommendation says of each method, piece by piece; text and Markdown lay it out.
import type { Fit, LostProperty, RankedMethod, RecommendationEvent } from '../events/recommendation-events';
import { dollars, estimated } from '../text/interval-figures';
import { priceOrigins, timeRange, unpriced } from './estimate-words';

const FIT: Readonly<Record<Fit, string>> = { fits: 'fits', late: 'too late', cannot: 'cannot' };

/** `1. S3 Batch Replication (batch-replication): fits` */
export function methodHeading({ title, method, fit, open }: RankedMethod, rank: number): string {
  const certain = fit === 'fits' && open.length > 0 ? `${FIT[fit]}, as far as it is known` : FIT[fit];
  return `${rank}. ${title} (${method}): ${certain}`;
}

function lostWords({ property, detail }: LostProperty): string {
  const name = property.replaceAll('-', ' ');
  return detail === undefined ? name : `${name} (${detail})`;
}

export function costWords({ cost }: RankedMethod): string {
  const { once, monthly, leftOut } = cost;
  const without = [...unpriced(cost).map((what) => `${what}: the table has no price`), ...leftOut];
  const rest = without.length === 0 ? '' : `; without ${without.join('; ')}`;
  if (once === undefined || monthly === undefined) return `not known${rest}`;
  return `${estimated(once, dollars)} once, ${estimated(monthly, dollars)} a month${rest}`;
}

export function timeWords({ time }: RankedMethod): string {
  const { lowSeconds, highSeconds, basis } = time;
  if (lowSeconds === undefined) return `not known: ${basis}`;
  const range = timeRange({ lowSeconds, ...(highSeconds === undefined ? {} : { highSeconds }) });
  return `${range}, by documented quotas (${basis}); S3 promises no speed`;
}

/** What there is to say besides money and time, by the words that stand before it. */
export function detailsOf(method: RankedMethod): readonly (readonly [title: string, texts: readonly string[]])[] {
  const { cannot, open, lost, setUp, lacks } = method;
  const all: readonly (readonly [string, readonly string[]])[] = [
    ['cannot', cannot],
    ['loses', lost.filter(({ survives }) => survives === 'lost').map(lostWords)],
    ['may lose', lost.filter(({ survives }) => survives === 'as-configured').map(lostWords)],
    ['set up', setUp],
    ['lacks here', lacks],
    ['depends on', open],
  ];
  return all.filter(([, texts]) => texts.length > 0);
}

export function knownWords({ known }: RecommendationEvent): readonly string[] {
  return known.map(({ title, value }) => `${title}: ${value}`);
}

export function unknownWords({ unknown }: RecommendationEvent): readonly string[] {
  return unknown.map(({ title, flag }) => `${title} (${flag})`);
}

/** Of all methods together, each once. */
export function originsOf({ methods }: RecommendationEvent): readonly string[] {
  return priceOrigins({ lines: methods.flatMap(({ cost }) => cost.lines) });
}
