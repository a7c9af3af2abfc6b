// Both sides in parts: every pair once, whatever is cut, and a place to go on from at any moment.
import { describe, expect, it } from '@jest/globals';
import { Part, type Span } from '../../../../../runner/methods/copy/walk/part';
import { currentOnes, walk, type Walked } from '../../../../../runner/methods/copy/walk/walk';
import { pairsOfKeys } from '../../../../../runner/methods/copy/walk/pairs-of-keys';
import { fakeCopying, listed } from '../../../fakes/fake-copying';

const FROM = { bucket: 'src', prefix: 'f/' };
const TO = { bucket: 'dst', prefix: 'archive/' };

function keysOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => `${String(number % 26)}/${String(number).padStart(6, '0')}`);
}

function sides(source: readonly string[], destination: readonly string[] = []) {
  const objects = (keys: readonly string[], prefix: string) => keys.map((rest) => listed(prefix + rest));
  const copying = fakeCopying({ src: objects(source, FROM.prefix), dst: objects(destination, TO.prefix) });
  return { copying, listing: currentOnes(copying), from: FROM, to: TO };
}

/** Walks, and says what was met; `stopAfter` of the consumer. */
async function walked(
  spans: readonly Span[],
  given: ReturnType<typeof sides>,
  stopAfter = Infinity,
): Promise<{ readonly met: readonly string[]; readonly open: readonly Span[]; readonly parts: number }> {
  const parts: Part[] = [];
  const begin = (span: Span): Part => {
    const part = new Part(span, () => undefined);
    parts.push(part);
    return part;
  };
  const met: string[] = [];
  const batches: AsyncGenerator<readonly Walked[]> = walk(spans.map(begin), { ...given, begin });
  for await (const pairs of batches) {
    for (const { rest, part, step } of pairs.slice(0, stopAfter - met.length)) {
      met.push(rest);
      part.settle(step, {});
    }
    if (met.length >= stopAfter) break;
  }
  const open = parts.filter((part) => !part.isOver);
  return {
    met,
    open: open.map(({ after, until }) => ({
      ...(after === undefined ? {} : { after }),
      ...(until === undefined ? {} : { until }),
    })),
    parts: parts.length,
  };
}

const twice = (keys: readonly string[]): readonly string[] => keys.filter((key, index) => keys.indexOf(key) !== index);

describe('a walk', () => {
  it('meets every key of either side once, in a few parts', async () => {
    const both = keysOf(3_000);
    const { met, parts, open } = await walked([{}], sides(both, ['extra', ...both.slice(100, 200)]));
    expect([...met].sort()).toEqual([...both, 'extra'].sort());
    expect(parts).toBeGreaterThan(1);
    expect(open).toEqual([]);
  });

  it('cuts no small bucket', async () => {
    const { met, parts } = await walked([{}], sides(keysOf(500)));
    expect(met).toHaveLength(500);
    expect(parts).toBe(1);
  });

  it.each([0, 1, 255, 256, 1_999, 2_000, 2_700, 5_400])(
    'that is stopped after %i keys goes on with the others, and with no other',
    async (stopAfter) => {
      const given = sides(keysOf(5_500));
      const first = await walked([{}], given, stopAfter);
      const second = await walked(first.open, given);
      const met = [...first.met, ...second.met];
      expect(twice(met)).toEqual([]);
      expect(met).toHaveLength(5_500);
    },
  );

  it('throws what a listing throws', async () => {
    const given = sides(keysOf(10));
    given.copying.buckets.delete('dst');
    await expect(walked([{}], given)).rejects.toThrow('NoSuchBucket');
  });
});

describe('keys that were chosen', () => {
  it('are looked for on both sides, once each, in S3’s order, and only under the prefix', async () => {
    const given = sides(['a', 'b', 'c'], ['b']);
    const part = new Part({}, () => undefined);
    const met: string[] = [];
    for await (const pairs of pairsOfKeys(['f/c', 'f/b', 'f/b', 'g/a', 'f/none'], [part], given))
      for (const { rest, source, destination } of pairs)
        met.push(`${rest} ${String(source !== undefined)} ${String(destination !== undefined)}`);
    expect(met).toEqual(['b true true', 'c true false', 'none false false']);
  });

  it('that are settled are left out', async () => {
    const given = sides(['a', 'b', 'c']);
    const met: string[] = [];
    const part = new Part({ after: 'b' }, () => undefined);
    for await (const pairs of pairsOfKeys(['f/a', 'f/b', 'f/c'], [part], given))
      met.push(...pairs.map(({ rest }) => rest));
    expect(met).toEqual(['c']);
  });
});
