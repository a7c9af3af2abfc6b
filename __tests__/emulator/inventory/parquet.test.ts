// Files of Parquet of an inventory, as the function behind it reads them.
import { expect, it } from '@jest/globals';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import type { InventoryColumn } from '../../../emulator/inventory/inventory-columns';
import { parquetFile } from '../../../emulator/inventory/parquet-file';

const value = (): undefined => undefined;
const COLUMNS: readonly InventoryColumn[] = [
  { name: 'Key', parquetName: 'key', kind: 'text', required: true, value },
  { name: 'IsLatest', parquetName: 'is_latest', kind: 'flag', value },
  { name: 'Size', parquetName: 'size', kind: 'number', value },
  { name: 'LastModifiedDate', parquetName: 'last_modified_date', kind: 'time', value },
];

function written(rows: Parameters<typeof parquetFile>[1]): ArrayBuffer {
  return Uint8Array.from(parquetFile(COLUMNS, rows)).buffer;
}

it('a file has the rows that it was made of, and says which columns may be empty', async () => {
  const file = written([
    ['in/ä b+c%.txt', true, 5, 1_764_450_000_000],
    ['x', false, undefined, undefined],
  ]);
  const { schema } = parquetMetadata(file);
  expect(schema.map(({ name, repetition_type: may }) => [name, may])).toEqual([
    ['s3.inventory', undefined],
    ['key', 'REQUIRED'],
    ['is_latest', 'OPTIONAL'],
    ['size', 'OPTIONAL'],
    ['last_modified_date', 'OPTIONAL'],
  ]);
  expect(await parquetReadObjects({ file })).toEqual([
    { key: 'in/ä b+c%.txt', is_latest: true, size: 5n, last_modified_date: new Date(1_764_450_000_000) },
    { key: 'x', is_latest: false, size: null, last_modified_date: null },
  ]);
});

it('a file of no rows can be read', async () => {
  expect(await parquetReadObjects({ file: written([]) })).toEqual([]);
});
