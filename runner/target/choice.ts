// Object versions that are chosen one by one: by a key, or by a file that lists them.
import { RunnerError } from '../ports/errors';
import { visible } from '../text/safe-text';
import type { ObjectVersionId } from './manifest-csv';

export type Choice =
  | { readonly how: 'key'; readonly key: string; readonly versionId?: string }
  /**
   * @property path of a file, or `s3://bucket/key`
   * @property prefixes of the keys that it may list; empty: any
   */
  | { readonly how: 'manifest'; readonly path: string; readonly prefixes: readonly string[] }
  /** @property path of a file, or `-` for standard input */
  | { readonly how: 'keys'; readonly path: string; readonly prefixes: readonly string[] };

/** What was chosen. */
export interface Chosen {
  readonly versions: readonly ObjectVersionId[];
  /** What of the file was left out or read in another way, in words. */
  readonly notes: readonly string[];
}

/** Without prefixes every key is. */
export function isUnder(prefixes: readonly string[], key: string): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => key.startsWith(prefix));
}

/** @param chosenBy the flag that names the key, and its file where there is one */
export function outsidePrefixes(chosenBy: string, key: string, prefixes: readonly string[]): RunnerError {
  const [first = '', ...more] = prefixes.map((prefix) => `'${visible(prefix)}'`);
  return new RunnerError(
    'usage',
    `${chosenBy} names '${visible(key)}', which is not under --prefix ${first}${more.map((one) => ` or ${one}`).join('')}`,
    `leave --prefix out, or give one that the key begins with; S3_BACKFILL_PREFIX and the settings file count, too`,
  );
}
