// The reader: an inventory becomes one message for each of its files, and a file messages of some dozen objects each.
import { createHash } from 'node:crypto';
import { inventoryOf, inventoryRows, versionInRow } from '../../runner/evidence/inventory';
import { inventoryColumns, parquetFields, type InventoryColumns } from '../../runner/evidence/inventory-row';
import { KeyOrders } from '../../runner/methods/inventory/messages/key-order';
import { listOrderOf, valueOf, type FileOrder } from '../../runner/methods/inventory/messages/list-order';
import {
  progressKey,
  progressOf,
  runIdOf,
  runKey,
  type FileProgress,
} from '../../runner/methods/inventory/messages/run-files';
import { isRunnerError, RunnerError } from '../../runner/ports/errors';
import { bytesWithin, LARGEST } from '../../runner/ports/limits';
import type { Buckets } from '../../runner/ports/s3/buckets';
import type { ListedObject } from '../../runner/ports/s3/copying';
import { visible } from '../../runner/text/safe-text';
import type { Answer, Invocation, QueueRecord } from '../invocation';
import { postpone } from '../postpone';
import { parquetInventory } from './parquet-inventory';

export interface ReaderSettings {
  readonly sourceBucket: string;
  /** Beginning of the keys that are copied; empty: all. */
  readonly sourcePrefix: string;
  /** Bucket that inventories are delivered to. */
  readonly inventoryBucket: string;
  readonly reportBucket: string;
  /** Without a slash at its end. */
  readonly reportPrefix: string;
  /** After so many receives SQS gives a message up. */
  readonly mostReceives: number;
}

export interface Reader {
  readonly settings: ReaderSettings;
  readonly buckets: Pick<Buckets, 'read'>;
  /** Writes an object. */
  readonly put: (bucket: string, key: string, text: string) => Promise<void>;
  /** Sends messages for the reader itself. */
  readonly sendFiles: (bodies: readonly string[]) => Promise<void>;
  /** Sends messages for the workers. */
  readonly sendKeys: (bodies: readonly string[]) => Promise<void>;
  /** Lets a message be received again. */
  readonly again: (receiptHandle: string, afterSeconds: number) => Promise<void>;
}

/** Messages of one request. */
const AT_ONCE = 10;
/** Rows after which it is written down how far a file was read. */
const ROWS_KEPT = 50_000;
/** What is left of an invocation when its file is laid down, to be gone on with by the next one. */
const SPARE_MS = 60_000;

