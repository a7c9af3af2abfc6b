// A Parquet file, written group by group and packed by gzip, which every reader reads.
import { gzipSync } from 'node:zlib';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';

export type Cell = string | number | boolean | null;

/** `number` may be null; `time` is in milliseconds since 1970. */
export type ColumnType = 'text' | 'flag' | 'number' | 'time';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

type Leaf = Omit<SchemaElement, 'name'>;

const LEAVES: Readonly<Record<ColumnType, Leaf>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  flag: { type: 'BOOLEAN', repetition_type: 'REQUIRED' },
  number: { type: 'INT64', repetition_type: 'OPTIONAL' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
};

function valueOf(type: ColumnType, cell: Cell): string | boolean | bigint | Date | null {
  if (typeof cell !== 'number') return cell;
  return type === 'time' ? new Date(cell) : BigInt(Math.trunc(cell));
}

/** Bytes of a file, as they become known; they are to be written in this order. */
export class ParquetFile {
  readonly #bytes = new ByteWriter();
  readonly #parquet: ParquetWriter;

  constructor(private readonly columns: readonly Column[]) {
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema: [
        { name: 'rows', num_children: columns.length },
        ...columns.map(({ name, type }) => ({ name, ...LEAVES[type] })),
      ],
      codec: 'GZIP',
      compressors: { GZIP: (plain) => gzipSync(plain, { level: 1 }) },
      createdBy: 's3-backfill',
    });
  }

  get rows(): number {
    return Number(this.#parquet.num_rows);
  }

  start(): Uint8Array {
    return this.#taken();
  }

  /** @param rows cells in the order of the columns; not none */
  group(rows: readonly (readonly Cell[])[]): Uint8Array {
    const columnData = this.columns.map(({ name, type }, index) => ({
      name,
      data: rows.map((row) => valueOf(type, row[index] ?? null)),
    }));
    void this.#parquet.write({ columnData, rowGroupSize: rows.length });
    return this.#taken();
  }

  end(): Uint8Array {
    void this.#parquet.finish();
    return this.#taken();
  }

  /** What has been written since the last time. */
  #taken(): Uint8Array {
    const bytes = new Uint8Array(this.#bytes.getBuffer());
    this.#bytes.index = 0;
    return bytes;
  }
}
