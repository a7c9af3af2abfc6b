// What Athena spells in its own way: SQL of Trino, over the tables that AWS documents for inventories.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-athena-query.html https://trino.io/docs/current/functions/list.html
import { asText, BROKEN, column, isEncoded, literal, type Dialect } from './dialect';

/** What Java puts in place of bytes that are no UTF-8, and how a key is written that has it. */
const REPLACEMENT = "'\u{fffd}'";
const WRITTEN_REPLACEMENT = "'%EF%BF%BD'";

/** Rows of one day of inventories: the files of that partition, and no others. */
export function partitionRows(database: string, table: string, partitionKey: string, partition: string): string {
  return `(select * from ${column(database)}.${column(table)} where ${column(partitionKey)} = ${literal(partition)})`;
}

/** Null where nothing can be decoded: url_decode itself ends the query, or tells bytes that are no UTF-8 by a sign. */
function decodedOf(key: string): string {
  const plain = `url_decode(replace(${key}, '+', '%20'))`;
  return `case when regexp_like(${key}, ${BROKEN}) then null when strpos(upper(${key}), ${WRITTEN_REPLACEMENT}) = 0 and strpos(${plain}, ${REPLACEMENT}) > 0 then null else ${plain} end`;
}

export const ATHENA: Dialect = {
  text: (name) => `coalesce(${asText(name)}, '')`,
  // Of a row with too few columns the last ones are null; what is empty is not.
  unreadable: (columns, format) => (format === 'CSV' ? `${column(columns.at(-1) ?? '')} is null` : 'false'),
  decoded: (key) => `case when ${isEncoded(key)} then coalesce(${decodedOf(key)}, ${key}) else ${key} end`,
  brokenPercent: (key) => `strpos(${key}, '%') > 0 and ${decodedOf(key)} is null`,
  printOf: (text) => text,
  word: (text) => text,
  damageType: 'varchar',
  // Results are text: what is nested comes as JSON.
  together(values) {
    const names = Object.keys(values).map(literal);
    const all = Object.values(values).map((value) => `cast(${value} as varchar)`);
    return `json_format(cast(map(array[${names.join(', ')}], array[${all.join(', ')}]) as json))`;
  },
  firstOf: (lists, most) =>
    `json_format(cast(slice(flatten(array_agg(${lists}) filter (where ${lists} is not null)), 1, ${most}) as json))`,
};
