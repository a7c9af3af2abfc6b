// Writes a file of Parquet: one row group, one page a column, plain values, compressed as Snappy is when it finds nothing to repeat.
// https://parquet.apache.org/docs/file-format/
import { compactStruct, field, list, varint, type CompactField } from './thrift-compact';
import type { ColumnKind, ColumnValue, InventoryColumn } from './inventory-columns';

const MAGIC = Buffer.from('PAR1');

/** Numbers of the format's own enumerations. */
const TYPE: Readonly<Record<ColumnKind, number>> = { flag: 0, number: 2, time: 2, text: 6 };
const CONVERTED: Readonly<Record<ColumnKind, number | undefined>> = {
  text: 0,
  time: 9,
  flag: undefined,
  number: undefined,
};
const REQUIRED = 0;
const OPTIONAL = 1;
const PLAIN = 0;
const RLE = 3;
const SNAPPY = 1;
const DATA_PAGE = 0;

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

interface Chunk {
  readonly column: InventoryColumn;
  readonly bytes: Buffer;
  readonly plainBytes: number;
}

/** @param rows - values in the order of the columns */
export function parquetFile(columns: readonly InventoryColumn[], rows: readonly (readonly ColumnValue[])[]): Buffer {
  const chunks = columns.map((column, index) =>
    chunkOf(
      column,
      rows.map((row) => row[index]),
    ),
  );
  const parts: Buffer[] = [MAGIC];
  let at = MAGIC.length;
  const described = chunks.map(({ column, bytes, plainBytes }) => {
    const metadata = [
      field.i32(1, TYPE[column.kind]),
      field.i32List(2, [PLAIN, RLE]),
      field.textList(3, [column.parquetName]),
      field.i32(4, SNAPPY),
      field.i64(5, rows.length),
      field.i64(6, plainBytes),
      field.i64(7, bytes.length),
      field.i64(9, at),
    ];
    const chunk = compactStruct([field.i64(2, at), field.struct(3, metadata)]);
    parts.push(bytes);
    at += bytes.length;
    return chunk;
  });
  const total = chunks.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
  const group = compactStruct([list(1, described), field.i64(2, total), field.i64(3, rows.length)]);
  const footer = compactStruct([
    field.i32(1, 1),
    list(2, schemaOf(columns)),
    field.i64(3, rows.length),
    list(4, rows.length === 0 ? [] : [group]),
    field.text(6, 's3-backfill emulator'),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(footer.length);
  return Buffer.concat([...(rows.length === 0 ? [MAGIC] : parts), footer, size, MAGIC]);
}

function schemaOf(columns: readonly InventoryColumn[]): readonly Buffer[] {
  const root = compactStruct([field.text(4, 's3.inventory'), field.i32(5, columns.length)]);
  const leaves = columns.map(({ parquetName, kind, required }) => {
    const converted = CONVERTED[kind];
    const fields: CompactField[] = [
      field.i32(1, TYPE[kind]),
      field.i32(3, required === true ? REQUIRED : OPTIONAL),
      field.text(4, parquetName),
      ...(converted === undefined ? [] : [field.i32(6, converted)]),
    ];
    return compactStruct(fields);
  });
  return [root, ...leaves];
}

/** The page with its header. */
function chunkOf(column: InventoryColumn, values: readonly ColumnValue[]): Chunk {
  const present = values.filter((value) => value !== undefined);
  const levels = column.required === true ? Buffer.alloc(0) : definitionLevels(values);
  const plain = Buffer.concat([levels, plainValues(column.kind, present)]);
  const packed = snappyLiterals(plain);
  const page = [field.i32(1, values.length), field.i32(2, PLAIN), field.i32(3, RLE), field.i32(4, RLE)];
  const header = compactStruct([
    field.i32(1, DATA_PAGE),
    field.i32(2, plain.length),
    field.i32(3, packed.length),
    field.struct(5, page),
  ]);
  return { column, bytes: Buffer.concat([header, packed]), plainBytes: header.length + plain.length };
}

/** 1 where a value stands, 0 where none does: bits in groups of eight, behind their length. */
function definitionLevels(values: readonly ColumnValue[]): Buffer {
  const bits = packedBits(values.map((value) => value !== undefined));
  const run = Buffer.concat([varint((bits.length << 1) | 1), bits]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(run.length);
  return Buffer.concat([size, run]);
}

function packedBits(flags: readonly boolean[]): Buffer {
  const bits = Buffer.alloc(Math.ceil(flags.length / 8));
  for (const [index, flag] of flags.entries()) {
    if (flag) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bits;
}

function plainValues(kind: ColumnKind, values: readonly ColumnValue[]): Buffer {
  if (kind === 'flag') return packedBits(values.map((value) => value === true));
  const parts = values.map((value) => {
    if (kind === 'text') {
      const text = Buffer.from(String(value));
      const size = Buffer.alloc(4);
      size.writeUInt32LE(text.length);
      return Buffer.concat([size, text]);
    }
    const number = Buffer.alloc(8);
    number.writeBigInt64LE(BigInt(Number(value)));
    return number;
  });
  return Buffer.concat(parts);
}

const MOST_LITERAL = 0x10000;

/** @see https://github.com/google/snappy/blob/main/format_description.txt */
function snappyLiterals(plain: Buffer): Buffer {
  const parts = [varint(plain.length)];
  for (let at = 0; at < plain.length; at += MOST_LITERAL) {
    const literal = plain.subarray(at, at + MOST_LITERAL);
    const tag = Buffer.from([61 << 2, 0, 0]);
    tag.writeUInt16LE(literal.length - 1, 1);
    parts.push(tag, literal);
  }
  return Buffer.concat(parts);
}
