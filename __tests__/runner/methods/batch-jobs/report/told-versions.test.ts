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
});
