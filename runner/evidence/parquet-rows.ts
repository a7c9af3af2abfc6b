// The rows of a file of Parquet, some at a time.
import { gunzipSync } from 'node:zlib';
import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer } from 'hyparquet';

/** Rows that are unpacked at once, where a group has more. */
const ROWS_AT_ONCE = 10_000;

/** Every byte of a text is of it: hyparquet's own decoder takes a byte order mark at the beginning of a key away. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const parsers = { stringFromBytes: (bytes: Uint8Array): string => decoder.decode(bytes) };
const compressors = { GZIP: (input: Uint8Array): Uint8Array => gunzipSync(input) };

export type ParquetRow = Readonly<Record<string, unknown>>;

/** @throws Error, in hyparquet's words, when it is no such file or is damaged, and what `file` throws */
export async function* parquetRows(
  file: AsyncBuffer,
  columns: readonly string[],
): AsyncGenerator<readonly ParquetRow[]> {
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const end = rowStart + Number(group.num_rows);
    for (; rowStart < end; rowStart = Math.min(end, rowStart + ROWS_AT_ONCE)) {
      const rowEnd = Math.min(end, rowStart + ROWS_AT_ONCE);
      const options = { file, metadata, columns: [...columns], rowStart, rowEnd, compressors, parsers };
      yield await parquetReadObjects(options);
    }
  }
}
