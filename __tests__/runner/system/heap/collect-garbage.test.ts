import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { garbageCollection, type Collect } from '../../../../runner/system/heap/collect-garbage';

/** Something that nobody refers to when this has returned. */
function forgotten(): WeakRef<object> {
  return new WeakRef({ text: 'x'.repeat(1_000) });
}

/** A collector that writes down what it is asked for. What V8 takes besides, and when, is its own affair: Node 26 takes more than Node 20. */
function written(): { readonly asked: string[]; readonly find: () => Collect } {
  const asked: string[] = [];
  return { asked, find: () => (options) => void asked.push(options?.type ?? 'full') };
}

describe('the collection of garbage at a rest', () => {
  it('takes what nobody refers to', async () => {
    const rest = garbageCollection(() => 100 * 1024 ** 2);
    const reference = forgotten();
    // Until then the language itself keeps it.
    await turn();
    rest();
    rest();
    expect(reference.deref()).toBeUndefined();
  });

  it('is of the young generation alone, and of everything at each fiftieth rest', () => {
    const { asked, find } = written();
    const rest = garbageCollection(() => 0, find);
    for (let rests = 1; rests <= 100; rests += 1) rest();
    expect(asked.flatMap((what, index) => (what === 'full' ? [index + 2] : []))).toEqual([50, 100]);
    expect(asked).toHaveLength(99);
  });

  it('is of everything at once where the heap is large, and no more than once for the same size', () => {
    const { asked, find } = written();
    let bytes = 100 * 1024 ** 2;
    const rest = garbageCollection(() => bytes, find);
    rest();
    expect(asked).toEqual([]);
    rest();
    bytes *= 1.2;
    rest();
    bytes *= 1.2;
    rest();
    expect(asked).toEqual(['full', 'minor', 'full']);
  });
});
