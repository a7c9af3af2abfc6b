// Reads rows of a completion report from their bytes. The common row, of a task that succeeded and without a quote in it, becomes a
// fingerprint and a folder and never a text; every other one is read as a text, and by the parser where it holds a quote.
import { LARGEST } from '../../../../ports/limits';
import { folderOf } from '../../../../text/key-folder';
import { noCsv, rowOf, tooFewColumns, UNREADABLE_ROWS, type ReportRow } from '../report-rows';
import { csvRow, quotedColumns } from './csv-row';
import { endOfBegun, endOfQuotes, MOST_OF_ROW, TOO_LONG } from './row-ends';
import { Folders } from './folders';
import { highOf, lastWord, lowOf, mixHigh, mixLow, PRINT, rowPrint } from './row-print';
import type { FailedRow, ScannedRows, ScanOrder, UndecodedKeys } from './scanned-rows';

const LINE_FEED = 10;
const QUOTE = 34;
const PERCENT = 37;
const COMMA = 44;
const SUCCEEDED = Buffer.from('succeeded');
/** Bytes that stand for themselves in UTF-8. */
const ASCII = 0x80;
/** Values of hexadecimal digits by their bytes; the others are no digits. */
const HEX = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? ASCII : value;
});
const FIRST_ROWS = 1 << 12;
const EMPTY = new Uint8Array(0);
const NONE_UNDECODED: UndecodedKeys = { count: 0 };
const END = Uint8Array.of(LINE_FEED);
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

/** One part after the other: what it has needed of memory for one, it uses for the next. */
export class RowScanner {
  private prints = new Uint32Array(FIRST_ROWS * 2);
  private folderIndexes = new Uint32Array(FIRST_ROWS);
  private count = 0;
  private prefix = '';
  private folders = new Folders('');
  private failed: FailedRow[] = [];
  private undecoded: UndecodedKeys = NONE_UNDECODED;
  private readonly decoded = new Uint8Array(LARGEST.row);
  /** The same memory, in words. */
  private readonly decodedWords = new DataView(this.decoded.buffer);
  private fault: string | undefined;

  /** Reads the rows of one part. */
  scan({ bytes, head, prefix, isLast }: ScanOrder): ScannedRows {
    this.begin(prefix);
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    const from = head.length === 0 ? 0 : endOfBegun(head, bytes, end);
    let rest: Uint8Array = EMPTY;
    if (head.length > 0 && from === 0) rest = joined(head, bytes);
    else {
      const begun = joined(head, bytes.subarray(0, from));
      if (this.read(begun, 0, begun.length) < begun.length) this.fault ??= UNREADABLE_ROWS;
      rest = bytes.subarray(this.read(bytes, from, end));
    }
    if (isLast && rest.length > 0 && this.fault === undefined) {
      const last = joined(rest, END);
      const left = this.read(last, 0, last.length);
      // Whatever its quotes hold, the file ends here.
      if (left < last.length) this.fault ??= openAtEnd(last.subarray(left));
      rest = EMPTY;
    }
    if (rest.length > MOST_OF_ROW) this.fault ??= UNREADABLE_ROWS;
    return this.result(this.fault === undefined ? new Uint8Array(rest) : EMPTY);
  }

  private begin(prefix: string): void {
    this.prefix = prefix;
    this.folders = new Folders(prefix);
    this.count = 0;
    this.failed = [];
    this.undecoded = NONE_UNDECODED;
    this.fault = undefined;
  }

  /**
   * Reads whole lines.
   * @param to after a line feed
   * @returns where the row begins that goes on after them; `to` when there is none, or when a row is damaged
   */
  private read(bytes: Uint8Array, from: number, to: number): number {
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let start = from;
    while (start < to) {
      const next = this.readCommon(bytes, words, start);
      if (next > 0) start = next;
      else if (bytes[start] === LINE_FEED) start += 1;
      else {
        const end = this.readOther(bytes, start, to);
        if (this.fault !== undefined) return to;
        if (end === undefined) return start;
        start = end;
      }
    }
    return to;
  }

  private result(rest: Uint8Array): ScannedRows {
    return {
      prints: this.prints.slice(0, this.count * 2),
      folderOf: this.folderIndexes.slice(0, this.count),
      folders: this.folders.names,
      failed: this.failed,
      undecoded: this.undecoded,
      rest,
      ...(this.fault === undefined ? {} : { fault: this.fault }),
    };
  }

