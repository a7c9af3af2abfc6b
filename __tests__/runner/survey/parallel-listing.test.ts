// Listing in many parts finds what listing in one finds: every version once.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { KeyRange, Objects, VersionEntry } from '../../../runner/ports/s3/objects';
import { between, compareKeys, rangesBetween } from '../../../runner/survey/key-ranges';
import { listInParallel, type ListingOptions } from '../../../runner/survey/parallel-listing';
import { seededRandom } from '../../../runner/survey/random-samples';

interface FakeListing extends Pick<Objects, 'versions' | 'below'> {
  pages: number;
  atOnce: number;
}

/** A bucket that gives `pageSize` entries a page, in S3's order, and notes how many listings run at once. */
function fakeListing(keys: readonly string[], pageSize: number, versionsOfKey = 1): FakeListing {
  const entries: readonly VersionEntry[] = [...keys].sort(compareKeys).flatMap((key) =>
    Array.from({ length: versionsOfKey }, (_, index) => ({
      key,
      versionId: `v${index}`,
      deleteMarker: false,
      latest: index === 0,
      lastModifiedMs: 0,
      sizeBytes: 1,
      etag: 'e',
      storageClass: 'STANDARD',
    })),
  );
  let running = 0;
  const listing: FakeListing = {
    pages: 0,
    atOnce: 0,
    async *versions(_, { prefix, after, until }: KeyRange) {
      const inside = entries.filter(
        ({ key }) =>
          key.startsWith(prefix) &&
          (after === undefined || compareKeys(key, after) > 0) &&
          (until === undefined || compareKeys(key, until) <= 0),
      );
      for (let start = 0; start < inside.length; start += pageSize) {
        running += 1;
        listing.atOnce = Math.max(listing.atOnce, running);
        listing.pages += 1;
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        yield inside.slice(start, start + pageSize);
      }
    },
    below: (_, prefix, limit) =>
      Promise.resolve(
        [
          ...new Set(
            entries
              .filter(({ key }) => key.startsWith(prefix))
              .map(({ key }) => prefix + (/^[^/]*\/?/.exec(key.slice(prefix.length))?.[0] ?? '')),
          ),
        ].slice(0, limit),
      ),
  };
  return listing;
}

async function listed(
  listing: FakeListing,
  prefixes: readonly string[],
  options: Partial<ListingOptions> = {},
): Promise<{ readonly ids: readonly string[]; readonly ended: number; readonly parts: number }> {
  const ids: string[] = [];
  let ended = 0;
  let parts = 0;
  const pages = listInParallel(listing as unknown as Objects, 'src', prefixes, { random: seededRandom(1), ...options });
  for await (const page of pages) {
    ids.push(...page.entries.map(({ key, versionId }) => JSON.stringify([key, versionId])));
    if (page.last) ended += 1;
    parts = Math.max(parts, page.parts);
  }
  return { ids, ended, parts };
}

const sequential = (keys: readonly string[], versionsOfKey = 1): readonly string[] =>
  keys.flatMap((key) => Array.from({ length: versionsOfKey }, (_, index) => JSON.stringify([key, `v${index}`]))).sort();

const key = fc.oneof(
  fc.stringMatching(/^[a-c/]{1,6}$/),
  fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }),
  fc.constantFrom('\u0001', '~~~', '\u{10ffff}', '\uffee', 'a/\u{1f600}', ' ', 'a b', '..', '/'),
);

describe('listing in many parts', () => {
  it('finds every version once, whatever the keys', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 3 }),
        async (keys, pageSize, versionsOfKey) => {
          const { ids } = await listed(fakeListing(keys, pageSize, versionsOfKey), ['']);
          expect([...ids].sort()).toEqual(sequential(keys, versionsOfKey));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('cuts one long part, such as a folder of a million keys, and lists at most as many at once as it may', async () => {
    const keys = Array.from({ length: 3_000 }, (_, index) => `folder/2026/${String(index).padStart(6, '0')}.txt`);
    const listing = fakeListing(keys, 10);
    const { ids } = await listed(listing, ['folder/'], { atOnce: 8 });
    expect([...ids].sort()).toEqual(sequential(keys));
    expect(listing.atOnce).toBeGreaterThan(4);
    expect(listing.atOnce).toBeLessThanOrEqual(8);
    expect(listing.pages).toBeLessThan(600);
  });

  it('asks once for a bucket that fits on a page', async () => {
    const listing = fakeListing(['a', 'b'], 1000);
    await listed(listing, ['']);
    expect(listing.pages).toBe(1);
  });

  it('lists several prefixes, and no key outside of them', async () => {
    const keys = ['a/1', 'a/2', 'b/1', 'c/1', 'c/2', 'c/3'];
    const { ids } = await listed(fakeListing(keys, 1), ['a/', 'c/']);
    expect([...ids].sort()).toEqual(sequential(keys.filter((one) => !one.startsWith('b/'))));
  });

  it('begins no further part beyond the limit, and ends at twice as many', async () => {
    const keys = Array.from({ length: 2_000 }, (_, index) => `${index % 50}/${index}`);
    const { ids, ended, parts } = await listed(fakeListing(keys, 5), [''], { limit: 200, atOnce: 4 });
    expect(ids.length).toBeGreaterThanOrEqual(200);
    expect(ids.length).toBeLessThan(450);
    expect(ended).toBeLessThan(parts);
  });

  it('tells how many parts there are also where the first page is more than the limit', async () => {
    const keys = Array.from({ length: 200 }, (_, index) => `${index % 50}/${index}`);
    const { ended, parts } = await listed(fakeListing(keys, 5), [''], { limit: 1, atOnce: 4 });
    expect(ended).toBe(0);
    expect(parts).toBeGreaterThan(0);
  });

  it('ends with the error of a part', async () => {
    const listing = fakeListing(['a', 'b', 'c', 'd'], 1);
    const { versions } = listing;
    listing.versions = (bucket, range) => {
      if (range.after !== undefined) throw new Error('reset');
      return versions(bucket, range);
    };
    await expect(listed(listing, [''])).rejects.toThrow('reset');
  });

  it('stops when nobody reads any more', async () => {
    const listing = fakeListing(
      Array.from({ length: 5_000 }, (_, index) => `${index}`),
      1,
    );
    const pages = listInParallel(listing as unknown as Objects, 'src', [''], { random: seededRandom(1) });
    for await (const page of pages) if (page.part > 0) break;
    const before = listing.pages;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(listing.pages - before).toBeLessThan(50);
  });
});

describe('borders', () => {
  it('between two keys lie between them, in the order of S3', () => {
    const part = fc.stringMatching(/^[ -~]{0,8}$/);
    fc.assert(
      fc.property(part, part, fc.boolean(), (a, b, open) => {
        const [after = '', until = ''] = [`p/${a}`, `p/${b}`].sort(compareKeys);
        const found = between('p/', after, open ? undefined : until);
        if (found === undefined) return;
        expect(compareKeys(found, after)).toBeGreaterThan(0);
        if (!open) expect(compareKeys(found, until)).toBeLessThan(0);
      }),
    );
  });

  it('make parts that touch, from the first key to the last', () => {
    expect(rangesBetween('p/', 'p/b', ['p/z', 'p/a', 'p/z', 'p/c'])).toEqual([
      { prefix: 'p/', after: 'p/b', until: 'p/c' },
      { prefix: 'p/', after: 'p/c', until: 'p/z' },
      { prefix: 'p/', after: 'p/z' },
    ]);
  });
});
