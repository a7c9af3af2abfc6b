// What engines spell in ways of their own; the queries themselves are SQL that each of them takes. A file for each of them stands beside this one.
import type { TableFormat } from './table-manifest';

/** Columns of an inventory that hold one word of a few; each is the name of a type, where an engine has types of words. */
export type WordColumn = 'storage_class' | 'replication_status' | 'encryption_status' | 'access_tier';

/** How an engine says what differs. All of it is text of SQL: a column, a value, a condition. */
export interface Dialect {
  /** A column as text, by its own name. */
  readonly text: (name: string, format: TableFormat) => string;
  /** Whether a row is not what a row of these files is, as far as a query can see it. */
  readonly unreadable: (columns: readonly string[], format: TableFormat) => string;
  /** A key of CSV, which is percent-encoded, with a plus for a space; what cannot be decoded stays as it is written. */
  readonly decoded: (key: string) => string;
  /** A percent sign without two digits behind it, or bytes that are no UTF-8. */
  readonly brokenPercent: (key: string) => string;
  /** A value that is alike where texts are, in fewer bytes where the engine has to keep them in its memory. */
  readonly printOf: (text: string) => string;
  /** A column of words as the engine carries it. */
  readonly word: (text: string, column: WordColumn) => string;
  /** The type of what is wrong with a row. */
  readonly damageType: string;
  /** Several values of one row as one value. */
  readonly together: (values: Readonly<Record<string, string>>) => string;
  /** The first few of all that the lists of a group hold. */
  readonly firstOf: (lists: string, most: number) => string;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A column or a table, whatever it is called. */
export function column(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function asText(name: string): string {
  return `cast(${column(name)} as varchar)`;
}

export function asNumber(text: string): string {
  return `try_cast(${text} as bigint)`;
}

/** Whether there is something to decode in a key of CSV. */
export function isEncoded(key: string): string {
  return `strpos(${key}, '%') > 0 or strpos(${key}, '+') > 0`;
}

/** Of a percent sign that encodes nothing. */
export const BROKEN = "'%([^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)'";
