// How many requests are under way, beside a server that answers so many at once and no more.
import { describe, expect, it } from '@jest/globals';
import { Pace } from '../../../../../runner/methods/copy/engine/pace';

/** Answers in windows: `perMs` is what the server manages with so many requests under way. */
function answer(pace: Pace, windows: number, perMs: (current: number) => number, startMs = 0): number {
  let nowMs = startMs;
  for (let window = 0; window < windows; window += 1) {
    const { current } = pace;
    for (let number = 0; number < current * 2; number += 1) pace.answered((nowMs += 1 / perMs(current)));
  }
  return nowMs;
}

const upTo = (most: number) => (current: number) => Math.min(current, most) / 10;

describe('the number of requests at once', () => {
  it('grows while the throughput does, and stays near where that ends', () => {
    const pace = new Pace({ most: 1_000 });
    answer(pace, 60, upTo(200));
    expect(pace.current).toBeGreaterThanOrEqual(133);
    expect(pace.current).toBeLessThanOrEqual(450);
  });

  it('is never more than allowed, and never none', () => {
    const few = new Pace({ most: 3 });
    expect(few.current).toBe(3);
    answer(few, 40, upTo(100));
    expect(few.current).toBe(3);
    for (let storm = 0; storm < 10; storm += 1) {
      few.throttled();
      answer(few, 1, upTo(100));
    }
    expect(few.current).toBe(1);
  });

  it('is halved by a SlowDown, once for all that were sent before it was seen', () => {
    const pace = new Pace({ most: 100, first: 40 });
    for (let number = 0; number < 40; number += 1) pace.throttled();
    expect(pace.current).toBe(20);
  });

  it('grows again after a storm', () => {
    const pace = new Pace({ most: 1_000, first: 64 });
    let nowMs = 0;
    for (let storm = 0; storm < 6; storm += 1) {
      pace.throttled();
      nowMs = answer(pace, 1, upTo(200), nowMs);
    }
    expect(pace.current).toBe(1);
    answer(pace, 100, upTo(200), nowMs);
    expect(pace.current).toBeGreaterThan(60);
  });
});
