// Rows that hold quotes, one by one through the parser.
import { CsvError, parse } from 'csv-parse/sync';
import { LARGEST } from '../../../../ports/limits';
import { noCsv } from '../report-rows';

const NOT_CLOSED = 'CSV_QUOTE_NOT_CLOSED';

export type CsvRow = { readonly columns: readonly string[] } | { readonly fault: string } | 'open';

/** The columns of a row on one line, where its quotes stand as S3 writes them; undefined: the parser has to tell. */
export function quotedColumns(line: string): readonly string[] | undefined {
  const columns: string[] = [];
  for (let at = 0; ;) {
    const isQuoted = line[at] === '"';
    const end = isQuoted ? endOfField(line, at) : line.indexOf(',', at);
    const to = end < 0 && !isQuoted ? line.length : end;
    const column = to < 0 ? '' : line.slice(isQuoted ? at + 1 : at, isQuoted ? to - 1 : to);
    if (to < 0 || (!isQuoted && column.includes('"'))) return undefined;
    columns.push(isQuoted ? column.replaceAll('""', '"') : column);
    if (to === line.length) return columns;
    if (line[to] !== ',') return undefined;
    at = to + 1;
  }
}

/** After the quote that closes the field which opens at `at`; -1: none does. */
function endOfField(line: string, at: number): number {
  let quote = line.indexOf('"', at + 1);
  while (quote >= 0 && line[quote + 1] === '"') quote = line.indexOf('"', quote + 2);
  return quote < 0 ? -1 : quote + 1;
}

/**
 * @param bytes of one row
 * @returns `open` where a quote is, so that the row may go on after them
 */
export function csvRow(bytes: Uint8Array): CsvRow {
  try {
    const rows = parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      relaxColumnCount: true,
      skipEmptyLines: true,
      maxRecordSize: LARGEST.row,
      recordDelimiter: '\n',
    });
    return { columns: rows[0] ?? [] };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return error.code === NOT_CLOSED ? 'open' : { fault: noCsv(error.code) };
  }
}
