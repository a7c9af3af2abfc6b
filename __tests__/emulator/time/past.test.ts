// What is seen some time after it was changed: which entry counts, and which can be forgotten.
import { describe, expect, it } from '@jest/globals';
import { newestAt, stillNeeded } from '../../../emulator/time/past';

const ENTRIES = [10, 20, 30].map((sinceMs) => ({ sinceMs }));

describe('entries of the past', () => {
  it.each([
    { atMs: 9, sinceMs: undefined },
    { atMs: 10, sinceMs: 10 },
    { atMs: 29, sinceMs: 20 },
    { atMs: 30, sinceMs: 30 },
  ])('at $atMs ms the one since $sinceMs counts', ({ atMs, sinceMs }) => {
    expect(newestAt(ENTRIES, atMs)?.sinceMs).toBe(sinceMs);
  });

  it.each([
    { horizonMs: 9, left: [10, 20, 30] },
    { horizonMs: 20, left: [20, 30] },
    { horizonMs: 99, left: [30] },
  ])('with the horizon at $horizonMs ms those since $left are still needed', ({ horizonMs, left }) => {
    expect(stillNeeded(ENTRIES, horizonMs).map(({ sinceMs }) => sinceMs)).toEqual(left);
  });
});
