// A file of an inventory in Parquet, as rows like those of CSV.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
import { createHash } from 'node:crypto';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { damaged, type InventoryFile } from '../../runner/evidence/inventory';
import { isRunnerError } from '../../runner/ports/errors';
import { bytesWithin, LARGEST } from '../../runner/ports/limits';
import type { Buckets } from '../../runner/ports/s3/buckets';
import { visible } from '../../runner/text/safe-text';

/** Rows that are unpacked at once, where a row group has more. */
const ROWS_AT_ONCE = 20_000;

/**
 * @param fields - columns of the file, as the manifest names them, and of the rows in this order
 * @throws RunnerError `unavailable` when it is missing, damaged, or too large to be read as a whole
 */
export async function* parquetRows(
  buckets: Pick<Buckets, 'read'>,
  inventoryFile: InventoryFile,
  fields: readonly string[],
): AsyncGenerator<readonly string[]> {
  const chunks = await buckets.read(inventoryFile.bucket, inventoryFile.key);
  if (chunks === undefined) throw damaged(inventoryFile, 'it is not there');
  const name = `s3://${inventoryFile.bucket}/${visible(inventoryFile.key)}`;
  const bytes = await bytesWithin(chunks, LARGEST.inventoryParquet, `the inventory file ${name}`);
  // Before a row is believed: the file is here as a whole.
  const actual = createHash('md5').update(bytes).digest('hex');
  if (actual !== inventoryFile.MD5checksum)
    throw damaged(inventoryFile, `its checksum is ${actual}, the manifest says ${visible(inventoryFile.MD5checksum)}`);
  const file = {
    byteLength: bytes.length,
    slice: (start: number, end = bytes.length) => Uint8Array.from(bytes.subarray(start, end)).buffer,
  };
  try {
    const metadata = await parquetMetadataAsync(file);
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const end = rowStart + Number(group.num_rows);
      for (; rowStart < end; rowStart = Math.min(end, rowStart + ROWS_AT_ONCE)) {
        const rowEnd = Math.min(end, rowStart + ROWS_AT_ONCE);
        const rows = await parquetReadObjects({ file, metadata, columns: [...fields], rowStart, rowEnd });
        for (const row of rows) yield fields.map((field) => text(field, row[field] as Cell));
      }
    }
  } catch (error) {
    if (isRunnerError(error)) throw error;
    throw damaged(inventoryFile, error instanceof Error ? visible(error.message) : 'its rows cannot be read');
  }
}

type Cell = string | bigint | number | boolean | Date | null | undefined;

/** Keys are as they are in Parquet, and URL-encoded in CSV. */
function text(field: string, value: Cell): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString();
  const plain = String(value);
  return field === 'key' ? encodeURIComponent(plain) : plain;
}
