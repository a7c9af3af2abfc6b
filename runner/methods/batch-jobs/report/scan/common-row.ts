// The common row, without a quote in its first columns: of a task that succeeded it becomes a fingerprint and a folder and never a text.
import type { PackedTexts } from '../../../../evidence/packed-texts';
import { LARGEST } from '../../../../ports/limits';
import type { Folders } from './folders';
import { Lead } from './lead';
import { highOf, lastWord, lowOf, mixHigh, mixLow, PRINT } from './row-print';

const LINE_FEED = 10;
const QUOTE = 34;
const PERCENT = 37;
const COMMA = 44;
const SUCCEEDED = Buffer.from('succeeded');
const GOOD_STATUS = Buffer.from(',200,,');
/** Bytes that stand for themselves in UTF-8. */
const ASCII = 0x80;
/** Values of hexadecimal digits by their bytes; the others are no digits. */
const HEX = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? ASCII : value;
});
/** From the hyphen on bytes stand for themselves and end nothing: letters, digits, `/`, `.`, `_`. Four of them. */
const PLAIN = 0x2d2d2d2d;
const HIGH_BITS = 0x80808080 | 0;
const HYPHEN = 0x2d;
/** How a row ends whose task succeeded. */
const USUAL_END = Buffer.from('succeeded,200,,success\n');
const USUAL_WORDS = Int32Array.from({ length: USUAL_END.length >> 2 }, (_, index) => USUAL_END.readInt32LE(index * 4));
/** The last four bytes of it, of which some were in the word before. */
const USUAL_LAST = USUAL_END.readInt32LE(USUAL_END.length - 4);

function isUsualEnd(words: DataView, from: number): boolean {
  for (let index = 0; index < USUAL_WORDS.length; index += 1)
    if (words.getInt32(from + index * 4, true) !== USUAL_WORDS[index]) return false;
  return words.getInt32(from + USUAL_END.length - 4, true) === USUAL_LAST;
}

function isPlain(byte: number): boolean {
  return byte >= HYPHEN && byte < ASCII;
}

/** After the status of a task that succeeded and what follows it, where the next row begins; 0: it did not, or has a quote there. */
function afterSuccess(bytes: Uint8Array, words: DataView, from: number): number {
  if (from + USUAL_END.length <= bytes.length && isUsualEnd(words, from)) return from + USUAL_END.length;
  let at = from;
  for (let index = 0; index < SUCCEEDED.length; index += 1) if (bytes[at++] !== SUCCEEDED[index]) return 0;
  // What says otherwise behind it, or nothing, is read as a text.
  for (let index = 0; index < GOOD_STATUS.length; index += 1) if (bytes[at++] !== GOOD_STATUS[index]) return 0;
  let byte = bytes[at++] as number;
  while (byte !== LINE_FEED) {
    if (byte === QUOTE) return 0;
    byte = bytes[at++] as number;
  }
  return at;
}

/** Reads one row after the other; what it has read of the last one stands in its fields. */
export class CommonRow {
  /** Of the fingerprint. */
  low = 0;
  high = 0;
  /** By its place in the names of the folders. */
  folder = 0;
  /** Of a row that is none of the common ones by its tail alone: where that begins, after the version id. 0: it is none by more. */
  tailAt = 0;
  private keyAt = 0;
  private keyEnd = 0;
  /** Up to here the key stands for itself; from here on it was decoded. */
  private plainEnd = 0;
  private readonly lead = new Lead();
  private readonly decoded = new Uint8Array(LARGEST.row);
  /** The same memory, in words. */
  private readonly decodedWords = new DataView(this.decoded.buffer);
  private decodedLength = 0;
  private bucket: Uint8Array | undefined;

  /** @param folders of the part whose rows follow */
  constructor(private folders: Folders) {}

  /** @param bucket of every row. @default - they may be of any */
  begin(folders: Folders, bucket?: string): void {
    this.folders = folders;
    this.bucket = bucket === undefined ? undefined : Buffer.from(bucket);
    this.folder = -1;
    this.lead.forget();
  }

  /**
   * A line ends every loop here: `bytes` has a line feed from `start` on.
   * @param words of the same memory
   * @returns where the next row begins; 0: this one is none of the common ones
   */
  read(bytes: Uint8Array, words: DataView, start: number): number {
    this.tailAt = 0;
    const isLed = this.lead.begins(words, start);
    const keyEnd = isLed ? this.readLed(bytes, words, start) : this.readNew(bytes, words, start);
    if (keyEnd === 0) return 0;
    const versionEnd = this.print(bytes, words, keyEnd + 1);
    // What no version id of S3 holds.
    if (bytes[versionEnd] !== COMMA) return 0;
    this.low = lowOf(this.low);
    this.high = highOf(this.high);
    const next = afterSuccess(bytes, words, versionEnd + 1);
    if (next > 0) return next - 1 - start > LARGEST.row ? 0 : next;
    this.keyEnd = keyEnd;
    this.tailAt = versionEnd + 1;
    return 0;
  }

