// Two listings side by side: each key once, in S3's order, and no listing that cannot be relied on.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pairsOf, type ListedSide, type Pair } from '../../../../runner/verify/copies/pairs';
import type { ListedObject } from '../../../../runner/ports/s3/copying';
import { compareKeys } from '../../../../runner/text/key-order';
import { listed } from '../../fakes/fake-copying';

interface Opened {
  closed: number;
}

function side(keys: readonly string[], prefix: string, pageSize = 2, opened: Opened = { closed: 0 }): ListedSide {
  async function* pages(): AsyncGenerator<readonly ListedObject[]> {
    try {
      await Promise.resolve();
      for (let from = 0; from < keys.length; from += pageSize)
        yield keys.slice(from, from + pageSize).map((key) => listed(key));
    } finally {
      opened.closed += 1;
    }
  }
  return { bucket: 'b', prefix, pages: pages() };
}

async function all(source: ListedSide, destination: ListedSide): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for await (const some of pairsOf(source, destination)) pairs.push(...some);
  return pairs;
}

const told = ({ rest, source, destination }: Pair) => [rest, source?.key, destination?.key];
const rests = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', '/', '\uffee', '\u{10000}', ' '), maxLength: 5 }));

describe('the pairs of two listings', () => {
  it('have each key that one side has or both have, once and in order, whatever the prefixes and pages are', async () => {
    await fc.assert(
      fc.asyncProperty(rests, rests, fc.integer({ min: 1, max: 4 }), async (here, there, pageSize) => {
        const sorted = (texts: readonly string[]) => [...texts].sort(compareKeys);
        const from = side(
          sorted(here).map((rest) => `folder/${rest}`),
          'folder/',
          pageSize,
        );
        const to = side(
          sorted(there).map((rest) => `archive/folder/${rest}`),
          'archive/folder/',
        );
        expect((await all(from, to)).map(told)).toEqual(
          sorted([...new Set([...here, ...there])]).map((rest) => [
            rest,
            here.includes(rest) ? `folder/${rest}` : undefined,
            there.includes(rest) ? `archive/folder/${rest}` : undefined,
          ]),
        );
      }),
    );
  });

  it('of a listing in the order of UTF-16 are refused: what is there would be called missing', async () => {
    const utf16 = ['\u{10000}', '\uffee'];
    await expect(all(side(utf16, ''), side([], ''))).rejects.toThrow(/not in S3's order/);
    await expect(all(side([], ''), side(utf16, ''))).rejects.toThrow(/not in S3's order/);
  });

  it('of a listing that says a key twice are refused', async () => {
    await expect(all(side(['a', 'a'], ''), side([], ''))).rejects.toThrow(/'a' came after 'a'/);
  });

  it('of a listing with a key outside of the prefix are refused', async () => {
    await expect(all(side(['other/a'], 'folder/'), side([], ''))).rejects.toThrow(/does not begin so/);
  });

  it('leave no listing open, whoever stops and whyever', async () => {
    const opened = { closed: 0 };
    for await (const [first] of pairsOf(side(['a', 'b', 'c'], '', 1, opened), side(['a'], '', 1, opened)))
      if (first?.rest === 'a') break;
    expect(opened.closed).toBe(2);
    await expect(all(side(['b', 'a'], '', 1, opened), side(['a', 'c'], '', 1, opened))).rejects.toThrow();
    expect(opened.closed).toBe(4);
  });
});
