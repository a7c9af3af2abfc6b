import { describe, expect, it } from '@jest/globals';
import { OTHER_PREFIXES } from '../../../runner/text/key-folder';
import { meaningOf } from '../../../runner/verify/reasons';
import { Totals } from '../../../runner/verify/totals';
import { entryOf } from '../fakes/fake-version';

const SAME = { outcome: 'same' } as const;
const MISSING = { outcome: 'missing', reason: 'failed' } as const;

describe('the totals of a comparison', () => {
  it('count each outcome, its bytes, and those that are the same apart', () => {
    const totals = new Totals(meaningOf);
    totals.add(entryOf({ sizeBytes: 10 }), '', SAME);
    totals.add(entryOf({ sizeBytes: 20 }), '', MISSING);
    totals.add(entryOf({ sizeBytes: 40 }), '', { outcome: 'different', reasons: ['size', 'tags'] });
    totals.add(entryOf({ sizeBytes: 80 }), '', { outcome: 'pending' });
    totals.add(entryOf({ sizeBytes: 160 }), '', { outcome: 'outside' });
    expect(totals.versions()).toEqual({
      compared: 4,
      same: 1,
      missing: 1,
      different: 1,
      pending: 1,
      outside: 1,
      bytes: 150,
      sameBytes: 10,
    });
    expect(totals.judged).toBe(5);
    expect(totals.byClass()).toEqual([{ name: 'STANDARD', same: 1, missing: 1, different: 1, pending: 1, bytes: 150 }]);
  });

  it('take back what was the same and is not on a closer look', () => {
    const totals = new Totals(meaningOf);
    totals.add(entryOf(), '', SAME);
    totals.correct(entryOf(), '', { outcome: 'different', reasons: ['tags'] });
    expect(totals.versions()).toMatchObject({ compared: 1, same: 0, different: 1, bytes: 3, sameBytes: 0 });
    expect(totals.byPrefix()).toEqual([expect.objectContaining({ name: 'folder/', same: 0, different: 1, bytes: 3 })]);
  });

  it('tell findings the most frequent first, with no more than five examples each', () => {
    const totals = new Totals(meaningOf);
    totals.add(entryOf({ key: 'a' }), '', { outcome: 'pending' });
    for (let index = 0; index < 7; index += 1) totals.add(entryOf({ key: `k${index}` }), '', MISSING);
    const found = totals.findings();
    expect(found.map(({ reason, count }) => [reason, count])).toEqual([
      ['failed', 7],
      ['pending', 1],
    ]);
    expect(found[0]?.examples.map(({ key }) => key)).toEqual(['k0', 'k1', 'k2', 'k3', 'k4']);
  });

  it('group by two hundred folders, and the others together', () => {
    const totals = new Totals(meaningOf);
    for (let index = 0; index < 203; index += 1) totals.add(entryOf({ key: `f${index}/k` }), '', SAME);
    totals.add(entryOf({ key: 'f0/more' }), '', SAME);
    const groups = totals.byPrefix();
    expect(groups).toHaveLength(201);
    expect(groups.find(({ name }) => name === OTHER_PREFIXES)?.same).toBe(3);
    expect(groups.find(({ name }) => name === 'f0/')?.same).toBe(2);
  });
});
