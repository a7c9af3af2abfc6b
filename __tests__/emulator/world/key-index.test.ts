import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareKeys, KeyIndex } from '../../../emulator/world/key-index';

interface Version {
  readonly key: string;
  readonly versionId: string;
  readonly lastModifiedMs: number;
}

const version = (key: string, versionId = 'v', lastModifiedMs = 0): Version => ({ key, versionId, lastModifiedMs });
const bytesOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const keysOf = (index: KeyIndex<Version>): string[] => [...index.ascend()].map((versions) => versions[0]?.key ?? '');

// Letters that meet often, and those on both sides of the surrogates.
const someKey = fc.string({
  unit: fc.constantFrom('a', 'b', '/', 'é', '\ud7ff', '\ue000', '\uffff', '😀'),
  maxLength: 6,
});
const anyKey = fc.oneof(
  someKey,
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.replace(/\p{Cs}/gu, '\ufffd')),
);

describe('compareKeys', () => {
  it('orders as the UTF-8 bytes do, also where UTF-16 does not', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Math.sign(bytesOrder(a, b)));
      }),
    );
    expect(compareKeys('\uffff', '😀')).toBeLessThan(0);
  });
});

describe('KeyIndex', () => {
  it('takes a hundred thousand versions of one key within seconds, finds each, and shows what was there when it was asked', () => {
    const index = new KeyIndex<Version>();
    const count = 100_000;
    for (let number = 0; number < count; number++) index.put(version('a', String(number), number));
    const shown = index.versionsOf('a');
    expect([shown.length, shown[0]?.versionId, index.current('a')?.versionId]).toEqual([count, '99999', '99999']);
    for (let number = 0; number < count; number += 1_000) expect(index.find('a', String(number))).toBeDefined();
    // An older one arrives late, and one goes.
    index.put(version('a', 'late', 1.5));
    index.remove('a', '99999');
    expect([shown.length, shown[0]?.versionId]).toEqual([count, '99999']);
    expect(
      index
        .versionsOf('a')
        .slice(-4)
        .map(({ versionId }) => versionId),
    ).toEqual(['2', 'late', '1', '0']);
    expect([index.size, index.current('a')?.versionId]).toEqual([count, '99998']);
  }, 10_000);

  it('holds what a sorted list of the same puts and removals holds', () => {
    const step = fc.record({
      remove: fc.boolean(),
      key: someKey,
      versionId: fc.constantFrom('null', '1', '2', '3'),
      lastModifiedMs: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const index = new KeyIndex<Version>();
        // For each key the versions in order of arrival.
        const model = new Map<string, Version[]>();
        for (const { remove, ...entry } of steps) {
          const rest = (model.get(entry.key) ?? []).filter((other) => other.versionId !== entry.versionId);
          const before = model.get(entry.key)?.find((other) => other.versionId === entry.versionId);
          if (remove) {
            expect(index.remove(entry.key, entry.versionId)).toBe(before);
            model.set(entry.key, rest);
          } else if (before?.lastModifiedMs !== entry.lastModifiedMs) {
            expect(index.put(entry)).toBe(before);
            model.set(entry.key, [...rest, entry]);
          }
        }
        const expected = [...model.entries()]
          .filter(([, versions]) => versions.length > 0)
          .sort(([a], [b]) => bytesOrder(a, b));
        expect(keysOf(index)).toEqual(expected.map(([key]) => key));
        for (const [key, versions] of expected) {
          const newestFirst = [...versions].reverse().sort((a, b) => b.lastModifiedMs - a.lastModifiedMs);
          expect(index.versionsOf(key)).toEqual(newestFirst);
          expect(index.current(key)).toBe(newestFirst[0]);
          for (const held of versions) expect(index.find(key, held.versionId)).toBe(held);
        }
        expect(index.size).toBe(expected.reduce((sum, [, versions]) => sum + versions.length, 0));
      }),
    );
  });

  it('begins at, after, or behind all keys with a prefix', () => {
    fc.assert(
      fc.property(fc.uniqueArray(someKey, { maxLength: 40 }), someKey, (keys, start) => {
        const index = new KeyIndex<Version>();
        for (const key of keys) index.put(version(key));
        const sorted = [...keys].sort(bytesOrder);
        const from = (place: Parameters<typeof index.ascend>[0]): string[] =>
          [...index.ascend(place)].map(([first]) => first?.key ?? '');
        expect(from({ at: start })).toEqual(sorted.filter((key) => bytesOrder(key, start) >= 0));
        expect(from({ after: start })).toEqual(sorted.filter((key) => bytesOrder(key, start) > 0));
        expect(from({ afterPrefix: start })).toEqual(
          sorted.filter((key) => bytesOrder(key, start) > 0 && !key.startsWith(start)),
        );
      }),
    );
  });

  it('stays in order over many chunks, filled from either end or at random', () => {
    const names = Array.from({ length: 5000 }, (_, n) => `k${String(n).padStart(5, '0')}`);
    const shuffled = names.map((name, n) => ({ name, rank: (n * 7919) % 5003 })).sort((a, b) => a.rank - b.rank);
    for (const order of [names, [...names].reverse(), shuffled.map(({ name }) => name)]) {
      const index = new KeyIndex<Version>();
      for (const name of order) index.put(version(name));
      expect(keysOf(index)).toEqual(names);
      for (const name of order) expect(index.find(name, 'v')?.key).toBe(name);
      for (const name of order.slice(0, 4000)) expect(index.remove(name, 'v')).toBeDefined();
      expect(keysOf(index)).toEqual(order.slice(4000).sort());
      expect(index.size).toBe(1000);
    }
  });

  it('keeps the place of a version that is put again with the same time', () => {
    const index = new KeyIndex<Version>();
    for (const id of ['1', '2', '3']) index.put(version('k', id));
    index.put(version('k', '2'));
    expect(index.versionsOf('k').map(({ versionId }) => versionId)).toEqual(['3', '2', '1']);
  });

  it('goes on in order while keys come and go', () => {
    const index = new KeyIndex<Version>();
    for (let n = 0; n < 2000; n++) index.put(version(`b${String(n).padStart(4, '0')}`));
    const seen: string[] = [];
    for (const [first] of index.ascend()) {
      seen.push(first?.key ?? '');
      index.remove(first?.key ?? '', 'v');
      if (seen.length < 500) index.put(version(`a${seen.length}`));
    }
    expect(seen).toHaveLength(2000);
    expect(seen).toEqual([...seen].sort());
  });

  it('finds its way among a hundred thousand keys fast', () => {
    const index = new KeyIndex<Version>();
    for (let n = 0; n < 100_000; n++) index.put(version(`key/${(n * 7919) % 100_003}`));
    const keys = Array.from({ length: 100_000 }, (_, n) => `key/${(n * 7919) % 100_003}`);
    const sorting = performance.now();
    keys.sort();
    const sortedMs = performance.now() - sorting;
    const started = performance.now();
    const page: Version[] = [];
    for (const [first] of index.ascend({ after: 'key/5' })) {
      if (page.length === 1000) break;
      page.push(first as Version);
    }
    // Whoever sorts them for each page takes as long as it takes to sort them.
    expect(performance.now() - started).toBeLessThan(sortedMs);
    expect(page).toHaveLength(1000);
  });
});
