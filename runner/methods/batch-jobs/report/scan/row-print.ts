// A fingerprint of an object version: of 62 bits, so that of four million versions two have the same in one report of half a million.

/** How two hashes begin, and what they multiply by. */
export const PRINT = {
  low: 0x811c9dc5 | 0,
  high: 0x9747b28c | 0,
  lowFactor: 0x85ebca6b | 0,
  highFactor: 0xc2b2ae35 | 0,
} as const;

export interface RowPrint {
  readonly low: number;
  /** Never zero, and even; both are whole numbers of 32 bits with a sign. */
  readonly high: number;
}

/** Takes four bytes; what they change reaches the lower bits too. */
export function mixLow(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, PRINT.lowFactor);
  return mixed ^ (mixed >>> 15);
}

export function mixHigh(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, PRINT.highFactor);
  return mixed ^ (mixed >>> 13);
}

export function lowOf(hash: number): number {
  return mixLow(hash, 0);
}

export function highOf(hash: number): number {
  return (mixHigh(hash, 0) & ~1) | 2;
}

/** Up to three bytes at the end of a text, and how many they are: with the words before them they are this text and no other. */
export function lastWord(bytes: Uint8Array, from: number, to: number): number {
  let word = (to - from) << 24;
  for (let at = from; at < to; at += 1) word |= (bytes[at] as number) << ((at - from) * 8);
  return word;
}

/** Of UTF-8: its words from the first byte on, and what is left over. */
export function rowPrint(key: string, versionId: string): RowPrint {
  let low: number = PRINT.low;
  let high: number = PRINT.high;
  for (const text of [key, versionId]) {
    const bytes = Buffer.from(text, 'utf8');
    const whole = bytes.length & ~3;
    for (let at = 0; at < whole; at += 4) {
      const word = bytes.readInt32LE(at);
      low = mixLow(low, word);
      high = mixHigh(high, word);
    }
    const last = lastWord(bytes, whole, bytes.length);
    low = mixLow(low, last);
    high = mixHigh(high, last);
  }
  return { low: lowOf(low), high: highOf(high) };
}
