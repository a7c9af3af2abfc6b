// A completion report as S3 writes one, of as many rows as are wanted: 1 of 100 failed, in 40 codes; every tenth key has quotes, commas,
// a plus and a percent sign, and the words of failures have quotes and commas.
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

const ROWS_OF_FILE = 2_500_000;
const FOLDERS = 50;
/** Rows one after the other of one folder: a manifest is in the order of the keys, or nearly so. */
const ROWS_OF_FOLDER = 200;
const FLUSH_BYTES = 1024 ** 2;

const CODES = [
  ...['AccessDenied', 'AssumeRoleNotPermitted', 'DstBucketInvalidRegion', 'DstBucketNotFound', 'DstBucketUnversioned'],
  ...['DstBucketObjectLockConfigMissing', 'DstDelObjNotPermitted', 'DstKmsKeyInvalidState', 'DstKmsKeyNotFound'],
  ...['DstMultipartCompleteNotPermitted', 'DstMultipartInitNotPermitted', 'DstMultipartUploadNotPermitted'],
  ...['DstObjectHardDeleted', 'DstPutAclNotPermitted', 'DstPutLegalHoldNotPermitted', 'DstPutObjectNotPermitted'],
  ...['DstPutRetentionNotPermitted', 'DstPutTaggingNotPermitted', 'DstVersionNotFound', 'InternalError', 'SlowDown'],
  ...['InitiateReplicationNotPermitted', 'InvalidRequest', 'PermanentFailure', 'SrcBucketInvalidRegion'],
  ...['SrcBucketNotFound', 'SrcBucketReplicationConfigMissing', 'SrcGetAclNotPermitted', 'SrcGetLegalHoldNotPermitted'],
  ...['SrcGetObjectNotPermitted', 'SrcGetRetentionNotPermitted', 'SrcGetTaggingNotPermitted', 'SrcKeyNotFound'],
  ...['SrcHeadObjectNotPermitted', 'SrcKmsKeyInvalidState', 'SrcObjectNotEligible', 'SrcObjectNotFound'],
  ...['SrcReplicationNotPending', 'SrcVersionNotFound', 'ServiceUnavailable'],
];

interface ReportFile {
  readonly name: string;
  readonly status: 'succeeded' | 'failed';
  readonly md5: string;
}

export interface WrittenReport {
  readonly rows: number;
  readonly failed: number;
  readonly bytes: number;
  readonly files: readonly ReportFile[];
}

const digits = (value: number, width: number): string => String(value).padStart(width, '0');
const SPECIAL = encodeURIComponent(' "quoted", 50% + tax ');

function start(row: number): string {
  const special = row % 10 === 0 ? SPECIAL : '';
  const key = `data/folder-${digits(Math.floor(row / ROWS_OF_FOLDER) % FOLDERS, 3)}/${special}object-${digits(row, 10)}.json`;
  const version = `${digits(row, 10)}aZ9kQ3x${digits((row * 7919) % 1e9, 9)}.Tb_Lm`;
  return `bench-source,${key},${version},`;
}

function failedRow(row: number): string {
  const code = CODES[Math.floor(row / 100) % CODES.length] ?? '';
  return `${start(row)}failed,500,${code},"The object could not be replicated, and S3 says ""${code}"""\n`;
}

/** Writes lines of which no more is held than is written at once. */
function writeRows(folder: string, name: string, rows: Iterable<string>): { md5: string; bytes: number } {
  const file = openSync(path.join(folder, name), 'w');
  const hash = createHash('md5');
  let bytes = 0;
  let lines: string[] = [];
  let length = 0;
  const flush = (): void => {
    const text = Buffer.from(lines.join(''));
    hash.update(text);
    writeSync(file, text);
    bytes += text.byteLength;
    lines = [];
    length = 0;
  };
  for (const line of rows) {
    lines.push(line);
    length += line.length;
    if (length >= FLUSH_BYTES) flush();
  }
  flush();
  closeSync(file);
  return { md5: hash.digest('hex'), bytes };
}

function* rowsOf(from: number, to: number, failed: boolean): Generator<string> {
  for (let row = from; row < to; row += 1) {
    const isFailed = row % 100 === 0;
    if (failed && isFailed) yield failedRow(row);
    else if (!failed && !isFailed) yield `${start(row)}succeeded,200,,success\n`;
  }
}

/** Writes the files of a report into a folder, with `report.json` that says what they are. */
export function writeReport(folder: string, rows: number): WrittenReport {
  const files: ReportFile[] = [];
  let bytes = 0;
  const add = (from: number, to: number, failed: boolean): void => {
    const name = `${createHash('sha1')
      .update(`${from} ${String(failed)}`)
      .digest('hex')}.csv`;
    const written = writeRows(folder, name, rowsOf(from, to, failed));
    bytes += written.bytes;
    files.push({ name, status: failed ? 'failed' : 'succeeded', md5: written.md5 });
  };
  for (let from = 0; from < rows; from += ROWS_OF_FILE) add(from, Math.min(rows, from + ROWS_OF_FILE), false);
  add(0, rows, true);
  const report = { rows, failed: Math.ceil(rows / 100), bytes, files };
  writeFileSync(path.join(folder, 'report.json'), JSON.stringify(report));
  return report;
}
