// What is kept of each key, beside what a plain map would keep.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BECAME, type Became } from '../../../../../runner/methods/inventory/messages/run-files';
import { SettledKeys } from '../../../../../runner/methods/inventory/runs/settled-keys';

const line = fc.record({
  key: fc.string({ minLength: 1, maxLength: 3 }),
  became: fc.constantFrom(...BECAME),
  isFinal: fc.boolean(),
});

describe('settled keys', () => {
  it('tell of each key the best that became of it, in whatever order lines are read', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 200 }), (lines) => {
        const settled = new SettledKeys();
        const best = new Map<string, number>();
        const final = new Set<string>();
        let repeated = 0;
        for (const { key, became, isFinal } of lines) {
          const copiesNow = became === 'copied' && best.get(key) !== BECAME.indexOf('copied');
          expect(settled.settle(key, became, isFinal)).toBe(copiesNow);
          best.set(key, Math.max(best.get(key) ?? -1, BECAME.indexOf(became)));
          if (isFinal && final.has(key)) repeated += 1;
          if (isFinal) final.add(key);
        }
        expect(settled.size).toBe(best.size);
        expect(settled.repeated).toBe(repeated);
        for (const became of BECAME)
          expect(settled.count(became)).toBe(
            [...best.values()].filter((rank) => rank === BECAME.indexOf(became)).length,
          );
        const failing = [...best].filter(([key, rank]) => rank === BECAME.indexOf('failed') && !final.has(key));
        expect(settled.failing).toBe(failing.length);
        for (const [key, rank] of best) expect(settled.of(key)).toBe(BECAME[rank]);
      }),
    );
  });

  it('hold a hundred thousand keys, each once, and know of no other', () => {
    const settled = new SettledKeys();
    const word: Became = 'copied';
    for (let round = 0; round < 2; round += 1)
      for (let number = 0; number < 100_000; number += 1) settled.settle(`folder/${number}`, word, true);
    expect([settled.size, settled.count('copied'), settled.repeated]).toEqual([100_000, 100_000, 100_000]);
    expect(settled.of('folder/100000')).toBeUndefined();
  });
});
