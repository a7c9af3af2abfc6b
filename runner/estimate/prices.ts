// Prices in US dollars, each with its date, its Region and where it was read. Nothing here is asked of AWS: a price that
// has changed since, or that is of a contract, is given with --prices.
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
  /** When it was read. */
  readonly date: string;
  readonly source: string;
  readonly verified: boolean;
}

const MILLION = 1_000_000;
const PRICE_LIST = "AWS's price list, as a public runbook quotes it";
const GENERAL = 'general knowledge, not read in a price list';

function listed(item: PriceItem, region: string, usd: number, per: number, more: Partial<Price> = {}): Price {
  return { item, region, usd, per, date: '2026-09-21', source: PRICE_LIST, verified: true, ...more };
}

function general(item: PriceItem, region: string, usd: number, per: number, more: Partial<Price> = {}): Price {
  return { item, region, usd, per, date: '2026-11-25', source: GENERAL, verified: false, ...more };
}

const USUAL_CLASS_PRICES: readonly (readonly [storageClass: string, usdPer1000: number])[] = [
  ['STANDARD_IA', 0.01],
  ['ONEZONE_IA', 0.01],
  ['GLACIER_IR', 0.02],
  ['GLACIER', 0.03],
  ['DEEP_ARCHIVE', 0.05],
  ['INTELLIGENT_TIERING', 0.005],
];

/** Requests are priced for 1,000, what is retrieved for a GiB. */
const RESTORE_PRICES: readonly (readonly [
  storageClass: string,
  tier: RestoreTier,
  usdPer1000: number,
  usdPerGib: number,
])[] = [
  ['GLACIER', 'Bulk', 0, 0],
  ['GLACIER', 'Standard', 0.05, 0.01],
  ['GLACIER', 'Expedited', 10, 0.03],
  ['DEEP_ARCHIVE', 'Bulk', 0.025, 0.0025],
  ['DEEP_ARCHIVE', 'Standard', 0.1, 0.02],
  ['INTELLIGENT_TIERING', 'Bulk', 0, 0],
  ['INTELLIGENT_TIERING', 'Standard', 0, 0],
  ['INTELLIGENT_TIERING', 'Expedited', 10, 0.03],
];

/** The first that fits is taken; of the same item, the first stands in for Regions that have none. */
export const PRICES: readonly Price[] = [
  ...['eu-west-1', 'ca-central-1'].flatMap((region) => [
    listed('job', region, 0.25, 1),
    listed('task', region, 1, MILLION),
    listed('manifest-object', region, 0.015, MILLION),
    listed('get', region, 0.0004, 1000),
  ]),
  ...(
    [
      ['job', 0.25, 1],
      ['task', 1, MILLION],
    ] as const
  ).map(([item, usd, per]) =>
    listed(item, 'us-east-1', usd, per, {
      date: '2026-06-24',
      source: 'https://github.com/aws-samples/sample-replicate-on-tag-for-amazon-s3, its page on cost',
    }),
  ),
  listed('put', 'eu-west-1', 0.005, 1000, { storageClass: 'STANDARD' }),
  listed('put', 'eu-west-2', 0.005, 1000, { storageClass: 'STANDARD' }),
  listed('put', 'ca-central-1', 0.0055, 1000, { storageClass: 'STANDARD' }),
  ...USUAL_CLASS_PRICES.map(([storageClass, usd]) => general('put', 'us-east-1', usd, 1000, { storageClass })),
  ...RESTORE_PRICES.flatMap(([storageClass, tier, usdPer1000, usdPerGib]) => [
    general('restore-request', 'us-east-1', usdPer1000, 1000, { storageClass, tier }),
    general('retrieval', 'us-east-1', usdPerGib, 1, { storageClass, tier }),
  ]),
  listed('transfer', 'eu-west-1', 0.02, 1, { toRegion: 'eu-west-2' }),
  listed('transfer', 'ca-central-1', 0.02, 1),
  general('transfer', 'us-east-1', 0.01, 1, { toRegion: 'us-east-2' }),
  general('kms-request', 'any', 0.03, 10_000),
  listed('inventory-object', 'eu-west-1', 0.0025, MILLION),
  ...(
    [
      ['datasync-gib', 0.015, 1],
      ['datasync-execution', 0.55, 1],
    ] as const
  ).map(([item, usd, per]) => general(item, 'us-east-1', usd, per, { source: `${GENERAL}; of the Enhanced mode` })),
  general('sqs-request', 'any', 0.4, MILLION, { source: `${GENERAL}; of a standard queue` }),
  general('lambda-request', 'any', 0.2, MILLION),
  general('lambda-gb-second', 'any', 0.0000167, 1),
  listed('storage-month', 'eu-west-2', 0.024, 1, {
    storageClass: 'STANDARD',
    source: `${PRICE_LIST}: about 246 dollars a month for 10 TiB`,
  }),
];

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
