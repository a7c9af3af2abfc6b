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
const DAMAGES = ['columns', 'no-key', 'other-bucket', 'no-size', 'broken-percent', 'listed-twice'];
export const DAMAGE_TYPE = 'row_damage';

/** Where the column has a word that its type does not have, the sign for it. */
export function wordOf(text: string, column: WordColumn): string {
  const word = `try_cast(${text} as ${column})`;
  return `case when ${text} is not null then coalesce(${word}, cast('${OTHER}' as ${column})) end`;
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
