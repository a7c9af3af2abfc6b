// Files of Parquet, by two writers: DuckDB, whose Snappy repeats what it had and whose columns have dictionaries, as those of S3, and the
// emulator. snappy.parquet was made by: copy (select 'source' as bucket, 'folder/a b+c%20/' || (i % 40) || '/' || i || '.txt' as key,
// i::bigint as size, epoch_ms(1768438800000 + (i % 3) * 1000) as last_modified_date, md5((i%9)::text)
// as e_tag, case when i = 7 then null when i % 2 = 0 then 'STANDARD' else 'STANDARD_IA' end as storage_class from range(150) r(i)) to 'snappy.parquet'
// (format parquet, compression snappy)
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { InventoryColumn } from '../../../emulator/inventory/inventory-columns';
import { parquetFile, parquetSchema } from '../../../emulator/inventory/parquet-file';
import { parquetInventory } from '../../../lambdas/reading/parquet-inventory';
import { inventoryColumns, parquetFields } from '../../../runner/evidence/inventory-row';
import { versionInRow } from '../../../runner/evidence/inventory';

const SNAPPY = readFileSync(path.join(__dirname, 'snappy.parquet'));
const SCHEMA =
  'message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); optional int64 size; ' +
  'optional int64 last_modified_date (TIMESTAMP_MILLIS); optional binary e_tag (UTF8); optional binary storage_class (UTF8); }';

async function rowsOf(bytes: Buffer, schema = SCHEMA, sum?: string): Promise<readonly (readonly string[])[]> {
  const MD5checksum = sum ?? createHash('md5').update(bytes).digest('hex');
  const file = { bucket: 'reports', key: 'data/1.parquet', MD5checksum };
  const read = async () => {
    await Promise.resolve();
    return inChunks(bytes);
  };
  const rows: (readonly string[])[] = [];
  for await (const row of parquetInventory({ read }, file, parquetFields(schema) ?? [])) rows.push(row);
  return rows;
}

async function* inChunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

describe('a file of Parquet', () => {
  it('has its rows read that are packed and repeat one another, keys as they are', async () => {
    const rows = await rowsOf(SNAPPY);
    expect(rows).toHaveLength(150);
    const file = { bucket: 'reports', key: 'x', MD5checksum: '' };
    expect(versionInRow(rows[139] ?? [], inventoryColumns(SCHEMA), file)).toEqual({
      key: 'folder/a b+c%20/19/139.txt',
      versionId: 'null',
      deleteMarker: false,
      sizeBytes: 139,
      lastModifiedMs: 1_768_438_801_000,
      storageClass: 'STANDARD_IA',
    });
    expect(rows[139]?.[4]).toBe(createHash('md5').update('4').digest('hex'));
    expect(rows[7]?.[5]).toBe('');
  });

  it('has keys whole that begin with a byte order mark', async () => {
    const value = (): undefined => undefined;
    const columns: readonly InventoryColumn[] = [
      { name: 'Key', parquetName: 'key', kind: 'text', required: true, value },
    ];
    const keys = ['\uFEFFa', 'a', '\uFEFF\uFEFF'];
    const file = parquetFile(
      columns,
      keys.map((key) => [key]),
    );
    expect(await rowsOf(file, parquetSchema(columns))).toEqual(keys.map((key) => [encodeURIComponent(key)]));
  });

  it('is read to its end where it has more rows than are unpacked at once', async () => {
    const value = (): undefined => undefined;
    const columns: readonly InventoryColumn[] = [
      { name: 'Key', parquetName: 'key', kind: 'text', required: true, value },
      { name: 'IsLatest', parquetName: 'is_latest', kind: 'flag', value },
    ];
    const made = Array.from({ length: 45_000 }, (_, index) => [`in/ä${index}`, index % 2 === 0] as const);
    const rows = await rowsOf(parquetFile(columns, made), parquetSchema(columns));
    expect(new Set(rows.map(([key = '']) => decodeURIComponent(key))).size).toBe(45_000);
    expect(rows[44_999]).toEqual([encodeURIComponent('in/ä44999'), 'false']);
  });

  it('gives no row if it is not the one that the manifest names, or none of Parquet', async () => {
    await expect(rowsOf(SNAPPY, SCHEMA, 'another')).rejects.toThrow(/1\.parquet is damaged: its checksum is/);
    await expect(rowsOf(Buffer.from('no such file, whatever its name says'))).rejects.toThrow(
      'the inventory file s3://reports/data/1.parquet is damaged: ',
    );
    await expect(rowsOf(SNAPPY.subarray(0, 3000))).rejects.toThrow('is damaged: ');
  });
});

it('the columns of Parquet are those of CSV, by other names', () => {
  expect(inventoryColumns(SCHEMA)).toEqual({ Key: 1, Size: 2, LastModifiedDate: 3, ETag: 4, StorageClass: 5 });
  expect(parquetFields('Bucket, Key, Size')).toBeUndefined();
});
