// The files of an inventory on this machine: fetched once, each held against the checksum that its manifest gives.
import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { inventoryPlace } from '../inventory';
import { concurrently } from '../../pacing/concurrently';
import { isRunnerError, RunnerError } from '../../ports/errors';
import { bytesWithin, LARGEST } from '../../ports/limits';
import type { Buckets } from '../../ports/s3/buckets';
import type { CheckedFile, Workshop } from '../../ports/workshop';
import { defined } from '../../text/defined';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { UNPACKED_ENDING } from './duckdb-dialect';
import { tableManifest, unusable, type TableFile, type TableManifest, type TableWanted } from './table-manifest';

/** Files that are fetched and checked at a time. */
const AT_A_TIME = 4;
const MOST_NAMED = 3;
/** Folder of files that were unpacked: whoever has fetched the table removes it. */
export const UNPACKED = 'unpacked';

export interface FetchedTable extends TableManifest {
  /** Of its files, on this machine; those of CSV are packed by gzip, but those whose names end with {@link UNPACKED_ENDING}. */
  readonly paths: readonly string[];
  /** The same as they were delivered: none of them is unpacked. */
  readonly delivered: readonly string[];
  /** manifest.json as S3 has written it. @default - there is none: it is a listing */
  readonly manifest?: string;
}

interface Place {
  readonly buckets: Pick<Buckets, 'read'>;
  readonly workshop: Workshop;
  /** Of this side and no other. */
  readonly folder: string;
  /** Aborts when nobody needs it any more: no other file is begun. @default - it is needed */
  readonly signal?: AbortSignal;
}

/** Text of a manifest, held against manifest.checksum. @throws RunnerError `usage` when it is not there, `unavailable` when it is damaged */
export async function manifestInS3(
  location: string,
  { buckets }: Pick<Place, 'buckets'>,
  flag: string,
): Promise<string> {
  const { bucket, key } = inventoryPlace(location);
  const read = async (name: string): Promise<string | undefined> => {
    const bytes = await buckets.read(bucket, name).catch((error: unknown) => {
      if (!isRunnerError(error, 'not-found')) throw error;
      throw unusable(location, `there is no bucket '${visible(bucket)}'`, 'name the bucket that it is delivered to');
    });
    if (bytes === undefined) return undefined;
    return (await bytesWithin(bytes, LARGEST.inventoryManifest, `s3://${bucket}/${visible(name)}`)).toString('utf8');
  };
  const text = await read(key);
  if (text === undefined)
    throw unusable(location, 'there is no such object', `name a manifest.json that is there with --${flag}`);
  checkSum(location, text, await read(key.replace(/manifest\.json$/, 'manifest.checksum')));
  return text;
}

async function fromDisk(location: string, { workshop }: Place, flag: string): Promise<string> {
  const text = await workshop.text(location, LARGEST.inventoryManifest);
  if (text === undefined)
    throw unusable(location, 'there is no such file', `name a manifest.json that is there with --${flag}`);
  checkSum(location, text, await workshop.text(join(dirname(location), 'manifest.checksum'), LARGEST.jobState));
  return text;
}

/** @param checksum beside the manifest; undefined: there is none, which S3 never leaves so, and copies on a disk may */
function checkSum(location: string, text: string, checksum: string | undefined): void {
  const said = checksum?.trim().toLowerCase();
  const actual = createHash('md5').update(text).digest('hex');
  if (said === undefined || said === actual) return;
  throw new RunnerError(
    'unavailable',
    `the manifest ${visible(location)} is damaged: its checksum is ${actual}, manifest.checksum says ${visible(said)}`,
    'fetch it again, or use a later inventory',
  );
}

/** What is wrong with a file; undefined: nothing. */
function faultOf(checked: CheckedFile | undefined, { MD5checksum }: TableFile): string | undefined {
  if (checked === undefined) return 'it is not there';
  if (checked.noFile !== undefined) return checked.noFile;
  if (checked.md5 !== MD5checksum.toLowerCase())
    return `its checksum is ${checked.md5}, the manifest says ${visible(MD5checksum)}`;
  return checked.fault === undefined ? undefined : `it cannot be unpacked (${checked.fault})`;
}

