import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { garbageCollection } from '../../../runner/system/collect-garbage';

/** Something that nobody refers to when this has returned. */
function forgotten(): WeakRef<object> {
  return new WeakRef({ text: 'x'.repeat(1_000) });
}

describe('the collection of garbage at a rest', () => {
  it('takes all that nobody refers to, at the fiftieth rest at the latest', async () => {
    const rest = garbageCollection();
    const reference = forgotten();
    // Until then the language itself keeps it.
    await turn();
    for (let rests = 1; rests < 50; rests += 1) rest();
    expect(reference.deref()).toBeDefined();
    await turn();
    rest();
    expect(reference.deref()).toBeUndefined();
  });
});
