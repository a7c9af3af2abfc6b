// The rows of a file of evidence on this machine.
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Workshop } from '../../ports/workshop';
import { visible } from '../../text/safe-text';
import { parquetRows, type ParquetRow } from '../parquet-rows';

/** @throws RunnerError `unavailable` when it is no Parquet file that can be read */
export async function* keptRows(
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
  try {
    yield* parquetRows(file, columns);
  } catch (error) {
    if (isRunnerError(error)) throw error;
    const why = error instanceof Error ? visible(error.message) : 'its rows cannot be read';
    throw new RunnerError('unavailable', `the evidence file '${visible(path)}' cannot be read: ${why}`);
  }
}
