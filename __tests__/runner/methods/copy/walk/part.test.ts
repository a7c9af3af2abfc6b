// How far a part is: up to the last key before which everything is settled.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Part } from '../../../../../runner/methods/copy/walk/part';

describe('a part', () => {
  it('is as far as everything before is settled, in whatever order that happens', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), (order) => {
        let copied = 0;
        const part = new Part({}, (amount) => (copied += amount.copied ?? 0));
        const steps = Array.from({ length: 10 }, (_, number) => part.step(`k${String(number)}`));
        for (const number of order) part.settle(steps[number] ?? part.step('never'), { copied: 1 });
        const open = steps.findIndex((_, number) => !order.includes(number));
        const settled = open === -1 ? steps.length : open;
        expect(copied).toBe(settled);
        expect(part.after).toBe(settled === 0 ? undefined : `k${String(settled - 1)}`);
      }),
    );
  });

  it('is over when it was walked to its end and every step is settled', () => {
    const part = new Part({}, () => undefined);
    const step = part.step('a');
    part.end();
    expect(part.isOver).toBe(false);
    part.settle(step, {});
    expect(part.isOver).toBe(true);
  });

  it('holds no key behind its end, by the order of UTF-8', () => {
    const part = new Part({ until: '\uFFFD' }, () => undefined);
    expect(part.holds('\uFFFD')).toBe(true);
    expect(part.holds('\u{1F600}')).toBe(false);
  });

  it('begins where it was told to', () => {
    expect(new Part({ after: 'm' }, () => undefined).after).toBe('m');
  });
});
