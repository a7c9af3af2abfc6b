// How rows one after the other begin alike: with the bucket, and the folder that their keys lie in.
import { mixHigh, mixLow, PRINT } from './row-print';

const FIRST_BYTES = 1 << 8;

/** The beginning of a row up to the slash that ends the folder of its key, and what is known of every row that begins so. */
export class Lead {
  /** None as yet: no row begins with it. */
  private length = 0;
  private bytes = new Uint8Array(FIRST_BYTES);
  private words = new DataView(this.bytes.buffer);
  /** Of the row, where the key begins. */
  keyAt = 0;
  /** Of the row: up to here the key is in the fingerprint, in whole words. */
  printedTo = 0;
  low = 0;
  high = 0;
  folder = 0;

  /**
   * @param at where the row begins
   * @param keyAt where the key begins
   * @param to after the slash; whatever lies before it stands for itself
   */
  set(bytes: Uint8Array, row: DataView, at: number, keyAt: number, to: number, folder: number): void {
    const length = to - at;
    if (length > this.bytes.length) {
      this.bytes = new Uint8Array(length * 2);
      this.words = new DataView(this.bytes.buffer);
    }
    this.bytes.set(bytes.subarray(at, to));
    this.length = length;
    this.keyAt = keyAt - at;
    this.printedTo = length - ((to - keyAt) & 3);
    this.folder = folder;
    this.low = PRINT.low;
    this.high = PRINT.high;
    for (let word = keyAt; word < at + this.printedTo; word += 4) {
      this.low = mixLow(this.low, row.getInt32(word, true));
      this.high = mixHigh(this.high, row.getInt32(word, true));
    }
  }

  forget(): void {
    this.length = 0;
  }

  /** Whether the row that begins at `at` begins so. */
  begins(row: DataView, at: number): boolean {
    const { length, words } = this;
    if (length < 4 || at + length > row.byteLength) return false;
    // The last four bytes, of which some are in the word before; they differ before the others do.
    if (row.getInt32(at + length - 4, true) !== words.getInt32(length - 4, true)) return false;
    for (let from = 0; from + 4 < length; from += 4)
      if (row.getInt32(at + from, true) !== words.getInt32(from, true)) return false;
    return true;
  }
}
