// Versions of a bucket from an S3 Inventory report in CSV.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import * as z from 'zod';
import { readJson } from '../text/read-json';
import { bucketInArn } from '../text/arn';
import { RunnerError, isRunnerError } from '../ports/errors';
import { LARGEST, mebibytes, MOST_FILES } from '../ports/limits';
import type { Buckets } from '../ports/s3/buckets';
import { s3Address } from '../text/s3-address';
import { visible } from '../text/safe-text';
import { linesWithin } from './lines-within';
import { inventoryColumns, inventoryVersion, type InventoryColumns } from './inventory-row';
import type { SurveyedVersion } from '../replication/surveyed-version';
import { schemaFaults } from '../text/schema-faults';

/** Of any that JavaScript knows. */
const LATEST_MS = 8.64e15;

/** `manifest.json`, as S3 writes it. */
export const MANIFEST = z.object({
  sourceBucket: z.string(),
  destinationBucket: z.string(),
  fileFormat: z.string(),
  fileSchema: z.string(),
  /** Milliseconds since 1970, as text. */
  creationTimestamp: z
    .string()
    .regex(/^\d+$/)
    .refine((text) => Number(text) <= LATEST_MS, 'is no time'),
  files: z
    .array(z.object({ key: z.string(), MD5checksum: z.string(), size: z.number().nonnegative().exactOptional() }))
    .refine((files) => new Set(files.map(({ key }) => key)).size === files.length, 'names a file twice'),
});

export interface Inventory {
  /** For messages: `s3://bucket/key`. */
  readonly location: string;
  readonly createdMs: number;
  readonly columns: InventoryColumns;
  readonly bucket: string;
  readonly files: readonly { readonly key: string; readonly MD5checksum: string }[];
}

function usage(location: string, why: string, hint: string): RunnerError {
  return new RunnerError('usage', `the inventory ${visible(location)} cannot be used: ${why}`, hint);
}

/** `s3://bucket/path/manifest.json` → bucket and key. @throws RunnerError `usage` */
export function inventoryPlace(location: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*manifest\.json)$/s.exec(location) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  throw usage(
    location,
    'it is no manifest',
    'name the file: --survey inventory:s3://bucket/path/2026-01-31T01-00Z/manifest.json',
  );
}

async function textOf(buckets: Buckets, location: string): Promise<string> {
  const { bucket, key } = inventoryPlace(location);
  const bytes = await buckets.read(bucket, key).catch((error: unknown) => {
    if (!isRunnerError(error, 'not-found')) throw error;
    throw usage(
      location,
      `there is no bucket '${visible(bucket)}'`,
      'name the bucket that the inventory is delivered to: aws s3api list-bucket-inventory-configurations tells it',
    );
  });
  if (bytes === undefined)
    throw usage(location, 'there is no such object', 'the first inventory of a bucket may take 48 hours to arrive');
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > LARGEST.inventoryManifest)
      throw usage(location, `its manifest is larger than ${mebibytes(LARGEST.inventoryManifest)}`, 'is it a manifest?');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Undefined: it is no JSON. */
