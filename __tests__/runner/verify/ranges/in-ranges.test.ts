// A listing in ranges: the same entries in the same order as one request after the other gives, with many requests at a time and few pages
// held, whatever the keys look like.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { KeyRange } from '../../../../runner/ports/s3/objects';
import { compareKeys } from '../../../../runner/text/key-order';
import { inRanges } from '../../../../runner/verify/ranges/in-ranges';

interface Entry {
  readonly key: string;
  readonly versionId: string;
  readonly deleteMarker: boolean;
}

const PAGE = 1_000;

/** A bucket that counts the requests which are under way, and answers each after a turn of the loop. */
class Bucket {
  requests = 0;
  underWay = 0;
  most = 0;
  /** Pages that were given. */
  given = 0;
  /** Listings that were begun, and not ended. */
  open = 0;
  readonly #sorted: readonly Entry[];

  constructor(
    entries: readonly Entry[],
    private readonly fails: (page: readonly Entry[]) => Error | undefined = () => undefined,
    private readonly order = compareKeys,
    /** Whether a listing begins with the key that it is to begin behind, as that of some servers does. */
    private readonly isInclusive = false,
  ) {
    this.#sorted = [...entries].sort((a, b) => order(a.key, b.key));
  }

  readonly list = async function* (this: Bucket, range: KeyRange): AsyncGenerator<readonly Entry[]> {
    const { after } = range;
    const first = after === undefined ? 0 : this.#behind(after);
    this.open += 1;
    try {
      for (let at = first; ; at += PAGE) {
        this.requests += 1;
        this.underWay += 1;
        this.most = Math.max(this.most, this.underWay);
        await new Promise((resolve) => setImmediate(resolve));
        this.underWay -= 1;
        const page = this.#sorted.slice(at, at + PAGE);
        const failure = this.fails(page);
        if (failure !== undefined) throw failure;
        this.given += 1;
        if (page.length > 0)
          yield [...page.filter((one) => !one.deleteMarker), ...page.filter((one) => one.deleteMarker)];
        if (at + PAGE >= this.#sorted.length) return;
      }
    } finally {
      this.open -= 1;
    }
  }.bind(this);

  #behind(after: string): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = this.order(this.#sorted[middle]?.key ?? '', after);
      if (order > 0 || (this.isInclusive && order === 0)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const entry = (key: string, versionId = '1', deleteMarker = false): Entry => ({ key, versionId, deleteMarker });

async function all(bucket: Bucket, range: KeyRange = { prefix: '' }): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const page of inRanges(bucket.list, range, 'src')) entries.push(...page);
  return entries;
}

/** How many turns of the loop something takes, each of which is long enough for a request. */
async function turnsOf<Result>(work: Promise<Result>): Promise<readonly [result: Result, turns: number]> {
  let [turns, isOver] = [0, false];
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const result = await work.finally(() => (isOver = true));
  return [result, turns];
}

async function oneByOne(bucket: Bucket, range: KeyRange = { prefix: '' }): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const page of bucket.list(range)) entries.push(...page);
  return entries;
}

