// Rows of a completion report, read as they come: a report may be larger than the memory.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { DamagedReport } from './damaged-report';
import { isRunnerError } from '../../../ports/errors';
import { linesWithin } from '../../../evidence/lines-within';
import { LARGEST } from '../../../ports/limits';

export interface ReportRow {
  readonly bucket: string;
  /** Decoded: S3 writes the key as it stands in the manifest, which is URL-encoded. */
  readonly key: string;
  readonly versionId: string;
  readonly succeeded: boolean;
  /** Empty for a task that succeeded. */
  readonly code: string;
  /** S3's words. */
  readonly message: string;
  /** Whether the key stands here as it is written, since it is no URL encoding of UTF-8. @default false */
  readonly undecoded?: boolean;
}

/** Why a file is damaged whose rows end in no way that a parser tells. */
export const UNREADABLE_ROWS = 'its rows cannot be read';

/** The parser's own words quote what is in the file. */
export function noCsv(code: string): string {
  return `its rows are no CSV (${code})`;
}

export function tooFewColumns(columns: readonly string[]): string {
  return `a row has ${columns.length} columns instead of 7`;
}

const HTTP_STATUS = /^[1-5]\d\d$/;

export function isHttpStatus(text: string): boolean {
  return HTTP_STATUS.test(text);
}

/** What a decoder writes for bytes that are no UTF-8. */
const NO_UTF8 = '\ufffd';

function decodeKey(text: string): Pick<ReportRow, 'key' | 'undecoded'> {
  if (text.includes(NO_UTF8)) return { key: text, undecoded: true };
  try {
    return { key: decodeURIComponent(text) };
  } catch {
    return { key: text, undecoded: true };
  }
}

/**
 * The columns of a row. S3's own description puts the error code before the HTTP status, and its reports have them the
 * other way round: they are told apart by what is in them.
 */
export function rowOf(columns: readonly string[]): ReportRow | undefined {
  const [bucket = '', key, versionId, status, fifth = '', sixth = '', ...message] = columns;
  if (key === undefined || versionId === undefined || status === undefined) return undefined;
  const [http, code] = isHttpStatus(fifth) ? [fifth, sixth] : [sixth, fifth];
  // Whatever it says of the task: with an error, or a status of one, it has not succeeded.
  const succeeded = status === 'succeeded' && code === '' && !/^[1345]/.test(http);
  return { bucket, ...decodeKey(key), versionId, succeeded, code, message: message.join(',') };
}

export function wrongChecksum(actual: string, md5: string, location: string): DamagedReport {
  return new DamagedReport(location, `its checksum is ${actual}, its manifest says ${md5}`);
}

/** A row as S3 has written it, and what it says. */
export interface WrittenRow {
  readonly columns: readonly string[];
  readonly row: ReportRow;
}

/**
 * Every row of one file, by the parser alone.
 * @throws DamagedReport when the file is damaged: after the last row, if its checksum is another one
 */
export async function* writtenRows(
  bytes: AsyncIterable<Uint8Array>,
  md5: string,
  location: string,
): AsyncGenerator<WrittenRow> {
  const hash = createHash('md5');
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const damaged = (why: string): DamagedReport => new DamagedReport(location, why);
  const source = Readable.from(linesWithin(hashed()), { objectMode: true });
  const parser = parse({ relaxColumnCount: true, skipEmptyLines: true, maxRecordSize: LARGEST.row });
  // Without this a connection that breaks would leave the parser waiting for ever.
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const columns of parser as AsyncIterable<readonly string[]>) {
      const row = rowOf(columns);
      if (row === undefined) throw damaged(tooFewColumns(columns));
      yield { columns, row };
    }
  } catch (error) {
    if (isRunnerError(error)) throw error;
    throw damaged(error instanceof CsvError ? noCsv(error.code) : UNREADABLE_ROWS);
  } finally {
    source.destroy();
  }
  const actual = hash.digest('hex');
  if (actual !== md5) throw wrongChecksum(actual, md5, location);
}

/** The same, and what they say alone. */
export async function* readRows(
  bytes: AsyncIterable<Uint8Array>,
  md5: string,
  location: string,
): AsyncGenerator<ReportRow> {
  for await (const { row } of writtenRows(bytes, md5, location)) yield row;
}
