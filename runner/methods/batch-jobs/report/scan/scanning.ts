// What is done with the parts of a report, in this thread or in another one: their rows are read, and their checksums taken.
import { createHash, type Hash } from 'node:crypto';
import { RowScanner } from './scan-rows';
import type { ScannedRows, ScanOrder } from './scanned-rows';

export type ScanningOrder =
  | ({ readonly kind: 'scan' } & ScanOrder)
  /** Parts of one file come in their order. */
  | { readonly kind: 'hash'; readonly file: number; readonly bytes: Uint8Array }
  | { readonly kind: 'digest'; readonly file: number };

/** Answers orders, each with what its kind is answered with. */
export class Scanning {
  private readonly rows = new RowScanner();
  private readonly hashes = new Map<number, Hash>();

  scan(order: ScanOrder): ScannedRows {
    return this.rows.scan(order);
  }

  hash(file: number, bytes: Uint8Array): void {
    const hash = this.hashes.get(file) ?? createHash('md5');
    this.hashes.set(file, hash.update(bytes));
  }

  /** MD5 of all parts of a file, hexadecimal. */
  digest(file: number): string {
    const hash = this.hashes.get(file) ?? createHash('md5');
    this.hashes.delete(file);
    return hash.digest('hex');
  }

  do(order: ScanningOrder): ScannedRows | string | undefined {
    switch (order.kind) {
      case 'scan':
        return this.scan(order);
      case 'hash':
        this.hash(order.file, order.bytes);
        return undefined;
      case 'digest':
        return this.digest(order.file);
    }
  }
}
