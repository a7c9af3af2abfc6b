// The data files of an inventory: CSV in gzip, or Parquet.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
import { gzipSync } from 'node:zlib';
import { uriEncodePath } from '../http/uri-encode';
import type { ColumnValue, InventoryColumn } from './inventory-columns';
import { parquetFile, parquetSchema } from './parquet-file';

export interface InventoryFormat {
  readonly extension: string;
  readonly contentType: string;
  /** `fileSchema` of the manifest. */
  readonly schema: (columns: readonly InventoryColumn[]) => string;
  /** @param rows - values in the order of the columns */
  readonly file: (columns: readonly InventoryColumn[], rows: readonly (readonly ColumnValue[])[]) => Buffer;
}

export const FORMATS: Readonly<Record<'CSV' | 'Parquet', InventoryFormat>> = {
  CSV: {
    extension: 'csv.gz',
    contentType: 'application/octet-stream',
    schema: (columns) => columns.map(({ name }) => name).join(', '),
    file: (columns, rows) => gzipSync(rows.map((row) => csvLine(columns, row)).join('')),
  },
  Parquet: {
    extension: 'parquet',
    contentType: 'application/octet-stream',
    schema: parquetSchema,
    file: parquetFile,
  },
};

/** Every field in quotes, without a header. Keys are URL-encoded, a space as `+`; in Parquet they are as they are. */
function csvLine(columns: readonly InventoryColumn[], row: readonly ColumnValue[]): string {
  const fields = columns.map(({ name, kind }, index) => {
    const value = row[index];
    if (value === undefined) return '';
    if (kind === 'time') return new Date(Number(value)).toISOString();
    return name === 'Key' ? uriEncodePath(String(value)).replaceAll('%20', '+') : String(value);
  });
  return `${fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\n`;
}