/** Where a file of a copy on this machine may lie: below the folder that the whole inventory was copied into, or beside the manifest. */
function placesOf(location: string, key: string): readonly string[] {
  const above: string[] = [];
  for (let folder = dirname(location); above.length < 12; folder = dirname(folder)) {
    above.push(folder);
    if (folder === dirname(folder)) break;
  }
  const name = basename(key);
  return [
    ...above.map((folder) => join(folder, key)),
    join(dirname(location), name),
    join(dirname(location), '..', 'data', name),
  ];
}

interface Found {
  /** What is read: where it was unpacked, or the file itself. */
  readonly path: string;
  readonly delivered: string;
  readonly fault?: string;
}

/** What is unpacked to be checked is read as it is then: a file is unpacked once. */
function foundAt(path: string, checked: CheckedFile | undefined, file: TableFile): Found {
  const fault = faultOf(checked, file);
  return { path: checked?.unpacked ?? path, delivered: path, ...defined({ fault }) };
}

function notThere({ key }: TableFile): Found {
  return { path: key, delivered: key, fault: 'it is not there' };
}

function unpackedAt({ key }: TableFile, { folder }: Place): string {
  return join(folder, UNPACKED, `${nameOf(key)}${UNPACKED_ENDING}`);
}

/** Of a file here, whatever its key is. */
function nameOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

async function localFile(table: TableManifest, file: TableFile, place: Place): Promise<Found> {
  for (const path of placesOf(table.location, file.key)) {
    const checked = await place.workshop.check(path, table.format === 'CSV', unpackedAt(file, place));
    if (checked !== undefined) return foundAt(path, checked, file);
  }
  return notThere(file);
}

/** What an earlier start has fetched whole is not fetched again. */
async function remoteFile(table: TableManifest, file: TableFile, place: Place): Promise<Found> {
  const { buckets, workshop, folder } = place;
  const ending = table.format === 'CSV' ? '.csv.gz' : '.parquet';
  const path = join(folder, `${nameOf(file.key)}${ending}`);
  const check = async (): Promise<Found> =>
    foundAt(path, await workshop.check(path, table.format === 'CSV', unpackedAt(file, place)), file);
  const before = await check();
  if (before.fault === undefined) return before;
  const bytes = await buckets.read(table.deliveredTo, file.key);
  if (bytes === undefined) return notThere(file);
  await workshop.save(path, bytes);
  return check();
}

/**
 * Manifest and files, all of them checked.
 * @throws RunnerError `usage` when it cannot be used, `unavailable` when files are missing or damaged
 */
export async function fetchedTable(location: string, wanted: TableWanted, place: Place): Promise<FetchedTable> {
  const isRemote = location.startsWith('s3://');
  const text = await (isRemote ? manifestInS3 : fromDisk)(location, place, wanted.flag);
  const table = tableManifest(text, location, wanted);
  const found: Found[] = [];
  const jobs = table.files.map((file, index) => ({ file, index }));
  await concurrently(jobs, AT_A_TIME, async ({ file, index }) => {
    if (place.signal?.aborted === true) throw new RunnerError('interrupted', 'the other inventory cannot be used');
    found[index] = await (isRemote ? remoteFile : localFile)(table, file, place);
  });
  const faults = found.flatMap(({ fault }, index) =>
    fault === undefined ? [] : [`${visible(table.files[index]?.key ?? '')}: ${fault}`],
  );
  if (faults.length > 0)
    throw new RunnerError(
      'unavailable',
      `${counted(faults.length, 'file')} of ${table.files.length} of the inventory ${visible(location)} ${faults.length === 1 ? 'is' : 'are'} damaged or missing: ${faults.slice(0, MOST_NAMED).join('; ')}${faults.length > MOST_NAMED ? '; …' : ''}`,
      'fetch it again, or use a later inventory; verify without inventories lists both buckets',
    );
  return {
    ...table,
    paths: found.map(({ path }) => path),
    delivered: found.map(({ delivered }) => delivered),
    manifest: text,
  };
}
