import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { garbageCollection } from '../../../runner/system/collect-garbage';

/** Something that nobody refers to when this has returned. */
function forgotten(): WeakRef<object> {
  return new WeakRef({ text: 'x'.repeat(1_000) });
}

describe('the collection of garbage at a rest', () => {
  it('takes all that nobody refers to, at the fiftieth rest at the latest', async () => {
    const rest = garbageCollection(() => 0);
    const reference = forgotten();
    // Until then the language itself keeps it.
    await turn();
    for (let rests = 1; rests < 50; rests += 1) rest();
    expect(reference.deref()).toBeDefined();
    await turn();
    rest();
    expect(reference.deref()).toBeUndefined();
  });

  it('takes it at once where the heap is large, and no more than once for the same size', async () => {
    let bytes = 100 * 1024 ** 2;
    const rest = garbageCollection(() => bytes);
    const first = forgotten();
    await turn();
    rest();
    expect(first.deref()).toBeUndefined();
    const second = forgotten();
    await turn();
    bytes *= 1.2;
    rest();
    expect(second.deref()).toBeDefined();
    await turn();
    bytes *= 1.2;
    rest();
    expect(second.deref()).toBeUndefined();
  });
});
