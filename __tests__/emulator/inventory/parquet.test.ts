// Files of Parquet, byte for byte. These bytes were read by DuckDB 1.5.6 and hyparquet 1.33.0, which are no dependencies, and gave the rows
// that they were made of.
import { expect, it } from '@jest/globals';
import type { InventoryColumn } from '../../../emulator/inventory/inventory-columns';
import { parquetFile } from '../../../emulator/inventory/parquet-file';

const value = (): undefined => undefined;
const COLUMNS: readonly InventoryColumn[] = [
  { name: 'Key', parquetName: 'key', kind: 'text', required: true, value },
  { name: 'IsLatest', parquetName: 'is_latest', kind: 'flag', value },
  { name: 'Size', parquetName: 'size', kind: 'number', value },
  { name: 'LastModifiedDate', parquetName: 'last_modified_date', kind: 'time', value },
];

const READ = [
  'UEFSMRUAFS4VNiwVBBUAFQYVBgAAF/QWAA4AAABpbi/DpCBiK2MlLnR4dAEAAAB4FQAVDhUWLBUEFQAVBhUGAAAH9AYAAgAAAAMDARUAFRwVJCwVBBUAFQYVBgAADvQNAAIA',
  'AAADAQUAAAAAAAAAFQAVHBUkLBUEFQAVBhUGAAAO9A0AAgAAAAMBgFxq0ZoBAAAVAhlcSAxzMy5pbnZlbnRvcnkVCAAVDCUAGANrZXklAAAVACUCGAlpc19sYXRlc3QAFQQl',
  'AhgEc2l6ZQAVBCUCGBJsYXN0X21vZGlmaWVkX2RhdGUlEgAWBBkcGUwmCBwVDBklAAYZGANrZXkVAhYEFlAWWCYIAAAmYBwVABklAAYZGAlpc19sYXRlc3QVAhYEFjAWOCZg',
  'AAAmmAEcFQQZJQAGGRgEc2l6ZRUCFgQWPhZGJpgBAAAm3gEcFQQZJQAGGRgSbGFzdF9tb2RpZmllZF9kYXRlFQIWBBY+FkYm3gEAABb8ARYEACgUczMtYmFja2ZpbGwgZW11',
  'bGF0b3IAAAEAAFBBUjE=',
].join('');

it('a file is what other readers have read', () => {
  const rows = [
    ['in/ä b+c%.txt', true, 5, 1_764_450_000_000],
    ['x', false, undefined, undefined],
  ];
  expect(parquetFile(COLUMNS, rows).toString('base64')).toBe(READ);
});
