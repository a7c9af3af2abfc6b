// Reads rows of a completion report from their bytes. Those that are none of the common ones are read as a text, and by the parser where
// they hold a quote.
import { LARGEST } from '../../../../ports/limits';
import { folderOf } from '../../../../text/key-folder';
import { noCsv, rowOf, tooFewColumns, UNREADABLE_ROWS, type ReportRow } from '../report-rows';
import { CommonRow } from './common-row';
import { csvRow, quotedColumns } from './csv-row';
import { FailureList } from './failure-list';
import { endOfBegun, endOfQuotes, MOST_OF_ROW, TOO_LONG } from './row-ends';
import { Folders } from './folders';
import { KnownTails } from './known-tails';
import { FOREIGN, isForeign, type OfJob } from './of-job';
import { rowPrint } from './row-print';
import type { RowMemory, ScannedRows, ScanOrder, UndecodedKeys } from './scanned-rows';

const LINE_FEED = 10;
const QUOTE = 34;
const FIRST_ROWS = 1 << 12;
const EMPTY = new Uint8Array(0);
const NONE_UNDECODED: UndecodedKeys = { count: 0 };
const END = Uint8Array.of(LINE_FEED);

/** One part after the other: what it has needed of memory for one, it uses for the next. */
export class RowScanner {
  /** Of rows that no other memory is given for. */
  private own: RowMemory = { prints: new Int32Array(FIRST_ROWS * 2), folderOf: new Uint32Array(FIRST_ROWS) };
  private prints = this.own.prints;
  private folderIndexes = this.own.folderOf;
  private count = 0;
  private prefix = '';
  private ofJob: OfJob = {};
  private folders = new Folders('');
  private failed = new FailureList();
  private undecoded: UndecodedKeys = NONE_UNDECODED;
  private readonly common = new CommonRow(this.folders);
  private readonly tails = new KnownTails();
  private fault: string | undefined;

  /** Reads the rows of one part. */
  scan({ bytes, head, prefix, ofJob, isLast, into }: ScanOrder): ScannedRows {
    this.begin(prefix, ofJob, into);
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
    return this.result(this.fault === undefined ? new Uint8Array(rest) : EMPTY, into);
  }

  private begin(prefix: string, ofJob: OfJob = {}, into: RowMemory = this.own): void {
    this.prints = into.prints;
    this.folderIndexes = into.folderOf;
    this.prefix = prefix;
    this.ofJob = ofJob;
    this.folders = new Folders(prefix);
    this.common.begin(this.folders, ofJob.bucket);
    this.count = 0;
    this.failed = new FailureList();
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
      const next = this.common.read(bytes, words, start);
      if (next > 0) {
        this.append(this.common.low, this.common.high, this.common.folder);
        start = next;
      } else if (bytes[start] === LINE_FEED) start += 1;
      else {
        const end = this.readTail(bytes, words, start) ?? this.readOther(bytes, start, to);
        if (this.fault !== undefined) return to;
        if (end === undefined) return start;
        start = end;
      }
    }
    return to;
  }

  private result(rest: Uint8Array, into: RowMemory | undefined): ScannedRows {
    return {
      ...this.rowsIn(into),
      folders: this.folders.names,
      failed: this.failed.rows,
      undecoded: this.undecoded,
      rest,
      ...(this.fault === undefined ? {} : { fault: this.fault }),
    };
  }

  private rowsIn(into: RowMemory | undefined): RowMemory {
    const [prints, folderOf] = [this.prints.subarray(0, this.count * 2), this.folderIndexes.subarray(0, this.count)];
    if (this.folderIndexes === into?.folderOf) return { prints, folderOf };
    return { prints: prints.slice(), folderOf: folderOf.slice() };
  }

  /**
   * A row that is a common one but for its tail.
   * @returns where the next row begins; undefined: it has to be read as a text
   */
  private readTail(bytes: Uint8Array, words: DataView, start: number): number | undefined {
    const { common } = this;
    if (common.tailAt === 0) return undefined;
    const end = bytes.indexOf(LINE_FEED, common.tailAt);
    if (end - start > LARGEST.row) return undefined;
    const tail = this.tails.of(bytes, words, common.tailAt, end);
    if (tail === undefined) return undefined;
    if (!tail.succeeded) {
      common.addTo(this.failed.versions, bytes);
      this.failed.addHeld(tail.reason, this.count);
    }
    this.append(common.low, common.high, common.folder);
    return end + 1;
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
    if (isForeign(row, this.ofJob)) {
      this.append(0, 0, this.folders.named(FOREIGN));
      return;
    }
    if (row.undecoded === true)
      this.undecoded = { count: this.undecoded.count + 1, example: this.undecoded.example ?? row.key };
    if (!row.succeeded) this.failed.add(row, this.count);
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
    this.prints = new Int32Array(prints.length * 2);
    this.prints.set(prints);
    this.folderIndexes = new Uint32Array(folders.length * 2);
    this.folderIndexes.set(folders);
    this.own = { prints: this.prints, folderOf: this.folderIndexes };
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** What reads bytes has seen none but those of parts, which are no buffers of Node: it is fast with one kind. */
function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const { buffer, byteOffset, byteLength } = Buffer.concat(parts);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function openAtEnd(row: Uint8Array): string {
  const read = csvRow(row);
  return read !== 'open' && 'fault' in read ? read.fault : noCsv('CSV_QUOTE_NOT_CLOSED');
}
