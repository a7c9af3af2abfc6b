// Rows of a report that come twice.
import { describe, expect, it } from '@jest/globals';
import { toldVersions } from '../../../../../runner/methods/batch-jobs/report/told-versions';

describe('versions that were told of', () => {
  it('are known again, with what was told, among a hundred thousand others', () => {
    const versions = toldVersions();
    const keys = Array.from({ length: 100_000 }, (_, index) => `folder/${index}`);
    expect(keys.filter((key) => versions.tell(key, 'v', true) !== undefined)).toEqual([]);
    expect(versions.tell('folder/7', 'v', false)).toBe('succeeded');
    expect(versions.tell('folder/7', 'v', true)).toBe('failed');
    expect(versions.tell('folder/99999', 'v', true)).toBe('succeeded');
    expect(versions.tell('folder/7', 'w', true)).toBeUndefined();
  });
});
