// The price table, with the prices that AWS's price lists have. Decides, and neither reads nor writes.
import type { Price } from '../../runner/estimate/prices';
import type { PriceDimension, PriceList } from './price-lists';
import type { NotListed, Place } from './where-prices-stand';

/** Where a price of the table stands, and the price list that should have it. */
export interface Looked {
  readonly price: Price;
  readonly place: Place | NotListed;
  /** Undefined when no list is asked. */
  readonly list?: PriceList;
}

export interface Renewed {
  readonly price: Price;
  readonly renewed: Price;
  /** Products that have the price. */
  readonly skus: readonly string[];
}

export interface Answer {
  readonly renewed: readonly Renewed[];
  /** What stays as it is. */
  readonly left: readonly (NotListed & { readonly price: Price })[];
  /** Where there are any, nothing may be written. */
  readonly faults: readonly string[];
}

const SOURCE = "AWS's price list of";
/** What a number in floating point is cut to. */
const DIGITS = 12;

export function nameOf({ item, region, toRegion, storageClass, tier }: Price): string {
  const details = [storageClass, tier, toRegion === undefined ? undefined : `to ${toRegion}`];
  return [item, region, ...details].filter((one) => one !== undefined).join(' ');
}

function expected({ service, region, attributes, units }: Place): string {
  const all = Object.entries(attributes).map(([name, values]) => `${name} ${values.join(' or ')}`);
  return `${service} in ${region}: ${all.join(', ')}; in USD, counted in ${units.join(' or ')}`;
}

function skusOf({ products }: PriceList, { attributes }: Place): readonly string[] {
  const wanted = Object.entries(attributes);
  return Object.entries(products).flatMap(([sku, product]) =>
    wanted.every(([name, values]) => values.includes(product.attributes[name] ?? '')) ? [sku] : [],
  );
}

/** A price for more is lower: that of the first counts. */
function isFirst({ beginRange = '0' }: PriceDimension): boolean {
  return Number(beginRange) === 0;
}

function shown({ pricePerUnit, unit, beginRange = '0' }: PriceDimension): string {
  const prices = Object.entries(pricePerUnit).map(([currency, amount]) => `${amount} ${currency}`);
  return `${prices.join(' and ') || 'no price'} for one of '${unit}' from ${beginRange}`;
}

type Read = { readonly usd: number; readonly skus: readonly string[] } | { readonly found: string };

function read(list: PriceList, place: Place): Read {
  const skus = skusOf(list, place);
  if (skus.length === 0) return { found: 'no such product' };
  const all = skus.flatMap((sku) =>
    Object.values(list.terms.OnDemand[sku] ?? {}).flatMap(({ priceDimensions }) => Object.values(priceDimensions)),
  );
  const first = all.filter(isFirst);
  const different = [...new Set(first.map(shown))];
  const found = `${different.join('; ') || 'no price on demand from 0'} (SKU ${skus.join(', ')})`;
  const [one] = first;
  if (one === undefined || different.length !== 1) return { found };
  const { USD: usd } = one.pricePerUnit;
  const isOnlyUsd = Object.keys(one.pricePerUnit).length === 1;
  if (usd === undefined || !isOnlyUsd || !/^\d+(\.\d+)?$/.test(usd) || !place.units.includes(one.unit))
    return { found };
  // An amount without charge is no price.
  if (Number(usd) === 0) return { found };
  return { usd: Number(usd), skus };
}

/** A list of AWS's that is older than the one which the price is of. */
function isOlder({ offerCode, version }: PriceList, { source }: Price): boolean {
  const [, known] = source.split(`${SOURCE} ${offerCode}, version `);
  return known !== undefined && known.localeCompare(version, 'en', { numeric: true }) > 0;
}

function renewedOf(price: Price, place: Place, list: PriceList): Renewed | string {
  const name = nameOf(price);
  if (isOlder(list, price))
    return `${name}: the table has it from '${price.source}'; version ${list.version} was found, which is older`;
  const answer = read(list, place);
  if ('found' in answer) return `${name}: found ${answer.found}; expected one price above 0 of ${expected(place)}`;
  const { offerCode, version, publicationDate } = list;
  const usd = Number((answer.usd * price.per).toPrecision(DIGITS));
  const [date = ''] = publicationDate.split('T');
  const source = `${SOURCE} ${offerCode}, version ${version}`;
  return { price, skus: answer.skus, renewed: { ...price, region: place.region, usd, date, source, verified: true } };
}

export function renew(all: readonly Looked[]): Answer {
  const renewed: Renewed[] = [];
  const left: (NotListed & { price: Price })[] = [];
  const faults: string[] = [];
  for (const { price, place, list } of all) {
    if ('because' in place) left.push({ price, because: place.because });
    else if (list === undefined) faults.push(`${nameOf(price)}: its price list was not read`);
    else {
      const one = renewedOf(price, place, list);
      if (typeof one === 'string') faults.push(one);
      else renewed.push(one);
    }
  }
  return { renewed, left, faults };
}