export function parsedManifest(text: string): unknown {
  try {
    return readJson(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** What an inventory is read for: to count, to list the versions of a job, or to list the current objects that are copied. */
export type InventoryUse = 'survey' | 'manifest' | 'objects';

const INSTEAD: Readonly<Record<InventoryUse, string>> = {
  survey: 'use --survey sample',
  manifest: 'leave --manifest out, so that S3 lists the bucket itself',
  objects: 'start from a listing',
};
/** The functions alone read Parquet, too. */
const FORMATS: Readonly<Record<InventoryUse, readonly string[]>> = {
  survey: ['CSV'],
  manifest: ['CSV'],
  objects: ['CSV', 'Parquet'],
};
const NEEDED: Readonly<Record<InventoryUse, readonly (keyof InventoryColumns)[]>> = {
  survey: ['Key', 'VersionId', 'IsDeleteMarker', 'Size'],
  manifest: ['Key', 'VersionId', 'IsDeleteMarker'],
  objects: ['Key', 'Size', 'ETag', 'LastModifiedDate', 'StorageClass'],
};
/** What the configuration has to say for these columns. */
const CONFIGURED: Readonly<Record<InventoryUse, string>> = {
  survey: 'all versions (IncludedObjectVersions: All) and the field Size',
  manifest: 'all versions (IncludedObjectVersions: All)',
  objects: 'the fields Size, ETag, LastModifiedDate and StorageClass',
};

/** @throws RunnerError `usage` when it is none of the source bucket's, or in a form that is not read */
export async function openInventory(buckets: Buckets, location: string, sourceBucket: string): Promise<Inventory> {
  return inventoryOf(await textOf(buckets, location), location, sourceBucket, 'survey');
}

/**
 * @param text of its manifest.json
 * @param location for messages
 * @throws RunnerError `usage` when it is none of the source bucket's, or in a form that is not read
 */
export function inventoryOf(text: string, location: string, sourceBucket: string, use: InventoryUse): Inventory {
  const manifest = MANIFEST.safeParse(parsedManifest(text));
  if (!manifest.success) {
    throw usage(
      location,
      `it is no manifest of S3 Inventory: ${schemaFaults(manifest.error)}`,
      'name its manifest.json',
    );
  }
  const { fileFormat, fileSchema, creationTimestamp, files, destinationBucket } = manifest.data;
  if (manifest.data.sourceBucket !== sourceBucket)
    throw usage(
      location,
      `it is of the bucket '${visible(manifest.data.sourceBucket)}'`,
      `choose one of '${sourceBucket}'`,
    );
  const formats = FORMATS[use];
  if (!formats.includes(fileFormat))
    throw usage(
      location,
      `its format is ${visible(fileFormat)}`,
      `only ${formats.join(' and ')} ${formats.length > 1 ? 'are' : 'is'} read: configure the inventory so, or ${INSTEAD[use]}`,
    );
  const columns = inventoryColumns(fileSchema);
  const lacking = NEEDED[use].filter((name) => columns[name] === undefined);
  if (lacking.length > 0)
    throw usage(
      location,
      `it lacks the column ${lacking.join(' and the column ')}`,
      `configure it with ${CONFIGURED[use]}, or ${INSTEAD[use]}`,
    );
  const bucket = bucketInArn(destinationBucket) ?? destinationBucket;
  const place = s3Address(location);
  if (place !== undefined && place.bucket !== bucket)
    throw usage(
      location,
      `it lies in '${visible(place.bucket)}' and says that its files are in '${visible(bucket)}'`,
      'an inventory is read where S3 delivered it, manifest and files in one bucket',
    );
  if (files.length > MOST_FILES)
    throw usage(location, `it names more than ${MOST_FILES} files`, `name a --prefix of it, or ${INSTEAD[use]}`);
  return { location, createdMs: Number(creationTimestamp), columns, bucket, files };
}

/** Fewer than any file of S3: it fills them with some hundred thousand rows. */
const LARGEST_UNPACKED = 16 * 1024 ** 3;
/**
 * One and the same row is packed to a 340th. Rows that differ in their version ids, to less than a fortieth; the longest keys, alike but
 * for their last letters and without a version id, to a 300th.
 */
const LARGEST_RATIO = 320;
/** Below it a ratio says nothing. */
const SMALL_UNPACKED = 64 * 1024 ** 2;

/** Ends where more comes out than an inventory holds. */
async function* rowsWithin(unpacked: AsyncIterable<Uint8Array>, packedBytes: () => number): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of linesWithin(unpacked)) {
    length += chunk.byteLength;
    if (length > LARGEST_UNPACKED) throw new Error(`it has more than ${LARGEST_UNPACKED / 1024 ** 3} GiB unpacked`);
    if (length > SMALL_UNPACKED && length > LARGEST_RATIO * packedBytes())
      throw new Error(`it unpacks to more than ${LARGEST_RATIO} times its size`);
    yield chunk;
  }
}

/** Unpacked bytes of one file. Whatever breaks, on the way or in the file, ends the iteration. */
function unpacked(bytes: AsyncIterable<Uint8Array>, hash: { update(chunk: Uint8Array): unknown }): Readable {
  let packed = 0;
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      hash.update(chunk);
      packed += chunk.byteLength;
      yield chunk;
    }
  };
  const source = Readable.from(hashed(), { objectMode: false });
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => source.destroy());
  const rows = Readable.from(
    rowsWithin(source.pipe(gunzip), () => packed),
    { objectMode: false },
  );
  rows.on('close', () => gunzip.destroy());
  return rows;
}

/** One file of an inventory. */
export interface InventoryFile {
  /** Bucket that the inventory is delivered to. */
  readonly bucket: string;
  readonly key: string;
  readonly MD5checksum: string;
}

export function damaged({ bucket, key }: InventoryFile, why: string): RunnerError {
  const hint = 'use a later inventory, or none';
  return new RunnerError('unavailable', `the inventory file s3://${bucket}/${visible(key)} is damaged: ${why}`, hint);
}

/**
 * Every row of one file, as it stands there; its checksum is known after the last.
 * @throws RunnerError `unavailable` when it is missing or damaged
 */
export async function* inventoryRows(
  buckets: Pick<Buckets, 'read'>,
  file: InventoryFile,
): AsyncGenerator<readonly string[]> {
  const bytes = await buckets.read(file.bucket, file.key);
  if (bytes === undefined) throw damaged(file, 'it is not there');
  const hash = createHash('md5');
  const source = unpacked(bytes, hash);
  const parser = parse({ relaxColumnCount: true, skipEmptyLines: true, maxRecordSize: LARGEST.row });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const row of parser as AsyncIterable<readonly string[]>) yield row;
  } catch (error) {
    if (isRunnerError(error)) throw error;
    throw damaged(file, error instanceof Error ? visible(error.message) : 'its rows cannot be read');
  } finally {
    source.destroy();
  }
  const actual = hash.digest('hex');
  if (actual !== file.MD5checksum)
    throw damaged(file, `its checksum is ${actual}, the manifest says ${visible(file.MD5checksum)}`);
}

/** @throws RunnerError `unavailable` for a row that is cut off */
export function versionInRow(row: readonly string[], columns: InventoryColumns, file: InventoryFile): SurveyedVersion {
  const version = inventoryVersion(row, columns);
  if (version === undefined) throw damaged(file, `a row has ${row.length} columns, and no key or no size`);
  return version;
}

/**
 * Every version in the inventory, file by file.
 * @throws RunnerError `unavailable` when a file is missing or damaged
 */
export async function* inventoryVersions(buckets: Buckets, inventory: Inventory): AsyncGenerator<SurveyedVersion> {
  for (const { key, MD5checksum } of inventory.files) {
    const file = { bucket: inventory.bucket, key, MD5checksum };
    for await (const row of inventoryRows(buckets, file)) yield versionInRow(row, inventory.columns, file);
  }
}
