// So much in a second, and no more: in time that passes only when somebody waits.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Rate } from '../../../runner/pacing/rate';
import { fakeClock, START_MS } from '../fakes/fake-clock';

const SIGNAL = new AbortController().signal;

/** When each of the amounts had its turn, in milliseconds from the beginning. */
async function turns(perSecond: number, amounts: readonly number[]): Promise<readonly number[]> {
  const clock = fakeClock();
  const rate = new Rate(perSecond, clock);
  const at: number[] = [];
  for (const amount of amounts) {
    await rate.take(amount, SIGNAL);
    at.push(clock.now() - START_MS);
  }
  return at;
}

describe('a rate', () => {
  it('spreads what is taken, after a tenth of a second that was saved', async () => {
    expect(await turns(10, [1, 1, 1, 1])).toEqual([0, 0, 100, 200]);
    expect(await turns(0.5, [1, 1])).toEqual([0, 1_900]);
  });

  it('lets through what is more than a second has, and makes those behind it pay', async () => {
    expect(await turns(100, [1_000, 1, 1])).toEqual([0, 9_900, 9_910]);
  });

  it('gives as much as it has and a tenth, in any second', async () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(amounts, fc.integer({ min: 20, max: 500 }), async (taken, perSecond) => {
        const at = await turns(perSecond, taken);
        for (const [first, fromMs] of at.entries()) {
          const inside = taken.filter((_, index) => index > first && (at[index] ?? 0) <= fromMs + 1_000);
          const sum = inside.reduce((all, one) => all + one, 0);
          // The last one is only paid for behind the second.
          expect(sum).toBeLessThanOrEqual(perSecond * 1.1 + 20 + 1e-6);
        }
      }),
    );
  });

  it('has the turns of those that wait at once in their order', async () => {
    const clock = fakeClock();
    const rate = new Rate(10, clock);
    const waits: number[] = [];
    const patient = new Rate(10, { now: () => START_MS, sleep: (ms) => Promise.resolve(void waits.push(ms)) });
    await Promise.all([1, 1, 1, 1].map((amount) => patient.take(amount, SIGNAL)));
    expect(waits).toEqual([100, 200]);
    expect([rate.spend(1), rate.spend(1), rate.spend(1)].map((ms) => ms - START_MS)).toEqual([-100, 0, 100]);
  });

  it('stops waiting when it is told to', async () => {
    const rate = new Rate(1, fakeClock());
    const stopped = AbortSignal.abort();
    await rate.take(5, stopped);
    await expect(rate.take(1, stopped)).rejects.toThrow('interrupted');
  });
});
