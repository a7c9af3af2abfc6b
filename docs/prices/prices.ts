// npm run prices: reads AWS's price lists, shows what has changed, and renews runner/estimate/price-table.json, all or nothing.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isNativeError } from 'node:util/types';
import type { Price } from '../../runner/estimate/prices';
import { priceListsOf, type PriceList } from './price-lists';
import { nameOf, renew, type Answer, type Looked, type Renewed } from './renew';
import { placeOf } from './where-prices-stand';

const AWS = 'https://pricing.us-east-1.amazonaws.com';
const TABLE = path.resolve(__dirname, '..', '..', 'runner', 'estimate', 'price-table.json');
const USAGE = `npm run prices -- [--from URL|DIRECTORY] [--table FILE]
  --from   below which offers/v1.0/aws/index.json is; ${AWS} by default
  --table  the table that is renewed; runner/estimate/price-table.json by default`;

interface Table {
  readonly version: 1;
  readonly currency: 'USD';
  readonly prices: readonly Price[];
}

function messageOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}

/** Each list is read once, one after another; what could not be read is told together. */
async function lookUp(prices: readonly Price[], from: string): Promise<{ all: readonly Looked[]; faults: string[] }> {
  const readList = priceListsOf(from);
  const lists = new Map<string, PriceList | undefined>();
  const faults = new Set<string>();
  const all: Looked[] = [];
  for (const price of prices) {
    const place = placeOf(price);
    if ('because' in place) {
      all.push({ price, place });
      continue;
    }
    const key = `${place.service} ${place.region}`;
    if (!lists.has(key)) {
      const list = await readList(place.service, place.region).catch((error: unknown) => {
        faults.add(messageOf(error));
        return undefined;
      });
      lists.set(key, list);
    }
    const list = lists.get(key);
    if (list !== undefined) all.push({ price, place, list });
  }
  return { all, faults: [...faults] };
}

function isSame({ price, renewed }: Renewed): boolean {
  return JSON.stringify(price) === JSON.stringify(renewed);
}

function line(sign: string, price: Price): string {
  const { usd, per, date, source, verified } = price;
  return `${sign} ${nameOf(price)}: ${usd} USD for ${per}, ${date}, ${source}${verified ? '' : ' (not verified)'}`;
}

function told({ renewed, left }: Answer): readonly string[] {
  const changed = renewed.filter((one) => !isSame(one));
  return [
    ...changed.flatMap(({ price, renewed: now, skus }) => [
      line('-', price),
      `${line('+', now)} (SKU ${skus.join(', ')})`,
    ]),
    ...left.map(({ price, because }) => `= ${nameOf(price)}: left as of ${price.date}; ${because}`),
    `${changed.filter(({ price, renewed: now }) => price.usd !== now.usd).length} prices differ, ` +
      `${changed.length} lines renewed, ${renewed.length - changed.length} unchanged, ${left.length} left`,
  ];
}

/** In one piece, so that nothing that ends it leaves half a table; as prettier has it. */
function write(file: string, table: Table): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(table, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** @returns the exit code */
export async function renewPrices(
  words: readonly string[],
  say: Readonly<Record<'out' | 'err', (text: string) => void>>,
): Promise<0 | 1 | 2> {
  let from: string;
  let file: string;
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { from: { type: 'string', default: AWS }, table: { type: 'string', default: TABLE } },
    });
    ({ from, table: file } = values);
  } catch (error) {
    say.err(`prices: ${messageOf(error)}\n${USAGE}`);
    return 2;
  }
  let table: Table;
  try {
    table = JSON.parse(readFileSync(file, 'utf8')) as Table;
  } catch (error) {
    say.err(`prices: the table ${file} could not be read: ${messageOf(error)}`);
    return 2;
  }
  const { all, faults: unread } = await lookUp(table.prices, from);
  const answer = renew(all);
  const faults = [...unread, ...answer.faults];
  if (faults.length > 0) {
    for (const fault of faults) say.err(`prices: ${fault}`);
    say.err('prices: nothing was changed. Where AWS says it otherwise now, change docs/prices/where-prices-stand.ts');
    return 1;
  }
  for (const one of told(answer)) say.out(one);
  if (answer.renewed.every(isSame)) {
    say.out('the table is as it was');
    return 0;
  }
  const now = new Map(answer.renewed.map(({ price, renewed }) => [price, renewed]));
  write(file, { ...table, prices: table.prices.map((price) => now.get(price) ?? price) });
  say.out(`${path.relative('', file)} is renewed; next: npm run docs, npm run session, and what tests say of prices`);
  return 0;
}
