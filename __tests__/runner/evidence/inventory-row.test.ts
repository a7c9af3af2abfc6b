// A row of an inventory says what it says: a column that is missing, or a cell that is no date, is unknown.
import { describe, expect, it } from '@jest/globals';
import { inventoryColumns, inventoryVersion } from '../../../runner/evidence/inventory-row';
import { fateOf } from '../../../runner/replication/fate';
import { rule } from '../fakes/fake-world';

const SCHEMA = 'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, StorageClass';
const rowWith = (size: string, date: string, storageClass: string) =>
  inventoryVersion(['src', 'folder/a', 'v1', 'true', 'false', size, date, storageClass], inventoryColumns(SCHEMA));

describe('a row of an inventory', () => {
  it.each([
    ['without a date', ['7', '', 'STANDARD'], { createdAfterMs: 1 }],
    ['with a date that is none', ['7', 'yesterday', 'STANDARD'], { createdBeforeMs: 1 }],
    ['without a class', ['7', '2026-01-31T00:00:00.000Z', ''], {}],
  ] as const)(
    '%s is open: a filter and a class are decided by the headers',
    (_title, [size, date, kind], selection) => {
      const version = rowWith(size, date, kind);
      if (version === undefined) throw new Error('the row was not read');
      const known = { ...version, encryption: 'SSE-S3', status: 'NONE' } as const;
      expect(fateOf(known, { rules: [rule()], selection })).toEqual({ kind: 'open' });
    },
  );

  it('without a size is none', () => {
    expect(rowWith('', '2026-01-31T00:00:00.000Z', 'STANDARD')).toBeUndefined();
  });
});
