// The compact form of Thrift, as far as the headers of a Parquet file need it.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md

const INTEGER_32 = 5;
const INTEGER_64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

type Scalar =
  | { readonly type: typeof INTEGER_32 | typeof INTEGER_64; readonly value: number }
  | { readonly type: typeof BINARY; readonly value: string };
type Value =
  | Scalar
  | { readonly type: typeof STRUCT; readonly value: Struct }
  | { readonly type: typeof LIST; readonly value: readonly Value[] };

/** Fields by their numbers, in ascending order. */
export type Struct = Readonly<Record<number, Value>>;

export const int32 = (value: number): Value => ({ type: INTEGER_32, value });
export const int64 = (value: number): Value => ({ type: INTEGER_64, value });
export const text = (value: string): Value => ({ type: BINARY, value });
export const struct = (value: Struct): Value => ({ type: STRUCT, value });
/** @param value not empty */
export const list = (value: readonly Value[]): Value => ({ type: LIST, value });

/** Seven bits at a time, the lowest first. */
export function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return [...bytes, left];
}

function valueBytes(one: Value): readonly number[] {
  switch (one.type) {
    case INTEGER_32:
    case INTEGER_64:
      // None is negative, of which zigzag makes twice the number.
      return varint(one.value * 2);
    case BINARY: {
      const bytes = Buffer.from(one.value);
      return [...varint(bytes.length), ...bytes];
    }
    case LIST: {
      const type = one.value[0]?.type ?? BINARY;
      const { length } = one.value;
      const head = length < 15 ? [length * 16 + type] : [15 * 16 + type, ...varint(length)];
      return [...head, ...one.value.flatMap(valueBytes)];
    }
    case STRUCT:
      return structBytes(one.value);
  }
}

export function structBytes(fields: Struct): readonly number[] {
  let last = 0;
  const bytes = Object.entries(fields).flatMap(([name, value]) => {
    const id = Number(name);
    const head = (id - last) * 16 + value.type;
    last = id;
    return [head, ...valueBytes(value)];
  });
  return [...bytes, 0];
}
