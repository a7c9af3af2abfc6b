// The engine that queries run on: DuckDB, which is installed beside the emulator or not at all, and fetches nothing.
import type * as DuckDb from '@duckdb/node-api';

export type Connection = DuckDb.DuckDBConnection;

/** For one query: it sees nothing of another one. */
export interface Engine {
  readonly connection: Connection;
  close(): void;
}

/** Undefined: it is not installed. */
export async function loadDuckDb(): Promise<typeof DuckDb | undefined> {
  try {
    return await import('@duckdb/node-api');
  } catch {
    return undefined;
  }
}

/** @throws Error if DuckDB is not installed */
export async function openEngine(): Promise<Engine> {
  const duckDb = await loadDuckDb();
  if (duckDb === undefined) throw new Error('@duckdb/node-api is not installed');
  const instance = await duckDb.DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    threads: '1',
  });
  const connection = await instance.connect();
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What DuckDB says, in its first line. */
export function messageOf(error: unknown): string {
  const { message = String(error) } = error as { readonly message?: string };
  return message.split('\n')[0] ?? '';
}
