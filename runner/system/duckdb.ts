// Tables on DuckDB, which is installed beside this program or not at all: nothing else loads it, and nothing is fetched while it runs.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { isRunnerError, RunnerError } from '../ports/errors';
import type * as DuckDb from '@duckdb/node-api';
import type { Row, Tables, TablesOptions, Value, Workshop } from '../ports/workshop';
import { visible } from '../text/safe-text';
import { largeFiles } from './large-files';
import { makeFolder } from './make-folder';

const USUALLY_WITHOUT = 'without it verify lists both buckets, which takes longer and needs nothing installed';

async function loaded(without = USUALLY_WITHOUT): Promise<typeof DuckDb> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw new RunnerError(
      'usage',
      `tables are joined by DuckDB, which is not installed beside s3-backfill (${visible(why)})`,
      `npm install @duckdb/node-api@1.5.6-r.1; ${without}`,
    );
  }
}

/** @throws RunnerError `unavailable` for a number that JavaScript would round */
function valueOf(value: unknown): Value {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (typeof value === 'bigint') {
    if (value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)) return Number(value);
    throw new RunnerError('unavailable', `the sum ${value} is larger than ${Number.MAX_SAFE_INTEGER}`);
  }
  if (Array.isArray(value)) return value.map(valueOf);
  if (typeof value === 'object') return rowOf(value);
  throw new RunnerError('unavailable', `DuckDB has answered with a ${typeof value}`);
}

function rowOf(row: object): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, valueOf(value)]));
}

const FULL_DISK = /No space left|not enough space|disk full|max_temp_directory_size/i;
const FULL_MEMORY = /out of memory|memory limit|failed to (allocate|pin)/i;

function toRunnerError(error: unknown, { folder, memoryMebibytes, signal }: TablesOptions): RunnerError {
  if (isRunnerError(error)) return error;
  if (signal.aborted) return new RunnerError('interrupted', 'interrupted');
  const message = error instanceof Error ? error.message : String(error);
  if (FULL_DISK.test(message))
    return new RunnerError(
      'unavailable',
      `the disk is full: ${visible(folder)} has no room for what does not fit into memory`,
      'free disk space there, or raise --memory; nothing was changed in AWS',
    );
  if (FULL_MEMORY.test(message))
    return new RunnerError(
      'unavailable',
      `the join needs more memory than the ${memoryMebibytes} MiB that it may use`,
      `raise --memory (for example --memory ${memoryMebibytes * 2}), or lower --threads; nothing was changed in AWS`,
    );
  return new RunnerError('unavailable', `DuckDB: ${visible(message.split('\n')[0] ?? '')}`);
}

async function open(options: TablesOptions): Promise<Tables> {
  const { DuckDBInstance } = await loaded(options.without);
  const { folder, memoryMebibytes, threads, signal } = options;
  const temporary = join(folder, 'spilled');
  try {
    makeFolder(temporary, 0o700);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new RunnerError(
      'unavailable',
      `the folder ${visible(temporary)} cannot be made (${why})`,
      'let this user write there, or read outputs that lie where it may',
    );
  }
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    memory_limit: `${memoryMebibytes}MiB`,
    preserve_insertion_order: 'false',
    temp_directory: temporary,
    threads: String(threads),
  });
  const connection = await instance.connect();
  // Times of Parquet that are marked as UTC are told in this one, and not in that of the machine.
  await connection.run("set TimeZone = 'UTC'");
  const stop = (): void => connection.interrupt();
  signal.addEventListener('abort', stop, { once: true });
  const asked = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    if (signal.aborted) throw new RunnerError('interrupted', 'interrupted');
    return ask().catch((error: unknown) => {
      throw toRunnerError(error, options);
    });
  };
  return {
    run: (sql) =>
      asked(async () => {
        await connection.run(sql);
      }),
    rows: (sql) => asked(async () => (await connection.runAndReadAll(sql)).getRowObjectsJS().map(rowOf)),
    async close() {
      signal.removeEventListener('abort', stop);
      connection.closeSync();
      instance.closeSync();
      await rm(temporary, { recursive: true, force: true });
    },
  };
}

export const workshop: Workshop = { ...largeFiles, processors: availableParallelism(), open };
