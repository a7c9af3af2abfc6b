// The rows of a Parquet file on this machine, some at a time.
import { gunzipSync } from 'node:zlib';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { isRunnerError, RunnerError } from '../../../ports/errors';
import type { Workshop } from '../../../ports/workshop';
import { visible } from '../../../text/safe-text';

/** Rows that are unpacked at once, where a group has more. */
const ROWS_AT_ONCE = 10_000;

/** Every byte of a text is of it: hyparquet's own decoder takes a byte order mark at the beginning of a key away. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const parsers = { stringFromBytes: (bytes: Uint8Array): string => decoder.decode(bytes) };

export type ParquetRow = Readonly<Record<string, unknown>>;

/** @throws RunnerError `unavailable` when it is no Parquet file that can be read */
export async function* parquetRows(
  path: string,
  byteLength: number,
  columns: readonly string[],
  workshop: Pick<Workshop, 'slice'>,
): AsyncGenerator<readonly ParquetRow[]> {
  const file = {
    byteLength,
    async slice(start: number, end = byteLength): Promise<ArrayBuffer> {
      const bytes = await workshop.slice(path, start < 0 ? byteLength + start : start, end);
      return Uint8Array.from(bytes).buffer;
    },
  };
  const compressors = { GZIP: (input: Uint8Array): Uint8Array => gunzipSync(input) };
  try {
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
  } catch (error) {
    if (isRunnerError(error)) throw error;
    const why = error instanceof Error ? visible(error.message) : 'its rows cannot be read';
    throw new RunnerError('unavailable', `the evidence file '${visible(path)}' cannot be read: ${why}`);
  }
}
