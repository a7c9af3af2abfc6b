// What DuckDB spells in its own way.
import { asText, BROKEN, column, isEncoded, literal, type Dialect } from './dialect';
import { DAMAGE_TYPE, wordOf } from './duckdb-words';
import type { Row } from '../../ports/workshop';
import type { TableFormat } from './table-manifest';

/** Of a file of CSV that is not packed. */
export const UNPACKED_ENDING = '.unpacked.csv';

export interface RowsOf {
  readonly format: TableFormat;
  /** Every column of the files, in their order. */
  readonly columns: readonly string[];
  /** On this machine. */
  readonly files: readonly string[];
}

const CSV = [
  // Nothing is guessed: every column is text, with the name that the manifest gives it.
  'header = false',
  'auto_detect = false',
  "delim = ','",
  `quote = '"'`,
  `escape = '"'`,
  // No row holds it: what is empty stays empty.
  "nullstr = '\\N'",
  'max_line_size = 65536',
  // Rows that cannot be read are kept, and counted, in reject_errors.
  'ignore_errors = true',
  'store_rejects = true',
].join(', ');

/** What rows are read from. */
export function rowsOf({ format, columns, files }: RowsOf): string {
  if (files.length === 0) return `(select ${columns.map((name) => `'' as ${column(name)}`).join(', ')} where false)`;
  if (format === 'Parquet') return `read_parquet(${listOf(files)})`;
  const named = columns.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  const read = (compression: 'gzip' | 'none', some: readonly string[]): readonly string[] =>
    some.length === 0
      ? []
      : [`read_csv(${listOf(some)}, compression = '${compression}', ${CSV}, columns = {${named}})`];
  const isPacked = (name: string): boolean => !name.endsWith(UNPACKED_ENDING);
  const all = [
    ...read('gzip', files.filter(isPacked)),
    ...read(
      'none',
      files.filter((name) => !isPacked(name)),
    ),
  ];
  const [only = ''] = all;
  return all.length === 1 ? only : `(${all.map((one) => `select * from ${one}`).join(' union all ')})`;
}

function listOf(files: readonly string[]): string {
  return `[${files.map(literal).join(', ')}]`;
}

/** Null where the bytes are no UTF-8. */
function decodedOf(key: string): string {
  return `try(url_decode(replace(${key}, '+', '%20')))`;
}

export const DUCKDB: Dialect = {
  // What stands for no value where there is none is a text all the same.
  text: (name, format) => `coalesce(${format === 'CSV' ? column(name) : asText(name)}, '')`,
  // Such rows come to reject_errors.
  unreadable: () => 'false',
  decoded: (key) => `case when ${isEncoded(key)} then coalesce(${decodedOf(key)}, ${key}) else ${key} end`,
  brokenPercent: (key) =>
    `strpos(${key}, '%') > 0 and (regexp_matches(${key}, ${BROKEN}) or ${decodedOf(key)} is null)`,
  // 64 bits: of two versions whose ETags differ, one pair in 2^64 would be taken for the same. They take a sixth of the room of its text.
  printOf: (text) => `hash(${text})`,
  word: wordOf,
  damageType: DAMAGE_TYPE,
  together(values) {
    const fields = Object.entries(values).map(([name, value]) => `${literal(name)}: ${value}`);
    return `{${fields.join(', ')}}`;
  },
  firstOf: (lists, most) => `list_slice(flatten(list(${lists}) filter (where ${lists} is not null)), 1, ${most})`,
};

/** The same without types of words: of a database that has none. */
export const DUCKDB_TEXT: Dialect = { ...DUCKDB, word: (text) => text, damageType: 'varchar' };

/** Of each step its rows are told, and nothing that takes time to measure. */
export const TELLING = [
  "set enable_profiling = 'no_output'",
  `set custom_profiling_settings = '{"OPERATOR_NAME": "true", "OPERATOR_CARDINALITY": "true"}'`,
];

/** Makes what the statement makes, and tells how many rows each step of it had: it counts them anyway. */
export function told(statement: string): string {
  return `explain (analyze, format json) ${statement}`;
}

interface Step {
  readonly operator_name?: unknown;
  readonly operator_cardinality?: unknown;
  readonly children?: readonly Step[];
}

function joinsIn(step: Step): readonly Step[] {
  const below = (step.children ?? []).flatMap(joinsIn);
  return step.operator_name === 'HASH_JOIN' ? [step, ...below] : below;
}

/** Rows that both sides have brought to the one join of a statement, together; undefined: that is not told. */
export function rowsToJoin([row]: readonly Row[]): number | undefined {
  const plan = row?.['explain_value'];
  const [join, ...more] = typeof plan === 'string' ? joinsIn(JSON.parse(plan) as Step) : [];
  const rows = join?.children?.map((side) => side.operator_cardinality) ?? [];
  const areTold = more.length === 0 && rows.length === 2 && rows.every(Number.isSafeInteger);
  return areTold ? rows.reduce<number>((sum, one) => sum + Number(one), 0) : undefined;
}

/** Rows that could not be read: where, why, and how they begin. */
export const REJECTED = `
  select s.file_path as path, e.line as line, min(cast(e.error_type as varchar)) as why, left(min(e.csv_line), 200) as text
  from reject_errors as e
  join reject_scans as s using (scan_id, file_id)
  group by s.file_path, e.line
  order by s.file_path, e.line`;

/** Whether any was read that could have been so. */
export const HAS_REJECTED = `select 1 as is from duckdb_tables() where table_name = 'reject_errors'`;
