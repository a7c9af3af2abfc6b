// CSV manifests: exactly these object versions. Without a header, keys URL-encoded, a version id in every row.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-create-job.html#specify-batchjob-manifest
import { parse } from 'csv-parse/sync';
import { RunnerError } from '../ports/errors';
import { LARGEST, mebibytes } from '../ports/limits';
import { counted } from '../text/figures';
import { shownJson, visible } from '../text/safe-text';

export interface ObjectVersionId {
  readonly key: string;
  /** `null` (the four letters) for a version from before versioning. */
  readonly versionId: string;
}

const MOST_FAULTS_TOLD = 5;

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/');
}

/** The manifest, in the order given. Nothing in it needs quotes: encoded keys and ids have no commas. */
export function manifestCsv(bucket: string, versions: readonly ObjectVersionId[]): string {
  return versions.map(({ key, versionId }) => `${bucket},${encodeKey(key)},${versionId}\n`).join('');
}

/** One row of a manifest without version ids: the newest is meant. */
export function keyRow(bucket: string, key: string): string {
  return `${bucket},${encodeKey(key)}\n`;
}

/** Undefined: it is not URL-encoded. */
export function decodedKey(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export interface ManifestRow extends ObjectVersionId {
  /** As it is written. */
  readonly written: string;
  /** Of the file, from 1. */
  readonly line: number;
}

/** The key of a row whose pluses are spaces; undefined: it has none. */
export function spacedKey({ written }: ManifestRow): string | undefined {
  return written.includes('+') ? decodedKey(written.replaceAll('+', ' ')) : undefined;
}

function isHeader([name = '', key = '']: readonly string[]): boolean {
  return /^"?bucket(name)?"?$/i.test(name.trim()) && /^"?key(name)?"?$/i.test(key.trim());
}

/** What is wrong with a row; undefined when nothing is. */
function faultOf(row: readonly string[], bucket: string): string | undefined {
  const [name, key = '', versionId = ''] = row;
  if (isHeader(row)) return 'is a header; a manifest has none: remove it';
  if (row.length === 2 && name === bucket)
    return 'has no version id: it has the columns bucket and key; add the id, or null for a version from before versioning';
  if (row.length > 3)
    return `has ${counted(row.length, 'column')}; three are needed: bucket, key, version id; of the data of an inventory name the manifest.json instead`;
  if (row.length !== 3) return `has ${counted(row.length, 'column')}; three are needed: bucket, key, version id`;
  if (name !== bucket) return `is of bucket ${shownJson(name)}; the source bucket is '${bucket}'`;
  if (key === '') return 'has no key';
  if (decodedKey(key) === undefined)
    return `has the key ${shownJson(key)}, which is not URL-encoded (a % in a key is %25)`;
  if (versionId === '') return 'has no version id: write the id, or null for a version from before versioning';
  if (!/^[\w.-]+$/.test(versionId)) return `has the version id ${shownJson(versionId)}, which is none of S3's`;
  return undefined;
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The first line that is longer than any row, from 1; undefined: there is none. */
function longLine(text: string): number | undefined {
  let line = 1;
  for (let start = 0; ; line += 1) {
    const end = text.indexOf('\n', start);
    if ((end < 0 ? text.length : end) - start > LARGEST.row) return line;
    if (end < 0) return undefined;
    start = end + 1;
  }
}

/**
 * The rows of a manifest that a user has written.
 * @param origin its path, for messages
 * @throws RunnerError `usage`, naming the first wrong lines
 */
export function manifestRows(text: string, bucket: string, origin: string): readonly ManifestRow[] {
  let rows: readonly Parsed[];
  const long = longLine(text);
  if (long !== undefined) {
    const why = `line ${long} has more than ${mebibytes(LARGEST.row)}, and no key is so long`;
    throw new RunnerError('usage', `the manifest ${origin} cannot be used: ${why}`, 'is it the right file?');
  }
  try {
    const options = { relaxColumnCount: true, skipEmptyLines: true, bom: true, info: true, maxRecordSize: LARGEST.row };
    rows = parse(text, options) as unknown as readonly Parsed[];
  } catch (error) {
    const why = error instanceof Error ? visible(error.message) : 'not readable';
    throw new RunnerError('usage', `the manifest ${origin} is no CSV: ${why}`);
  }
  const faults = rows.flatMap(({ record, info }) => {
    const fault = faultOf(record, bucket);
    return fault === undefined ? [] : [`line ${info.lines} ${fault}`];
  });
  const hint = 'each row is bucket,URL-encoded key,version id, as in: my-bucket,folder/a%20b.txt,3sL4kqtJlcpXroDTDmJ';
  if (faults.length > 0) {
    const rest = faults.length - MOST_FAULTS_TOLD;
    const more = rest > 0 ? `; and ${counted(rest, 'more line')}` : '';
    const told = faults.slice(0, MOST_FAULTS_TOLD).join('; ');
    throw new RunnerError('usage', `the manifest ${origin} cannot be used: ${told}${more}`, hint);
  }
  if (rows.length === 0) throw new RunnerError('usage', `the manifest ${origin} is empty`, hint);
  return rows.map(({ record: [, written = '', versionId = ''], info }) => ({
    key: decodedKey(written) ?? written,
    versionId,
    written,
    line: info.lines,
  }));
}

/**
 * Reads a manifest in which every plus is one.
 * @param origin its path, for messages
 * @throws RunnerError `usage`, naming the first wrong lines
 */
export function parseManifest(text: string, bucket: string, origin: string): readonly ObjectVersionId[] {
  return manifestRows(text, bucket, origin).map(({ key, versionId }) => ({ key, versionId }));
}