  /** Adds key and version id of the row that was read up to its tail. */
  addTo(versions: PackedTexts, bytes: Uint8Array): void {
    const { decoded, decodedLength, keyAt, keyEnd, plainEnd } = this;
    if (plainEnd === keyEnd) versions.addAscii(bytes, keyAt, keyEnd);
    else versions.addAscii(bytes, keyAt, plainEnd, decoded, decodedLength);
    versions.addAscii(bytes, keyEnd + 1, this.tailAt - 1);
  }

  /** @returns where the key ends; 0: it is none of the common ones */
  private readLed(bytes: Uint8Array, words: DataView, start: number): number {
    const { low, high, folder, keyAt, printedTo } = this.lead;
    this.folder = folder;
    this.low = low;
    this.high = high;
    this.keyAt = start + keyAt;
    const end = this.print(bytes, words, start + printedTo);
    this.plainEnd = end;
    if (bytes[end] === COMMA) return end;
    this.low = low;
    this.high = high;
    this.plainEnd = start + printedTo;
    return this.printEncoded(bytes, start + printedTo);
  }

  /** The same of a row that begins in another way than those before. */
  private readNew(bytes: Uint8Array, words: DataView, start: number): number {
    let at = start;
    const { bucket } = this;
    // Of another bucket, or of this one in quotes: it is read as a text.
    if (bucket !== undefined) {
      for (let index = 0; index < bucket.length; index += 1) if (bytes[at++] !== bucket[index]) return 0;
      if (bytes[at] !== COMMA) return 0;
    }
    for (let byte = bytes[at++]; byte !== COMMA; byte = bytes[at++]) if (byte === QUOTE || byte === LINE_FEED) return 0;
    const keyAt = at;
    this.keyAt = keyAt;
    this.low = PRINT.low;
    this.high = PRINT.high;
    const end = this.print(bytes, words, keyAt);
    this.plainEnd = end;
    if (bytes[end] === COMMA) {
      const folder = this.folders.of(bytes, keyAt, end);
      if (folder < 0) return 0;
      // Two in one folder: so are those that follow, as a rule.
      if (folder === this.folder && this.folders.isBelow(folder))
        this.lead.set(bytes, words, start, keyAt, keyAt + (this.folders.names[folder] as string).length, folder);
      this.folder = folder;
      return end;
    }
    this.low = PRINT.low;
    this.high = PRINT.high;
    this.plainEnd = keyAt;
    const encodedEnd = this.printEncoded(bytes, keyAt);
    if (encodedEnd > 0) this.folder = this.folders.of(this.decoded, 0, this.decodedLength);
    return this.folder < 0 ? 0 : encodedEnd;
  }

  /** Takes what stands for itself. @returns where it ends; only where that is at a comma was all of it taken */
  private print(bytes: Uint8Array, words: DataView, from: number): number {
    const lastWordAt = bytes.length - 4;
    let { low, high } = this;
    let at = from;
    for (; at <= lastWordAt; at += 4) {
      const word = words.getInt32(at, true);
      if ((((word - PLAIN) | 0 | word) & HIGH_BITS) !== 0) break;
      low = mixLow(low, word);
      high = mixHigh(high, word);
    }
    const wordAt = at;
    while (isPlain(bytes[at] as number)) at += 1;
    const last = lastWord(bytes, wordAt, at);
    this.low = mixLow(low, last);
    this.high = mixHigh(high, last);
    return at;
  }

  /** Takes a key, or the rest of one, byte by byte, and decodes it. @returns where it ends; 0: it is none of the common ones */
  private printEncoded(bytes: Uint8Array, from: number): number {
    const { decoded, decodedWords } = this;
    let length = 0;
    let at = from;
    for (;;) {
      let byte = bytes[at++] as number;
      if (byte === COMMA) break;
      if (byte === PERCENT) {
        const value = ((HEX[bytes[at] as number] as number) << 4) | (HEX[bytes[at + 1] as number] as number);
        // No digits, or a letter that is no ASCII.
        if (value >= ASCII) return 0;
        byte = value;
        at += 2;
      } else if (byte === QUOTE || byte === LINE_FEED || byte >= ASCII) return 0;
      if (length === decoded.length) return 0;
      decoded[length++] = byte;
    }
    let { low, high } = this;
    const whole = length & ~3;
    for (let index = 0; index < whole; index += 4) {
      const word = decodedWords.getInt32(index, true);
      low = mixLow(low, word);
      high = mixHigh(high, word);
    }
    const last = lastWord(decoded, whole, length);
    this.low = mixLow(low, last);
    this.high = mixHigh(high, last);
    this.decodedLength = length;
    return at - 1;
  }
}