/** By key, and within a key by version: pages have delete markers apart. */
const inOrder = (entries: readonly Entry[]): readonly string[] => {
  const names = entries.map(({ key, versionId, deleteMarker }) => ({
    key,
    name: `${key} ${versionId} ${deleteMarker}`,
  }));
  return names.sort((a, b) => compareKeys(a.key, b.key) || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
};
const hex = (number: number): string => ((number * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0');

/** Of characters that no page has shown so far nothing is known: there few are listed at once. */
const SHAPES: readonly (readonly [title: string, keyOf: (number: number) => string, least: number])[] = [
  ['numbers without zeros before them', (number) => `data/part-${number % 10}/object-${number}`, 6],
  ['numbers with zeros before them', (number) => `logs/${String(number).padStart(9, '0')}.gz`, 6],
  ['hexadecimal names', (number) => `${hex(number)}-${hex(number + 7)}`, 6],
  [
    'folders of days',
    (number) => `logs/2024/${10 + (number % 3)}/${10 + (number % 19)}/host-${number % 50}/${hex(number)}`,
    6,
  ],
  ['folders of many sizes', (number) => `${'abcdefgh'[Math.floor(Math.log2(1 + number)) % 8]}/${hex(number)}`, 4],
  ['letters beyond U+FFFF', (number) => `\u{1f600}/${String.fromCodePoint(0x10000 + (number % 64))}${hex(number)}`, 2],
];

describe('a listing in ranges', () => {
  it.each(SHAPES)(
    'of %s is the same as one listing, by many requests at a time and few more',
    async (_title, keyOf, least) => {
      const entries = Array.from({ length: 80_000 }, (_, number) => entry(keyOf(number)));
      const alone = new Bucket(entries);
      const bucket = new Bucket(entries);
      const [expected, turnsAlone] = await turnsOf(oneByOne(alone));
      const [found, turns] = await turnsOf(all(bucket));
      expect(found.length).toBe(expected.length);
      expect(found.every(({ key }, at) => key === expected[at]?.key)).toBe(true);
      expect(bucket.most).toBeGreaterThanOrEqual(least);
      expect(bucket.most).toBeLessThanOrEqual(9);
      expect(bucket.requests).toBeLessThan(alone.requests * 1.8);
      // Much less time, where all pages take the same.
      if (least >= 6) expect(turns).toBeLessThan(turnsAlone * 0.6);
    },
  );

  it('of any keys, with versions and delete markers of a key on several pages, has every entry once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b/', 'b/c', 'é', '\u{1f600}', '\uffee', 'z1', 'z2'), fc.nat(60)), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 3_000 }),
        async (names, versions) => {
          const keys = [...new Set(names.map(([name, number]) => `${name}${number}`))];
          const entries = keys.flatMap((key) =>
            Array.from({ length: versions }, (_, id) => entry(key, String(id), id % 7 === 3)),
          );
          const found = await all(new Bucket(entries));
          expect(inOrder(found)).toEqual(inOrder(entries));
          // From page to page keys never go back.
          const keysFound = found.map(({ key }) => key);
          expect(new Set(keysFound).size).toBe(keys.length);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('has every entry once where a server begins with the key that it is to begin behind', async () => {
    // Every number is there: each border is a key.
    const keys = Array.from({ length: 30_000 }, (_, number) => String(number).padStart(5, '0'));
    // A border may be a key of which there is a delete marker alone.
    const entries = keys.flatMap((key, number) => [
      ...(number % 3 === 1 ? [] : [entry(key)]),
      ...(number % 3 === 2 ? [] : [entry(key, '2', true)]),
    ]);
    const bucket = new Bucket(entries, undefined, compareKeys, true);
    expect(inOrder(await all(bucket))).toEqual(inOrder(entries));
    expect(bucket.most).toBeGreaterThan(2);
  });

  it('of a small bucket costs few requests more, and of one with four pages none', async () => {
    const entries = Array.from({ length: 7_500 }, (_, number) => entry(`k/${hex(number)}`));
    const four = new Bucket(entries.slice(0, 4_000));
    expect(await all(four)).toHaveLength(4_000);
    expect(four.requests).toBe(4);
    const bucket = new Bucket(entries);
    expect(await all(bucket)).toHaveLength(7_500);
    expect(bucket.requests).toBeLessThanOrEqual(12);
  });

  it('stays under its prefix and behind where it begins', async () => {
    const entries = Array.from({ length: 60_000 }, (_, number) => entry(`${'abc'[number % 3]}/${hex(number)}`));
    const inside = entries.filter(({ key }) => key.startsWith('b/'));
    const bucket = new Bucket(inside);
    const found = await all(bucket, { prefix: 'b/', after: 'b/4' });
    expect(inOrder(found)).toEqual(inOrder(inside.filter(({ key }) => key > 'b/4')));
  });

  it('holds no more pages than its pieces may have, while nobody reads', async () => {
    const entries = Array.from({ length: 400_000 }, (_, number) => entry(hex(number)));
    const bucket = new Bucket(entries);
    const pages = inRanges(bucket.list, { prefix: '' }, 'src')[Symbol.asyncIterator]();
    let taken = 0;
    for (; taken < 100; taken += 1) await pages.next();
    for (let turn = 0; turn < 300; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(bucket.given - taken).toBeLessThanOrEqual(48 + 12);
    await pages.return?.();
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(bucket.given).toBeLessThan(200);
    expect(bucket.open).toBe(0);
  });

  it('leaves no listing open, where pieces end in the middle of one', async () => {
    const entries = Array.from({ length: 60_000 }, (_, number) => entry(hex(number)));
    const bucket = new Bucket(entries);
    await all(bucket);
    expect(bucket.most).toBeGreaterThan(2);
    expect(bucket.open).toBe(0);
  });

  it('of keys that were chosen is one request, whatever the keys are', async () => {
    const bucket = new Bucket([entry('a')]);
    const ranges: KeyRange[] = [];
    const list = (range: KeyRange): AsyncIterable<readonly Entry[]> => {
      ranges.push(range);
      return bucket.list(range);
    };
    const chosen = { prefix: 'a', after: '', until: 'a' };
    for await (const page of inRanges(list, chosen, 'src')) expect(page).toHaveLength(1);
    expect(ranges).toEqual([chosen]);
  });

  it('ends with what went wrong, once what stands before it was given', async () => {
    const entries = Array.from({ length: 100_000 }, (_, number) => entry(String(number).padStart(6, '0')));
    const bucket = new Bucket(entries, (page) =>
      page.some(({ key }) => key === '050500') ? new Error('the listing broke off') : undefined,
    );
    const found: Entry[] = [];
    const reading = async (): Promise<void> => {
      for await (const page of inRanges(bucket.list, { prefix: '' }, 'src')) found.push(...page);
    };
    await expect(reading()).rejects.toThrow('the listing broke off');
    expect(found.map(({ key }) => key)).toEqual(entries.slice(0, found.length).map(({ key }) => key));
    expect(found.length).toBeLessThanOrEqual(50_500);
  });

  it('that begins out of order is given whole, by one request at a time: whoever compares finds out whether it matters', async () => {
    const keys = Array.from({ length: 30_000 }, (_, number) => String(number).padStart(6, '0'));
    const swapped = (key: string): string => (key === '000001' ? '000003' : key === '000003' ? '000001' : key);
    const order = (a: string, b: string): number => compareKeys(swapped(a), swapped(b));
    const bucket = new Bucket(
      keys.map((key) => entry(key)),
      undefined,
      order,
    );
    expect(await all(bucket)).toHaveLength(keys.length);
    expect(bucket.most).toBe(1);
  });

  it('whose pages are in order, and not among each other, is refused', async () => {
    const keys = Array.from({ length: 12_000 }, (_, number) => String(number).padStart(6, '0'));
    // The sixth page of a request is the first one once more.
    const list = async function* ({ after = '' }: KeyRange): AsyncGenerator<readonly Entry[]> {
      const behind = keys.filter((key) => compareKeys(key, after) > 0).map((key) => entry(key));
      for (let at = 0; at < behind.length; at += PAGE) {
        await new Promise((resolve) => setImmediate(resolve));
        const isSwapped = at === 5 * PAGE;
        yield isSwapped ? behind.slice(0, PAGE) : behind.slice(at, at + PAGE);
      }
    };
    const reading = async (): Promise<number> => {
      let found = 0;
      for await (const page of inRanges(list, { prefix: '' }, 'src')) found += page.length;
      return found;
    };
    await expect(reading()).rejects.toThrow("the listing of 'src' is not in S3's order");
  });

  it('that is not in the order of S3 is refused, and never short', async () => {
    const entries = Array.from({ length: 50_000 }, (_, number) =>
      entry(number % 2 === 0 ? `K${hex(number)}` : `k${hex(number)}`.toUpperCase().replace('K', 'k')),
    );
    const blind = (a: string, b: string): number => compareKeys(a.toLowerCase(), b.toLowerCase());
    const listed = all(new Bucket(entries, undefined, blind)).then(
      (found) => found.length,
      (error: unknown) => String(error),
    );
    expect([entries.length, expect.stringContaining("is not in S3's order")]).toContainEqual(await listed);
  });
});
