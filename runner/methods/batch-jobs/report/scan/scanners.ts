// Parts of a report are read by as many threads as there are cores; where there are none, by this one.
import type { Thread, Threads } from '../../../../ports/threads';
import { Scanning, type ScanningOrder } from './scanning';
import type { ScannedRows, ScanOrder } from './scanned-rows';

/** More threads would wait for this one, which takes the bytes from the network and adds up what they find. */
const MOST_THREADS = 8;

export interface Scanners {
  scan(order: ScanOrder): Promise<ScannedRows>;
  /** Adds to the checksum of a file. @param file its number */
  hash(file: number, bytes: Uint8Array): Promise<void>;
  /** MD5 of a file, all of which was given to {@link hash}; hexadecimal. */
  digest(file: number): Promise<string>;
  end(): void;
}

class Scanner {
  /** Bytes that it was handed and has not answered. */
  pending = 0;

  constructor(private readonly thread: Thread) {}

  async ask(order: ScanningOrder): Promise<unknown> {
    const bytes = 'bytes' in order ? order.bytes.byteLength : 0;
    this.pending += bytes;
    try {
      return await this.thread.ask(order);
    } finally {
      this.pending -= bytes;
    }
  }

  end(): void {
    this.thread.end();
  }
}

/** In this thread. */
export function ownScanner(): Scanners {
  const scanning = new Scanning();
  return {
    scan: (order) => Promise.resolve(scanning.scan(order)),
    hash: (file, bytes) => {
      scanning.hash(file, bytes);
      return Promise.resolve();
    },
    digest: (file) => Promise.resolve(scanning.digest(file)),
    end: () => undefined,
  };
}

/** Scanners in other threads, which are started when they are needed. */
export interface ThreadScanners extends Scanners {
  /** Starts all of them: whoever has other things to do first need not wait for them afterwards. */
  start(): void;
}

export function threadScanners(threads: Threads): ThreadScanners {
  const started: Scanner[] = [];
  const most = Math.min(threads.cores, MOST_THREADS);
  const at = (index: number): Scanner => {
    for (let next = started.length; next <= index; next += 1) started.push(new Scanner(threads.start('scan-report')));
    return started[index] as Scanner;
  };
  /** A checksum is taken in one thread from its first part to its last. */
  const hasher = (file: number): Scanner => at(file % most);
  const idlest = (): Scanner => {
    const known = started.reduce<Scanner | undefined>(
      (best, one) => (best === undefined || one.pending < best.pending ? one : best),
      undefined,
    );
    return known === undefined || (known.pending > 0 && started.length < most) ? at(started.length) : known;
  };
  return {
    scan: async (order) => (await idlest().ask({ kind: 'scan', ...order })) as ScannedRows,
    hash: async (file, bytes) => {
      await hasher(file).ask({ kind: 'hash', file, bytes });
    },
    digest: async (file) => (await hasher(file).ask({ kind: 'digest', file })) as string,
    start: () => void at(most - 1),
    end: () => started.forEach((one) => one.end()),
  };
}