  /**
   * A line ends every loop here: `bytes` has a line feed from `start` on.
   * @returns where the next row begins; 0: this one is none of the common ones
   */
  private readCommon(bytes: Uint8Array, words: DataView, start: number): number {
    const lastWordAt = bytes.length - 4;
    let at = start;
    let byte = bytes[at++] as number;
    while (byte !== COMMA) {
      if (byte === QUOTE || byte === LINE_FEED) return 0;
      byte = bytes[at++] as number;
    }
    const keyAt = at;
    let low: number = PRINT.low;
    let high: number = PRINT.high;
    let word = 0;
    for (; at <= lastWordAt; at += 4) {
      word = words.getInt32(at, true);
      if ((((word - PLAIN) | 0 | word) & HIGH_BITS) !== 0) break;
      low = mixLow(low, word);
      high = mixHigh(high, word);
    }
    let wordAt = at;
    while (isPlain((byte = bytes[at] as number))) at += 1;
    let folder = 0;
    if (byte === COMMA) {
      word = lastWord(bytes, wordAt, at);
      low = mixLow(low, word);
      high = mixHigh(high, word);
      folder = this.folders.of(bytes, keyAt, at);
    } else {
      // From its beginning, decoded byte by byte.
      const { decoded, decodedWords } = this;
      let length = 0;
      at = keyAt;
      for (;;) {
        byte = bytes[at++] as number;
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
      at -= 1;
      low = PRINT.low;
      high = PRINT.high;
      const whole = length & ~3;
      for (let from = 0; from < whole; from += 4) {
        word = decodedWords.getInt32(from, true);
        low = mixLow(low, word);
        high = mixHigh(high, word);
      }
      word = lastWord(decoded, whole, length);
      low = mixLow(low, word);
      high = mixHigh(high, word);
      folder = this.folders.of(decoded, 0, length);
    }
    at += 1;
    for (; at <= lastWordAt; at += 4) {
      word = words.getInt32(at, true);
      if ((((word - PLAIN) | 0 | word) & HIGH_BITS) !== 0) break;
      low = mixLow(low, word);
      high = mixHigh(high, word);
    }
    wordAt = at;
    while (isPlain((byte = bytes[at] as number))) at += 1;
    // What no version id of S3 holds.
    if (byte !== COMMA) return 0;
    word = lastWord(bytes, wordAt, at);
    low = mixLow(low, word);
    high = mixHigh(high, word);
    at += 1;
    if (at + USUAL_END.length <= bytes.length && isUsualEnd(words, at)) at += USUAL_END.length;
    else {
      for (let index = 0; index < SUCCEEDED.length; index += 1) if (bytes[at++] !== SUCCEEDED[index]) return 0;
      byte = bytes[at++] as number;
      if (byte !== COMMA && byte !== LINE_FEED) return 0;
      while (byte !== LINE_FEED) {
        if (byte === QUOTE) return 0;
        byte = bytes[at++] as number;
      }
    }
    if (at - 1 - start > LARGEST.row) return 0;
    this.append(lowOf(low), highOf(high), folder);
    return at;
  }

  /**
   * A row that is read as a text.
   * @returns where the next row begins; undefined: it goes on after `to`
   */
  private readOther(bytes: Uint8Array, start: number, to: number): number | undefined {
    let end = bytes.indexOf(LINE_FEED, start);
    if (end - start > LARGEST.row) return this.damaged(UNREADABLE_ROWS);
    const line = bytes.subarray(start, end);
    const text = textOf(line);
    const columns = line.includes(QUOTE) ? quotedColumns(text) : text.split(',');
    if (columns !== undefined) {
      this.add(columns);
      return end + 1;
    }
    let row = csvRow(line);
    if (row === 'open') {
      end = endOfQuotes(bytes, start, end, to);
      if (end === TOO_LONG) return this.damaged(UNREADABLE_ROWS);
      if (end < 0) return undefined;
      row = csvRow(bytes.subarray(start, end));
    }
    if (row === 'open') return this.damaged(UNREADABLE_ROWS);
    if ('fault' in row) return this.damaged(row.fault);
    this.add(row.columns);
    return end + 1;
  }

  /** @returns that there is no next row */
  private damaged(why: string): number | undefined {
    this.fault ??= why;
    return undefined;
  }

  private add(columns: readonly string[]): void {
    const row = rowOf(columns);
    if (row === undefined) {
      this.damaged(tooFewColumns(columns));
      return;
    }
    if (row.undecoded === true)
      this.undecoded = { count: this.undecoded.count + 1, example: this.undecoded.example ?? row.key };
    if (!row.succeeded) this.failed.push({ ...row, at: this.count });
    this.addRow(row);
  }

  private addRow({ key, versionId }: ReportRow): void {
    const { low, high } = rowPrint(key, versionId);
    this.append(low, high, this.folders.named(folderOf(key, this.prefix)));
  }

  private append(low: number, high: number, folder: number): void {
    if (this.count === this.folderIndexes.length) this.grow();
    this.prints[this.count * 2] = low;
    this.prints[this.count * 2 + 1] = high;
    this.folderIndexes[this.count] = folder;
    this.count += 1;
  }

  private grow(): void {
    const [prints, folders] = [this.prints, this.folderIndexes];
    this.prints = new Uint32Array(prints.length * 2);
    this.prints.set(prints);
    this.folderIndexes = new Uint32Array(folders.length * 2);
    this.folderIndexes.set(folders);
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

function openAtEnd(row: Uint8Array): string {
  const read = csvRow(row);
  return read !== 'open' && 'fault' in read ? read.fault : noCsv('CSV_QUOTE_NOT_CLOSED');
}
