// A file of Parquet, as an inventory has it.
// https://parquet.apache.org/docs/file-format/
import { parquetWriteBuffer, type SchemaElement } from 'hyparquet-writer';
import type { ColumnKind, ColumnValue, InventoryColumn } from './inventory-columns';

const LEAVES: Readonly<Record<ColumnKind, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  flag: { type: 'BOOLEAN' },
  number: { type: 'INT64' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

/** As `fileSchema` of a manifest has it. */
export function parquetSchema(columns: readonly InventoryColumn[]): string {
  const types: Readonly<Record<ColumnKind, (name: string) => string>> = {
    text: (name) => `binary ${name} (UTF8)`,
    flag: (name) => `boolean ${name}`,
    number: (name) => `int64 ${name}`,
    time: (name) => `int64 ${name} (TIMESTAMP_MILLIS)`,
  };
  const lines = columns.map(
    ({ parquetName, kind, required }) => `${required === true ? 'required' : 'optional'} ${types[kind](parquetName)};`,
  );
  return `message s3.inventory { ${lines.join(' ')} }`;
}

/** @param rows - values in the order of the columns */
export function parquetFile(columns: readonly InventoryColumn[], rows: readonly (readonly ColumnValue[])[]): Buffer {
  const schema: SchemaElement[] = [
    { name: 's3.inventory', num_children: columns.length },
    ...columns.map(({ parquetName, kind, required }) => ({
      name: parquetName,
      repetition_type: required === true ? ('REQUIRED' as const) : ('OPTIONAL' as const),
      ...LEAVES[kind],
    })),
  ];
  const columnData = columns.map(({ parquetName, kind }, index) => ({
    name: parquetName,
    data: rows.map((row) => valueOf(kind, row[index])),
  }));
  return Buffer.from(parquetWriteBuffer({ schema, columnData, createdBy: 's3-backfill emulator' }));
}

function valueOf(kind: ColumnKind, value: ColumnValue): string | boolean | bigint | Date | undefined {
  if (typeof value !== 'number') return value;
  return kind === 'time' ? new Date(value) : BigInt(value);
}
