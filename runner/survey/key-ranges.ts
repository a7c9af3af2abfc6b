// Parts of the key space, for listing several at once. Any border is right as long as the parts touch: what is wanted is
// parts of about the same size.
import type { KeyRange, Objects } from '../ports/s3/objects';
import { defined } from '../text/defined';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Names that are asked for borders: one request. */
const MOST_NAMES = 1_000;
const MOST_FOLDERS = 256;
const FIRST_PRINTABLE = 0x20;
const AFTER_PRINTABLE = 0x7f;

/** S3 orders keys by their UTF-8 bytes. */
export function compareKeys(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** At most `most` of `items`, spread evenly. */
function thinned<T>(items: readonly T[], most: number): readonly T[] {
  return items.filter(
    (_, index) => Math.floor((index * most) / items.length) !== Math.floor(((index - 1) * most) / items.length),
  );
}

/** Parts that touch: from `after`, over each border in turn, to the end. */
export function rangesBetween(prefix: string, after: string | undefined, borders: readonly string[]): KeyRange[] {
  const inside = [...new Set(borders)]
    .filter((border) => after === undefined || compareKeys(border, after) > 0)
    .sort(compareKeys);
  return [...inside, undefined].map((until, index) => {
    const start = index === 0 ? after : inside[index - 1];
    return {
      prefix,
      ...defined({ after: start, until }),
    };
  });
}

/** The keys under `prefix` and behind `after`, in parts: by folders, and by the first letter below the prefix. */
export async function keyRanges(
  objects: Objects,
  bucket: string,
  prefix: string,
  after: string | undefined,
): Promise<readonly KeyRange[]> {
  const names = await objects.below(bucket, prefix, MOST_NAMES);
  const folders = names.filter((name) => name.endsWith('/') && name !== prefix);
  const letters = Array.from(LETTERS).map((letter) => prefix + letter);
  return rangesBetween(prefix, after, [...letters, ...thinned(folders, MOST_FOLDERS)]);
}

/**
 * A text between two keys, about in the middle; undefined when none is found.
 * @param until undefined: the last key under the prefix
 */
export function between(prefix: string, after: string, until: string | undefined): string | undefined {
  if (!after.startsWith(prefix)) return undefined;
  const low = after.slice(prefix.length);
  const high = until?.startsWith(prefix) === true ? until.slice(prefix.length) : undefined;
  for (let index = 0; index <= low.length; index += 1) {
    const from = index < low.length ? low.charCodeAt(index) : FIRST_PRINTABLE - 1;
    const isBound = high?.startsWith(low.slice(0, index)) === true;
    const to = isBound ? (index < high.length ? high.charCodeAt(index) : 0) : AFTER_PRINTABLE;
    if (from > AFTER_PRINTABLE || to > AFTER_PRINTABLE) return undefined;
    const middle = Math.floor((from + to) / 2);
    if (middle <= from || middle >= to || middle < FIRST_PRINTABLE) continue;
    const found = prefix + low.slice(0, index) + String.fromCharCode(middle);
    const fits = compareKeys(found, after) > 0 && (until === undefined || compareKeys(found, until) < 0);
    if (fits) return found;
  }
  return undefined;
}
