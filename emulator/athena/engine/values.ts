// Values of the engine as Athena writes them, and its types by Athena's names.
// https://docs.aws.amazon.com/athena/latest/APIReference/API_ColumnInfo.html
import type * as DuckDb from '@duckdb/node-api';
import type { ResultColumn } from '../../world/serverless/athena-query';

interface Kind {
  readonly type: string;
  readonly precision: number;
}

/** By the name that the engine has for it, without what stands in brackets. */
const KINDS: Readonly<Record<string, Kind>> = {
  BOOLEAN: { type: 'boolean', precision: 0 },
  INTEGER: { type: 'integer', precision: 10 },
  BIGINT: { type: 'bigint', precision: 19 },
  // Of a sum, which is a bigint in Trino.
  HUGEINT: { type: 'bigint', precision: 19 },
  DOUBLE: { type: 'double', precision: 17 },
  FLOAT: { type: 'float', precision: 17 },
  // Literals with a point are doubles in Athena.
  DECIMAL: { type: 'double', precision: 17 },
  DATE: { type: 'date', precision: 0 },
  TIMESTAMP: { type: 'timestamp', precision: 3 },
  STRUCT: { type: 'row', precision: 0 },
  MAP: { type: 'map', precision: 0 },
};
const TEXT: Kind = { type: 'varchar', precision: 2_147_483_647 };

export function columnOf(name: string, type: DuckDb.DuckDBType): ResultColumn {
  const text = String(type);
  const kind = text.endsWith(']') ? { type: 'array', precision: 0 } : (KINDS[text.replace(/\(.*/s, '')] ?? TEXT);
  return { name, ...kind, scale: 0 };
}

/** Texts within something are not put in quotes, as in Athena. */
export function textOf(value: unknown, column: ResultColumn): string | null {
  if (value === null) return null;
  if (column.type === 'timestamp')
    return written(value).replace(
      /(?:\.(\d{1,3})\d*)?$/,
      (_, part: string | undefined) => `.${(part ?? '').padEnd(3, '0')}`,
    );
  if (column.type === 'double' || column.type === 'float') return javaNumber(Number(written(value)));
  return nested(value);
}

/** The engine's values for times and the like write themselves. */
const written = (value: unknown): string => (value === null ? 'null' : (value as { toString(): string }).toString());

function nested(value: unknown): string {
  if (typeof value !== 'object' || value === null) return written(value);
  if ('items' in value) return `[${(value.items as readonly unknown[]).map(nested).join(', ')}]`;
  if (!('entries' in value)) return written(value);
  const entries = Array.isArray(value.entries)
    ? (value.entries as readonly { readonly key: unknown; readonly value: unknown }[]).map(
        (one) => [nested(one.key), one.value] as const,
      )
    : Object.entries(value.entries as Readonly<Record<string, unknown>>);
  return `{${entries.map(([key, one]) => `${key}=${nested(one)}`).join(', ')}}`;
}

function javaNumber(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0 || (size >= 1e-3 && size < 1e7))
    return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
}
