// The compact protocol of Thrift, as far as the metadata of Parquet needs it.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md

/** A field of a struct: its number, the code of its type, and its value as it is written. */
export interface CompactField {
  readonly id: number;
  readonly type: number;
  readonly value: Buffer;
}

const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;
const STOP = Buffer.of(0);
const LONG_LIST = 15;

function unsigned(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

export function varint(value: number): Buffer {
  return unsigned(BigInt(value));
}

/** Numbers here are never negative. */
function zigzag(value: number): Buffer {
  return unsigned(BigInt(value) << 1n);
}

function binary(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([varint(bytes.length), bytes]);
}

function listOf(type: number, items: readonly Buffer[]): Buffer {
  const head =
    items.length < LONG_LIST
      ? Buffer.of((items.length << 4) | type)
      : Buffer.concat([Buffer.of(0xf0 | type), varint(items.length)]);
  return Buffer.concat([head, ...items]);
}

export const field = {
  i32: (id: number, value: number): CompactField => ({ id, type: I32, value: zigzag(value) }),
  i64: (id: number, value: number): CompactField => ({ id, type: I64, value: zigzag(value) }),
  text: (id: number, value: string): CompactField => ({ id, type: BINARY, value: binary(value) }),
  struct: (id: number, fields: readonly CompactField[]): CompactField => ({
    id,
    type: STRUCT,
    value: compactStruct(fields),
  }),
  i32List: (id: number, values: readonly number[]): CompactField => ({
    id,
    type: LIST,
    value: listOf(I32, values.map(zigzag)),
  }),
  textList: (id: number, values: readonly string[]): CompactField => ({
    id,
    type: LIST,
    value: listOf(BINARY, values.map(binary)),
  }),
};

/** Of structs. */
export function list(id: number, structs: readonly Buffer[]): CompactField {
  return { id, type: LIST, value: listOf(STRUCT, structs) };
}

/** @param fields - in the order of their numbers, each less than 16 behind the one before */
export function compactStruct(fields: readonly CompactField[]): Buffer {
  const parts: Buffer[] = [];
  let before = 0;
  for (const { id, type, value } of fields) {
    parts.push(Buffer.of(((id - before) << 4) | type), value);
    before = id;
  }
  return Buffer.concat([...parts, STOP]);
}
