// A file of an inventory in Parquet, as rows like those of CSV.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
import { createHash } from 'node:crypto';
import { damaged, type InventoryFile } from '../../runner/evidence/inventory';
import { parquetRows } from '../../runner/evidence/parquet-rows';
import { isRunnerError } from '../../runner/ports/errors';
import { bytesWithin, LARGEST } from '../../runner/ports/limits';
import type { Buckets } from '../../runner/ports/s3/buckets';
import { visible } from '../../runner/text/safe-text';

/**
 * @param fields - columns of the file, as the manifest names them, and of the rows in this order
 * @throws RunnerError `unavailable` when it is missing, damaged, or too large to be read as a whole
 */
export async function* parquetInventory(
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
    for await (const rows of parquetRows(file, fields))
      for (const row of rows) yield fields.map((field) => text(field, row[field] as Cell));
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
