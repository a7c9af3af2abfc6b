// Rows of a report that come twice.
import { describe, expect, it } from '@jest/globals';
import { rowPrint } from '../../../../../runner/methods/batch-jobs/report/scan/row-print';
import { toldVersions } from '../../../../../runner/methods/batch-jobs/report/told-versions';

describe('versions that were told of', () => {
  it('are known again, with what was told, among a hundred thousand others', () => {
    const versions = toldVersions();
    const tell = (key: string, versionId: string, wentWell: boolean): 'succeeded' | 'failed' | undefined => {
      const { low, high } = rowPrint(key, versionId);
      return versions.tell(low, high, wentWell);
    };
    const keys = Array.from({ length: 100_000 }, (_, index) => `folder/${index}`);
    expect(keys.filter((key) => tell(key, 'v', true) !== undefined)).toEqual([]);
    expect(tell('folder/7', 'v', false)).toBe('succeeded');
    expect(tell('folder/7', 'v', true)).toBe('failed');
    expect(tell('folder/99999', 'v', true)).toBe('succeeded');
    expect(tell('folder/7', 'w', true)).toBeUndefined();
  });

  it('are four million, wherever they lie, and what comes after them is told as if it were new', () => {
    const versions = toldVersions();
    const tell = (index: number): 'succeeded' | 'failed' | undefined =>
      versions.tell(Math.imul(index, 0x9e3779b1), (Math.imul(index, 0x85ebca6b) & ~1) | 2, true);
    let known = 0;
    for (let index = 0; index < 4_000_000; index += 1) if (tell(index) !== undefined) known += 1;
    expect(known).toBe(0);
    for (let index = 0; index < 4_000_000; index += 1_000) if (tell(index) === 'succeeded') known += 1;
    expect(known).toBe(4_000);
    expect([tell(4_000_001), tell(4_000_001)]).toEqual([undefined, undefined]);
  });
});
