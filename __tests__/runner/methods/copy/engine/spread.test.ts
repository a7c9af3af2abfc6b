// Work by folder: each has its turn, and a paused one waits alone.
import { describe, expect, it } from '@jest/globals';
import { folderOf, Spread } from '../../../../../runner/methods/copy/engine/spread';

function filled(...keys: readonly string[]): Spread<string> {
  const spread = new Spread<string>();
  for (const key of keys) spread.add(folderOf(key), key);
  return spread;
}

function drained(spread: Spread<string>, nowMs: number): readonly string[] {
  const taken: string[] = [];
  for (let one = spread.next(nowMs); one !== undefined; one = spread.next(nowMs)) taken.push(one);
  return taken;
}

describe('work that is spread', () => {
  it('takes turns between folders, each in its order, and all of it once', () => {
    const spread = filled('a/1', 'a/2', 'a/3', 'b/1', 'c/1', 'c/2', 'top');
    expect(spread.size).toBe(7);
    expect(drained(spread, 0)).toEqual(['a/1', 'b/1', 'c/1', 'top', 'a/2', 'c/2', 'a/3']);
    expect(spread.size).toBe(0);
  });

  it('of a paused folder waits, and of no other', () => {
    const spread = filled('a/1', 'a/2', 'b/1');
    spread.pause('a/', 100, 0);
    spread.pause('a/', 50, 0);
    expect(drained(spread, 0)).toEqual(['b/1']);
    expect(spread.resumesMs()).toBe(100);
    expect(drained(spread, 99)).toEqual([]);
    expect(drained(spread, 100)).toEqual(['a/1', 'a/2']);
    expect(spread.resumesMs()).toBeUndefined();
  });

  it('of a folder that was paused while it had nothing waits too', () => {
    const spread = filled('a/1');
    drained(spread, 0);
    spread.pause('a/', 100, 0);
    spread.add('a/', 'a/2');
    expect(drained(spread, 50)).toEqual([]);
    expect(drained(spread, 100)).toEqual(['a/2']);
  });

  it('forgets the pauses of folders that have nothing more to do', () => {
    const spread = new Spread<string>();
    for (let number = 0; number < 50_000; number += 1) spread.pause(`${number}/`, number + 1, number);
    expect(Reflect.get(spread, 'folders')).toHaveProperty('size', expect.any(Number));
    expect((Reflect.get(spread, 'folders') as Map<string, unknown>).size).toBeLessThan(3_000);
  });
});

it('the folder of a key goes up to its last slash', () => {
  expect(['a/b/c', 'a/', '/x', 'x', ''].map(folderOf)).toEqual(['a/b/', 'a/', '/', '', '']);
});
