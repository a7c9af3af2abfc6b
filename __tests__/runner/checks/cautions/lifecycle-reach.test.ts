import { describe, expect, it } from '@jest/globals';
import { movable, reachOfCurrent, reachOfNoncurrent } from '../../../../runner/checks/cautions/lifecycle-reach';
import type { VersionEntry } from '../../../../runner/ports/s3/objects';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 0, 31, 12);
const ALL = { prefix: '', tags: {} };

function entry(key: string, created: number, changes: Partial<VersionEntry> = {}): VersionEntry {
  const more = { versionId: 'v', deleteMarker: false, latest: true, sizeBytes: 10, etag: '', storageClass: 'STANDARD' };
  return { key, lastModifiedMs: created, ...more, ...changes };
}

describe('what a lifecycle rule reaches', () => {
  it('of current versions is due at the midnight after its days', () => {
    const listed = [entry('a', Date.UTC(2026, 0, 1, 12)), entry('b', Date.UTC(2026, 0, 1, 0))];
    const at = (day: number, hour: number) => reachOfCurrent(listed, ALL, { days: 29 }, Date.UTC(2026, 0, day, hour));
    expect(at(30, 0)).toEqual({ of: 2, due: 1, nextMs: Date.UTC(2026, 0, 31) });
    expect(at(31, 0)).toEqual({ of: 2, due: 2 });
  });

  it('on a date is due from that day on, whatever the age', () => {
    const atMs = Date.UTC(2026, 1, 1);
    expect(reachOfCurrent([entry('a', NOW)], ALL, { atMs }, NOW)).toEqual({ of: 1, due: 0, nextMs: atMs });
    expect(reachOfCurrent([entry('a', NOW)], ALL, { atMs }, atMs)).toEqual({ of: 1, due: 1 });
  });

  it('is what matches prefix and sizes, and no delete marker', () => {
    const listed = [
      entry('a', 0),
      entry('b/1', 0),
      entry('b/2', 0, { sizeBytes: 100 }),
      entry('b/3', 0, { deleteMarker: true }),
    ];
    const of = (filter: Parameters<typeof reachOfCurrent>[1]) => reachOfCurrent(listed, filter, { days: 1 }, NOW).of;
    expect([
      of(ALL),
      of({ ...ALL, prefix: 'b/' }),
      of({ ...ALL, largerThanBytes: 10 }),
      of({ ...ALL, smallerThanBytes: 10 }),
    ]).toEqual([3, 2, 1, 0]);
  });

  it('of noncurrent versions counts from the version that came after, and leaves the newest alone', () => {
    const listed = [
      entry('a', NOW - 2 * DAY_MS),
      entry('a', NOW - 20 * DAY_MS, { latest: false }),
      entry('a', NOW - 40 * DAY_MS, { latest: false }),
      entry('b', NOW - 90 * DAY_MS),
    ];
    expect(reachOfNoncurrent(listed, ALL, { days: 10 }, NOW)).toMatchObject({ of: 2, due: 1 });
    expect(reachOfNoncurrent(listed, ALL, { days: 10, keepsNewest: 1 }, NOW)).toEqual({ of: 1, due: 1 });
    expect(reachOfNoncurrent(listed, ALL, { days: 10, keepsNewest: 2 }, NOW)).toEqual({ of: 0, due: 0 });
  });

  it('of a delete marker on top is the version under it', () => {
    const marker = entry('a', NOW - 20 * DAY_MS, { deleteMarker: true });
    expect(reachOfNoncurrent([marker, entry('a', 0, { latest: false })], ALL, { days: 10 }, NOW)).toEqual({
      of: 1,
      due: 1,
    });
  });

  it('by a move is neither archived already nor too small for it', () => {
    const listed = [entry('a', 0, { storageClass: 'GLACIER' }), entry('b', 0), entry('c', 0, { sizeBytes: 200_000 })];
    const of = (filter: Parameters<typeof movable>[1]) =>
      reachOfCurrent(movable(listed, filter), ALL, { days: 1 }, NOW).of;
    expect([of(ALL), of({ ...ALL, smallestMovedBytes: 131_072 })]).toEqual([2, 1]);
  });
});
