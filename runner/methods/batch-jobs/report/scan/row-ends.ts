// Where rows end, and how.
import { LARGEST } from '../../../../ports/limits';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;

/** Bytes of a row whose line feeds are in quotes: the parser takes fewer of them. */
export const MOST_OF_ROW = 8 * LARGEST.row;

/**
 * Whether a line feed alone ends the rows, as S3 writes them: a parser takes the first end that it meets for that of all rows.
 * @param bytes the beginning of the file; false where its first row is longer
 * @param isWhole whether the file has no more
 */
export function endsInLineFeeds(bytes: Uint8Array, isWhole: boolean): boolean {
  let isQuoted = false;
  for (const byte of bytes) {
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (!isQuoted && byte === LINE_FEED) return true;
    else if (!isQuoted && byte === CARRIAGE_RETURN) return false;
  }
  return isWhole;
}

export const TOO_LONG = -2;

/** Where the row ends whose first line, up to `from`, leaves a quote open; -1: after `to`. */
export function endOfQuotes(bytes: Uint8Array, start: number, from: number, to: number): number {
  let isOpen = false;
  let lineAt = start;
  for (let at = start; at < to; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) isOpen = !isOpen;
    if (byte !== LINE_FEED) continue;
    if (at - lineAt > LARGEST.row || at - start > MOST_OF_ROW) return TOO_LONG;
    lineAt = at + 1;
    if (!isOpen && at >= from) return at;
  }
  return to - start > MOST_OF_ROW ? TOO_LONG : -1;
}

/** Where the row ends that the part before has begun: at the first line feed that no quote holds. 0: not in this part. */
export function endOfBegun(head: Uint8Array, bytes: Uint8Array, end: number): number {
  let isOpen = false;
  for (const byte of head) if (byte === QUOTE) isOpen = !isOpen;
  for (let at = 0; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) isOpen = !isOpen;
    else if (byte === LINE_FEED && !isOpen) return at + 1;
  }
  return 0;
}
