// Prices in US dollars, each with its date, its Region and where it was read. Nothing here is asked of AWS: a price that
// has changed since, or that is of a contract, is given with --prices. `npm run prices` renews the table before a release.
import { prices } from './price-table.json';
import type { PriceItem, PriceOrigin } from '../events/estimate-events';
import type { RestoreTier } from '../ports/s3/objects';

export interface Price {
  readonly item: PriceItem;
  /** Region that the price is of; `any`: said to be the same everywhere. */
  readonly region: string;
  /** Of a transfer: where to. @default - every other Region */
  readonly toRegion?: string;
  /** Of PUT requests, storage, restores and retrieval. */
  readonly storageClass?: string;
  /** Of restores and what they retrieve. */
  readonly tier?: RestoreTier;
  readonly usd: number;
  /** How many units the price is for. Storage and transfer count GiB. */
  readonly per: number;
  /** When it was read; of one that AWS's price files say, when they were published. */
  readonly date: string;
  readonly source: string;
  readonly verified: boolean;
}

/** The first that fits is taken; of the same item, the first stands in for Regions that have none. */
export const PRICES = prices as readonly Price[];

export interface PriceQuestion {
  readonly item: PriceItem;
  readonly region: string;
  readonly toRegion?: string;
  readonly storageClass?: string;
  readonly tier?: RestoreTier;
}

export interface FoundPrice {
  readonly usd: number;
  readonly per: number;
  readonly origin: PriceOrigin;
}

/** @param own prices of the user; each of them wins over those that are built in */
export function priceOf(question: PriceQuestion, own: readonly Price[] = []): FoundPrice | undefined {
  const known = [...own, ...PRICES].filter(
    ({ item, storageClass, tier }) =>
      item === question.item && storageClass === question.storageClass && tier === question.tier,
  );
  const here = known.filter(({ region }) => region === question.region || region === 'any');
  const exact =
    here.find(({ toRegion }) => toRegion === question.toRegion) ?? here.find((one) => one.toRegion === undefined);
  const found = exact ?? known[0];
  if (found === undefined) return undefined;
  const { usd, per, region, date, source, verified } = found;
  return { usd, per, origin: { region, date, source, verified, assumed: exact === undefined } };
}
