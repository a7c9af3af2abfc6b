// Words that an inventory says again and again: DuckDB carries those that are known as one byte through a join, in place of 16.
import { literal, type WordColumn } from './dialect';

/** Stands for a word that the type does not have. */
const OTHER = '?';

const WORDS: Readonly<Record<WordColumn, readonly string[]>> = {
  storage_class: [
    ...['STANDARD', 'REDUCED_REDUNDANCY', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR', 'GLACIER'],
    ...['DEEP_ARCHIVE', 'OUTPOSTS', 'SNOW', 'EXPRESS_ONEZONE', 'FSX_OPENZFS', 'FSX_ONTAP'],
    ...['AWS_BACKUP_WARM', 'AWS_BACKUP_LOW_COST_WARM'],
  ],
  replication_status: ['PENDING', 'COMPLETED', 'COMPLETE', 'FAILED', 'REPLICA'],
  encryption_status: ['NOT-SSE', 'SSE-S3', 'SSE-C', 'SSE-KMS', 'DSSE-KMS', 'aws:backup'],
  access_tier: ['FREQUENT', 'INFREQUENT', 'ARCHIVE_INSTANT_ACCESS', 'ARCHIVE', 'DEEP_ARCHIVE'],
};

/** What can be wrong with a row that is read (side.sql). */
const DAMAGES = [
  ...['columns', 'no-key', 'other-bucket', 'unreadable', 'no-size', 'no-etag', 'broken-percent'],
  'listed-twice',
];
export const DAMAGE_TYPE = 'row_damage';

/** What most rows have, the most usual one first: to compare a text with it costs a third of casting that. */
const USUAL: Readonly<Record<WordColumn, readonly string[]>> = {
  storage_class: ['STANDARD', ''],
  replication_status: ['COMPLETED', 'REPLICA', ''],
  encryption_status: ['SSE-S3', 'SSE-KMS', ''],
  access_tier: [''],
};

/** Where the column has a word that its type does not have, the sign for it. */
export function wordOf(text: string, column: WordColumn): string {
  const typed = (word: string): string => `cast(${literal(word)} as ${column})`;
  const usual = USUAL[column].map((word) => `when ${text} = ${literal(word)} then ${typed(word)}`);
  const other = `when ${text} is not null then coalesce(try_cast(${text} as ${column}), ${typed(OTHER)})`;
  return `case ${[...usual, other].join(' ')} end`;
}

/** @param keep `known`: all others are one; `any`: they are text, whatever they are */
export function wordTypes(keep: 'known' | 'any'): readonly string[] {
  const typeOf = (words: readonly string[]): string =>
    keep === 'any' ? 'varchar' : `enum (${['', OTHER, ...words].map(literal).join(', ')})`;
  return [
    ...Object.entries(WORDS).map(([column, words]) => `create or replace type ${column} as ${typeOf(words)}`),
    `create or replace type ${DAMAGE_TYPE} as ${typeOf(DAMAGES)}`,
  ];
}

/** Whether a word is one of those that are not told apart. */
export function isOtherWord(word: unknown): boolean {
  return word === OTHER;
}
