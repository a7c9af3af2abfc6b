// Rows that hold quotes, one by one through the parser.
import { CsvError, parse } from 'csv-parse/sync';
import { LARGEST } from '../../../../ports/limits';
import { noCsv } from '../report-rows';

const NOT_CLOSED = 'CSV_QUOTE_NOT_CLOSED';

export type CsvRow = { readonly columns: readonly string[] } | { readonly fault: string } | 'open';

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
