// Bounds of estimates: over many random draws the truth lies within them about as often as they say.
import { describe, expect, it } from '@jest/globals';
import { share, totalOfParts } from '../../../runner/text/interval';
import { Sample, seededRandom } from '../../../runner/survey/random-samples';

interface Item {
  readonly sizeBytes: number;
  readonly copied: boolean;
}

const SEEDS = Array.from({ length: 300 }, (_, index) => index + 1);
/** 99 of 100 are promised; fewer than this in 300 draws happen once in a million when that holds. */
const FEWEST = 285;

/** Sizes as buckets have them: most are small, a few are most of the bytes. */
function population(size: number, random: () => number): readonly Item[] {
  return Array.from({ length: size }, () => ({
    sizeBytes: Math.floor(10 / random()),
    copied: random() < 0.2,
  }));
}

function sampled(items: readonly Item[], most: number, seed: number) {
  const sample = new Sample<Item>(most, seededRandom(seed));
  for (const item of items) sample.offer(item);
  return sample.drawn();
}

const having = (items: readonly Item[]): number => items.filter(({ copied }) => copied).length;
const bytesOf = (items: readonly Item[]): number => items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

describe('a sample by number', () => {
  it('has the truth within the bounds of its share, in 99 of 100 draws', () => {
    const items = population(1_500, seededRandom(7));
    const truth = having(items) / items.length;
    const hits = SEEDS.filter((seed) => {
      const { versions, offered } = sampled(items, 400, seed);
      const { low, high = 1 } = share(having(versions), versions.length, offered);
      return low <= truth && truth <= high;
    });
    expect(hits.length).toBeGreaterThanOrEqual(FEWEST);
  });

  it('draws each with the same likelihood, the first and the last', () => {
    const items = population(100, seededRandom(1));
    const drawn = new Map(items.map((item) => [item, 0]));
    for (const seed of SEEDS)
      for (const item of sampled(items, 20, seed).versions) drawn.set(item, (drawn.get(item) ?? 0) + 1);
    const counts = [...drawn.values()];
    // 300 draws of 10 from 100: 30 each, give or take 5.
    expect(Math.min(...counts)).toBeGreaterThan(8);
    expect(Math.max(...counts)).toBeLessThan(56);
  });
});

describe('a sample by size', () => {
  it('has the truth about bytes within its bounds, though a few objects are most of them', () => {
    const items = population(1_500, seededRandom(11));
    const truth = bytesOf(items.filter(({ copied }) => copied)) / bytesOf(items);
    const hits = SEEDS.filter((seed) => {
      const { bySize } = sampled(items, 800, seed);
      const { low, high = 1 } = share(having(bySize), bySize.length);
      return low <= truth && truth <= high;
    });
    expect(hits.length).toBeGreaterThanOrEqual(FEWEST);
  });

  it('fills every place as soon as something has a size', () => {
    const { bySize } = sampled([{ sizeBytes: 5, copied: true }, ...population(50, seededRandom(2))], 20, 3);
    expect(bySize).toHaveLength(10);
    expect(bySize.includes(undefined as unknown as Item)).toBe(false);
  });
});

describe('what was offered', () => {
  it('is kept whole, and nothing is drawn, when it is no more than the sample may hold', () => {
    const items = population(20, seededRandom(5));
    let draws = 0;
    const sample = new Sample<Item>(20, () => {
      draws += 1;
      return 0.5;
    });
    for (const item of items) sample.offer(item);
    expect({ draws, ...sample.drawn() }).toEqual({
      draws: 0,
      offered: 20,
      offeredBytes: bytesOf(items),
      all: true,
      versions: items,
      bySize: [],
    });
    expect(sampled(items, 19, 1)).toMatchObject({ offered: 20, offeredBytes: bytesOf(items), all: false });
  });

  it('is drawn the same by the same seed', () => {
    const items = population(200, seededRandom(5));
    expect(sampled(items, 20, 9)).toEqual(sampled(items, 20, 9));
    expect(sampled(items, 20, 9)).not.toEqual(sampled(items, 20, 10));
  });
});

describe('a share', () => {
  it('of everything is exact', () => {
    expect(share(3, 12, 12)).toEqual({ value: 0.25, low: 0.25, high: 0.25 });
  });

  it('has an upper bound above zero when none of the sample has the property', () => {
    const { low, high = 0 } = share(0, 100, 1_000_000);
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(0.03);
  });

  it('never says less than was seen, nor more than was not refuted', () => {
    const { low, high = 0 } = share(1, 10, 11);
    expect(low).toBeGreaterThanOrEqual(1 / 11);
    expect(high).toBeLessThanOrEqual(2 / 11);
  });
});

describe('a total from some parts', () => {
  it('has the truth within its bounds, in nearly all draws of parts', () => {
    const random = seededRandom(3);
    const parts = Array.from({ length: 200 }, () => Math.floor(random() * 5_000));
    const truth = parts.reduce((sum, part) => sum + part, 0);
    const hits = SEEDS.filter((seed) => {
      const drawing = seededRandom(seed);
      const drawn = parts
        .map((part) => [drawing(), part] as const)
        .sort(([a], [b]) => a - b)
        .slice(0, 40)
        .map(([, part]) => part);
      const squares = drawn.reduce((sum, part) => sum + part ** 2, 0);
      const { low, high = 0 } = totalOfParts(
        drawn.reduce((sum, part) => sum + part, 0),
        squares,
        40,
        200,
      );
      return low <= truth && truth <= high;
    });
    expect(hits.length).toBeGreaterThanOrEqual(FEWEST);
  });

  it('has no upper bound when fewer than ten parts were counted', () => {
    expect(totalOfParts(90, 900, 9, 50)).toEqual({ value: 90, low: 90 });
    expect(totalOfParts(100, 1_000, 10, 50).high).toBeDefined();
  });

  it('is exact when every part was counted', () => {
    expect(totalOfParts(90, 900, 9, 9)).toEqual({ value: 90, low: 90, high: 90 });
  });
});
