// A Parquet file, written group by group: plain values, packed by gzip, so that every reader reads them, and nothing has to be installed.
// https://github.com/apache/parquet-format
import { gzipSync } from 'node:zlib';
import { int32, int64, list, struct, structBytes, text, varint, type Struct } from './thrift';

export type Cell = string | number | boolean | null;

/** `number` may be null; `time` is in milliseconds since 1970. */
export type ColumnType = 'text' | 'flag' | 'number' | 'time';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

const MAGIC = Buffer.from('PAR1');
const PHYSICAL: Readonly<Record<ColumnType, number>> = { text: 6, flag: 0, number: 2, time: 2 };
const UTF8 = 0;
const TIMESTAMP_MILLIS = 9;
const CONVERTED: Readonly<Partial<Record<ColumnType, number>>> = { text: UTF8, time: TIMESTAMP_MILLIS };
const REQUIRED = 0;
const OPTIONAL = 1;
const GZIP = 2;
const PLAIN = 0;
const RLE = 3;

function isOptional({ type }: Column): boolean {
  return type === 'number';
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes);
  return length;
}

function texts(cells: readonly Cell[]): Buffer {
  const all = cells.map(String);
  const sizes = all.map((one) => Buffer.byteLength(one));
  const bytes = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size + 4, 0));
  let at = 0;
  all.forEach((one, index) => {
    at = bytes.writeUInt32LE(sizes[index] ?? 0, at);
    at += bytes.write(one, at);
  });
  return bytes;
}

function numbers(cells: readonly Cell[]): Buffer {
  const bytes = Buffer.allocUnsafe(cells.length * 8);
  cells.forEach((cell, index) => bytes.writeBigInt64LE(BigInt(Math.trunc(Number(cell))), index * 8));
  return bytes;
}

/** A bit each, the lowest first. */
function flags(cells: readonly Cell[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(cells.length / 8));
  cells.forEach((cell, index) => {
    if (cell === true) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return bytes;
}

/** Which cells are there: as many of the same in a row as there are, and whether they are. */
function presence(cells: readonly Cell[]): Buffer {
  const runs: number[] = [];
  for (let from = 0, to = 0; from < cells.length; from = to) {
    const isThere = cells[from] !== null;
    while (to < cells.length && (cells[to] !== null) === isThere) to += 1;
    runs.push(...varint((to - from) * 2), isThere ? 1 : 0);
  }
  return Buffer.concat([lengthOf(runs.length), Buffer.from(runs)]);
}

function valuesOf(column: Column, cells: readonly Cell[]): Buffer {
  switch (column.type) {
    case 'text':
      return texts(cells);
    case 'flag':
      return flags(cells);
    case 'time':
      return numbers(cells);
    case 'number':
      return Buffer.concat([presence(cells), numbers(cells.filter((cell) => cell !== null))]);
  }
}

/** Bytes of a file, as they become known; they are to be written in this order. */
export class ParquetFile {
  readonly #groups: Struct[] = [];
  #at = MAGIC.length;
  #rows = 0;

  constructor(private readonly columns: readonly Column[]) {}

  get rows(): number {
    return this.#rows;
  }

  start(): Uint8Array {
    return MAGIC;
  }

  /** @param rows cells in the order of the columns; not none */
  group(rows: readonly (readonly Cell[])[]): Uint8Array {
    const written: Buffer[] = [];
    const chunks: Struct[] = [];
    let total = 0;
    this.columns.forEach((column, index) => {
      const plain = valuesOf(
        column,
        rows.map((row) => row[index] ?? null),
      );
      const packed = gzipSync(plain, { level: 1 });
      const header = structBytes({
        1: int32(0),
        2: int32(plain.length),
        3: int32(packed.length),
        5: struct({ 1: int32(rows.length), 2: int32(PLAIN), 3: int32(RLE), 4: int32(RLE) }),
      });
      const meta: Struct = {
        1: int32(PHYSICAL[column.type]),
        2: list([int32(PLAIN), int32(RLE)]),
        3: list([text(column.name)]),
        4: int32(GZIP),
        5: int64(rows.length),
        6: int64(header.length + plain.length),
        7: int64(header.length + packed.length),
        9: int64(this.#at),
      };
      chunks.push({ 2: int64(this.#at), 3: struct(meta) });
      written.push(Buffer.from(header), packed);
      this.#at += header.length + packed.length;
      total += header.length + plain.length;
    });
    this.#groups.push({ 1: list(chunks.map(struct)), 2: int64(total), 3: int64(rows.length) });
    this.#rows += rows.length;
    return Buffer.concat(written);
  }

  end(): Uint8Array {
    const root: Struct = { 4: text('rows'), 5: int32(this.columns.length) };
    const schema = this.columns.map((column): Struct => {
      const converted = CONVERTED[column.type];
      return {
        1: int32(PHYSICAL[column.type]),
        3: int32(isOptional(column) ? OPTIONAL : REQUIRED),
        4: text(column.name),
        ...(converted === undefined ? {} : { 6: int32(converted) }),
      };
    });
    const footer = Buffer.from(
      structBytes({
        1: int32(1),
        2: list([root, ...schema].map(struct)),
        3: int64(this.#rows),
        4: list(this.#groups.map(struct)),
        6: text('s3-backfill'),
      }),
    );
    return Buffer.concat([footer, lengthOf(footer.length), MAGIC]);
  }
}
