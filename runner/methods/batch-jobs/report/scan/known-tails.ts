// What follows the version id in a row: S3 says the same of many tasks that failed, and it is read once.
import { quotedColumns } from './csv-row';
import { rowOf } from '../report-rows';
import { mixLow, PRINT } from './row-print';
import type { Reason } from './scanned-rows';

/** Tails that are held, at most. */
const MOST = 1_000;
/** A longer one is read each time. */
const LONGEST = 4096;
const WORD_BYTES = 4;

export interface KnownTail {
  readonly succeeded: boolean;
  /** One and the same for tails of the same bytes. */
  readonly reason: Reason;
}

interface Held extends KnownTail {
  readonly bytes: Uint8Array;
}

/** What a tail says, whatever row it ends. Undefined: it says nothing without the row, or the row goes on after it. */
function told(text: string): KnownTail | undefined {
  const columns = quotedColumns(text);
  const row = columns === undefined ? undefined : rowOf(['', '', '', ...columns]);
  if (row === undefined) return undefined;
  const { succeeded, code, message } = row;
  return { succeeded, reason: { code, message } };
}

export class KnownTails {
  /** By their hashes. */
  private readonly held = new Map<number, Held>();

  /**
   * @param words of the same memory
   * @param from after the comma that follows the version id
   * @param to the line feed
   */
  of(bytes: Uint8Array, words: DataView, from: number, to: number): KnownTail | undefined {
    if (to - from > LONGEST) return undefined;
    const hash = hashOf(words, from, to);
    const held = this.held.get(hash);
    if (held !== undefined && isAt(held.bytes, bytes, from, to)) return held;
    const tail = told(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8'));
    if (tail === undefined) return undefined;
    if (this.held.size >= MOST) this.held.clear();
    this.held.set(hash, { ...tail, bytes: bytes.slice(from, to) });
    return tail;
  }
}

function hashOf(words: DataView, from: number, to: number): number {
  let hash = mixLow(PRINT.low, to - from);
  for (let at = from; at + WORD_BYTES <= to; at += WORD_BYTES) hash = mixLow(hash, words.getInt32(at, true));
  return hash;
}

function isAt(tail: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (tail.length !== to - from) return false;
  for (let index = 0; index < tail.length; index += 1) if (bytes[from + index] !== tail[index]) return false;
  return true;
}
