// Runs a query: waits in the queue, reads what its tables are made of, and writes the result to S3. It ends well, fails, or is cancelled.
import { ServiceError } from '../../http/service';
import { performRequest } from '../../s3/s3-service';
import type { Query } from '../../world/serverless/athena-query';
import type { World } from '../../world/world';
import { inTheNameOf, s3Place } from '../athena-call';
import { identifier, messageOf, openEngine, type Connection } from './duckdb';
import { loadTables, openTables, scannedBytes } from './load-tables';
import { parsed, type Statement } from './parse-query';
import { engineFailure, noFunction, QueryFailure } from './query-failure';
import { writtenResult } from './result-file';
import { MACROS, unknownFunction } from './trino-functions';
import { columnOf, textOf } from './values';

/** What ends a query that is under way; a process is no state that could be saved. */
const STOPS = new WeakMap<Query, AbortController>();

export function runQuery(world: World, query: Query): void {
  world.background.run(async (closing) => {
    const stopping = new AbortController();
    STOPS.set(query, stopping);
    const close = (): void => stopping.abort();
    closing.addEventListener('abort', close, { once: true });
    try {
      await run(world, query, stopping.signal);
    } catch (error) {
      if (closing.aborted || !stopping.signal.aborted) throw error;
    } finally {
      closing.removeEventListener('abort', close);
      STOPS.delete(query);
    }
  });
}

/** One that is over stays as it is. */
export function stopQuery(world: World, query: Query): void {
  if (query.state !== 'QUEUED' && query.state !== 'RUNNING') return;
  conclude(world, query, 'CANCELLED', 'Query cancelled by user');
  STOPS.get(query)?.abort();
}

function conclude(world: World, query: Query, state: Query['state'], reason?: string): void {
  query.state = state;
  query.completedMs = world.clock.now();
  if (reason !== undefined) query.reason = reason;
}

async function run(world: World, query: Query, signal: AbortSignal): Promise<void> {
  await world.clock.sleep(world.timing.jobStateMs, signal);
  query.state = 'RUNNING';
  query.startedMs = world.clock.now();
  await world.clock.sleep(world.timing.jobStateMs, signal);
  try {
    const isDone = await work(world, query, signal);
    signal.throwIfAborted();
    if (isDone) conclude(world, query, 'SUCCEEDED');
    else conclude(world, query, 'CANCELLED', 'Bytes scanned limit was exceeded');
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof QueryFailure)) throw error;
    query.errorType = error.errorType;
    conclude(world, query, 'FAILED', error.message);
  }
}

/** @returns false if it would read more than it may */
async function work(world: World, query: Query, signal: AbortSignal): Promise<boolean> {
  const statement = await parsed(query.sql);
  if (!('uses' in statement)) throw new Error('a query was started that cannot be run');
  const unknown = unknownFunction(statement.functions);
  if (unknown !== undefined) throw noFunction(unknown);
  const tables = openTables(world, query, statement.uses);
  const bytes = scannedBytes(tables);
  const { mostBytes = Infinity } = query;
  query.scannedBytes = Math.min(bytes, mostBytes);
  if (bytes > mostBytes) return false;
  const engine = await openEngine();
  const { connection } = engine;
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    await prepare(connection, query);
    await loadTables(connection, tables);
    const body = await answer(connection, query, statement);
    signal.throwIfAborted();
    write(world, query, body);
    return true;
  } finally {
    signal.removeEventListener('abort', interrupt);
    engine.close();
  }
}

const CATALOG = 'awsdatacatalog';

async function prepare(connection: Connection, { database = 'default' }: Query): Promise<void> {
  await connection.run(`attach ':memory:' as ${CATALOG}`);
  await connection.run(`use ${CATALOG}`);
  for (const macro of MACROS) await connection.run(`create macro ${macro}`);
  const schema = identifier(database.toLowerCase());
  await connection.run(`create schema if not exists ${schema}`);
  const path = `${CATALOG}.${schema},${CATALOG}.main`;
  await connection.run(`set search_path = '${path.replaceAll("'", "''")}'`);
}

async function answer(connection: Connection, query: Query, { names }: Statement): Promise<string> {
  const result = await connection.runAndReadAll(query.sql).catch((error: unknown) => {
    throw engineFailure(messageOf(error));
  });
  const types = result.columnTypes();
  const columns = result.columnNames().map((name, index) => {
    const [type] = types.slice(index);
    if (type === undefined) throw new Error('the engine has told a column without a type');
    return columnOf(names?.[index] ?? name, type);
  });
  query.columns = columns;
  const rows = result.getRows().map((row) => columns.map((column, index) => textOf(row[index] ?? null, column)));
  return writtenResult([columns.map(({ name }) => name), ...rows]);
}

/** With the permissions of whoever started the query. */
function write(world: World, { result, caller, region, id }: Query, body: string): void {
  const { OutputLocation: url = '', EncryptionConfiguration: encryption, ExpectedBucketOwner: owner } = result;
  const { bucket = '', key = '' } = s3Place(url) ?? {};
  const put = (to: string, content: Buffer): void => {
    performRequest(world, {
      ...inTheNameOf(caller, region),
      method: 'PUT',
      path: `/${bucket}/${to}`,
      headers: {
        'content-type': 'application/octet-stream',
        ...(owner === undefined ? {} : { 'x-amz-expected-bucket-owner': owner }),
        ...encryptionHeaders(encryption),
      },
      body: content,
    });
  };
  try {
    put(key, Buffer.from(body));
    // What is in it is told nowhere.
    put(`${key}.metadata`, Buffer.from(id));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new QueryFailure(`Access denied when writing output to url: ${url} . ${error.message}`, 401);
  }
}

function encryptionHeaders(encryption: Query['result']['EncryptionConfiguration']): Readonly<Record<string, string>> {
  switch (encryption?.EncryptionOption) {
    case undefined:
      return {};
    case 'SSE_S3':
      return { 'x-amz-server-side-encryption': 'AES256' };
    case 'SSE_KMS':
      return {
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': encryption.KmsKey ?? '',
      };
  }
}
