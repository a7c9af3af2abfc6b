// The rows of a CSV manifest: headerless, keys URL-encoded.
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { World } from '../../world/world';
import { JobFailure, type Task } from '../../world/batch-job';

const BYTES_AT_A_TIME = 64 * 1024;
/** Rows between two looks at what goes on elsewhere. */
const ROWS_AT_A_TIME = 2000;

export function unreadable(why: string): JobFailure {
  return new JobFailure('InvalidManifest', `The manifest could not be read: ${why}`);
}

/** @throws JobFailure */
export async function readRows(
  world: World,
  body: Buffer,
  fields: readonly string[],
  giveWay: () => Promise<void>,
): Promise<readonly Task[]> {
  const columns = ['Bucket', 'Key', 'VersionId'].map((name) => fields.indexOf(name));
  const tasks: Task[] = [];
  for await (const row of rowsOf(body)) {
    tasks.push(taskOf(world, row, fields, columns, tasks.length + 1));
    if (tasks.length % ROWS_AT_A_TIME === 0) await giveWay();
  }
  return tasks;
}

async function* rowsOf(body: Buffer): AsyncGenerator<readonly string[], void, undefined> {
  const parser = parse({ skipEmptyLines: true });
  try {
    for await (const row of Readable.from(pieces(body)).pipe(parser)) yield row as readonly string[];
  } catch (error) {
    // Columns that are missing, quotes that do not close; what the reader of the rows throws passes as it is.
    if (error instanceof JobFailure || !(error instanceof Error) || !('code' in error)) throw error;
    throw unreadable(error.message);
  }
}

function* pieces(body: Buffer): Generator<Buffer, void, undefined> {
  for (let at = 0; at < body.length; at += BYTES_AT_A_TIME) yield body.subarray(at, at + BYTES_AT_A_TIME);
}

function taskOf(
  world: World,
  row: readonly string[],
  fields: readonly string[],
  [bucketAt = -1, keyAt = -1, versionAt = -1]: readonly number[],
  line: number,
): Task {
  const bucket = row[bucketAt];
  const listedKey = row[keyAt];
  const versionId = row[versionAt] ?? '';
  if (row.length !== fields.length || bucket === undefined || listedKey === undefined) {
    throw unreadable(`row ${line} has ${row.length} fields, and ${fields.length} were announced`);
  }
  const key = decodeKey(listedKey);
  if (versionId === '') return { bucket, listedKey, key, ...(versionAt < 0 ? {} : { lacksVersionId: true }) };
  const status = world.buckets.get(bucket)?.versions.find(key, versionId)?.replicationStatus;
  const task = { bucket, listedKey, key, versionId };
  return status === 'PENDING' ? { ...task, wasPending: true } : task;
}

function decodeKey(listed: string): string {
  try {
    return decodeURIComponent(listed);
  } catch {
    throw unreadable(`the key ${listed} is not URL-encoded`);
  }
}