/** Messages that could not be worked off are named, and come back. */
export async function readOrders(
  records: readonly QueueRecord[],
  reader: Reader,
  invocation: Invocation,
): Promise<Answer> {
  const failed: string[] = [];
  for (const record of records) {
    const { messageId, body, receiptHandle } = record;
    try {
      const isDone = await readOrder(body, reader, invocation);
      if (isDone) continue;
      await reader.again(receiptHandle, 0);
    } catch (error) {
      invocation.log({ event: 'not-read', messageId, why: whyOf(error) });
      await postpone(record, reader, invocation);
    }
    failed.push(messageId);
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isRunnerError(error) && error.hint !== undefined ? `${error.message}; ${error.hint}` : error.message;
}

/** @returns whether nothing of it is left */
async function readOrder(body: string, reader: Reader, invocation: Invocation): Promise<boolean> {
  const { inventoryBucket } = reader.settings;
  const order = listOrderOf(body, inventoryBucket);
  if (order?.kind === 'file') return readFile(order, reader, invocation);
  if (order !== undefined) {
    await readManifest(order.key, reader, invocation);
    return true;
  }
  throw new RunnerError(
    'usage',
    'the message names neither an inventory nor a file of one',
    `send {"version":1,"kind":"manifest","key":"…/manifest.json"}, the key of a manifest in ${inventoryBucket}`,
  );
}

async function textAt(key: string, { buckets, settings: { inventoryBucket } }: Reader, most: number): Promise<string> {
  const what = `s3://${inventoryBucket}/${visible(key)}`;
  const bytes = await buckets.read(inventoryBucket, key);
  if (bytes === undefined) throw new RunnerError('not-found', `there is no object ${what}`);
  return (await bytesWithin(bytes, most, what)).toString('utf8');
}

/** Checksums are MD5 in hex. */
const LONGEST_CHECKSUM = 1024;

async function readManifest(key: string, reader: Reader, { log }: Invocation): Promise<void> {
  const { settings } = reader;
  const location = `s3://${settings.inventoryBucket}/${key}`;
  const [text, checksum] = await Promise.all([
    textAt(key, reader, LARGEST.inventoryManifest),
    textAt(key.replace(/json$/, 'checksum'), reader, LONGEST_CHECKSUM),
  ]);
  const actual = createHash('md5').update(text).digest('hex');
  if (checksum.trim() !== actual)
    throw new RunnerError(
      'unavailable',
      `${visible(location)} is damaged: its checksum is ${actual}, manifest.checksum says ${visible(checksum.trim())}`,
    );
  const { files, createdMs } = inventoryOf(text, location, settings.sourceBucket, 'objects');
  const { fileSchema } = valueOf(text) as { readonly fileSchema: string };
  const run = runIdOf(text);
  const about = { version: 1, run, manifest: location, createdMs, files: files.length };
  await reader.put(settings.reportBucket, runKey(settings.reportPrefix, run), JSON.stringify(about));
  const orders = files.map(({ key: file, MD5checksum }, number): string => {
    const order: FileOrder = { version: 1, kind: 'file', run, number, key: file, MD5checksum, fileSchema };
    return JSON.stringify(order);
  });
  for (let from = 0; from < orders.length; from += AT_ONCE) await reader.sendFiles(orders.slice(from, from + AT_ONCE));
  log({ event: 'manifest', run, files: files.length });
}

/** The current object of a row; undefined: a delete marker, a version that is not current, or a key that is not asked for. */
function objectIn(
  row: readonly string[],
  columns: InventoryColumns,
  order: FileOrder,
  { sourcePrefix, inventoryBucket: bucket }: ReaderSettings,
): ListedObject | undefined {
  const file = { bucket, key: order.key, MD5checksum: order.MD5checksum };
  const version = versionInRow(row, columns, file);
  const { key, sizeBytes, deleteMarker, latest, lastModifiedMs, storageClass = 'STANDARD' } = version;
  if (deleteMarker || latest === false || !key.startsWith(sourcePrefix)) return undefined;
  const etag = (columns.ETag === undefined ? '' : (row[columns.ETag] ?? '')).replaceAll('"', '');
  if (etag === '' || lastModifiedMs === undefined)
    throw new RunnerError('unavailable', `a row of s3://${bucket}/${visible(order.key)} has no ETag or no date`);
  return { key, sizeBytes, etag, lastModifiedMs, storageClass };
}

async function progressOfFile(order: FileOrder, { buckets, settings }: Reader): Promise<FileProgress | undefined> {
  const key = progressKey(settings.reportPrefix, order.run, order.number);
  const bytes = await buckets.read(settings.reportBucket, key);
  return bytes === undefined ? undefined : progressOf((await bytesWithin(bytes, LARGEST.row, key)).toString('utf8'));
}

/** @returns whether nothing of it is left; what was sent is written down, so that the next one goes on behind it */
async function readFile(order: FileOrder, reader: Reader, { remainingMs, log }: Invocation): Promise<boolean> {
  const { settings } = reader;
  const known = await progressOfFile(order, reader);
  if (known?.isDone === true) return true;
  const columns = inventoryColumns(order.fileSchema);
  const orders = new KeyOrders(order.run);
  let [rows, objects, messages] = [known?.rows ?? 0, known?.objects ?? 0, known?.messages ?? 0];
  const waiting: string[] = [];
  const send = async (): Promise<void> => {
    const bodies = waiting.splice(0);
    for (let from = 0; from < bodies.length; from += AT_ONCE) await reader.sendKeys(bodies.slice(from, from + AT_ONCE));
    messages += bodies.length;
  };
  const keep = async (isDone: boolean): Promise<void> => {
    waiting.push(...orders.rest());
    await send();
    const progress: FileProgress = { rows, objects, messages, isDone };
    await reader.put(
      settings.reportBucket,
      progressKey(settings.reportPrefix, order.run, order.number),
      JSON.stringify(progress),
    );
  };
  const file = { bucket: settings.inventoryBucket, key: order.key, MD5checksum: order.MD5checksum };
  let read = 0;
  const fields = parquetFields(order.fileSchema);
  const all =
    fields === undefined ? inventoryRows(reader.buckets, file) : parquetInventory(reader.buckets, file, fields);
  for await (const row of all) {
    read += 1;
    if (read <= rows) continue;
    const object = objectIn(row, columns, order, settings);
    rows = read;
    if (object !== undefined) {
      objects += 1;
      waiting.push(...orders.add(object));
    }
    if (waiting.length >= AT_ONCE) await send();
    if (rows % ROWS_KEPT !== 0 && remainingMs() >= SPARE_MS) continue;
    await keep(false);
    if (remainingMs() >= SPARE_MS) continue;
    log({ event: 'laid-down', run: order.run, file: order.number, rows });
    return false;
  }
  await keep(true);
  log({ event: 'file', run: order.run, file: order.number, rows, objects, messages });
  return true;
}
