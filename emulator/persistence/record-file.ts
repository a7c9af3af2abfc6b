// A file of records, each with its length and its checksum: what is whole can be read back, what is torn shows.
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const HEADER_BYTES = 8;

/** The file is not what was written: it was changed or damaged, not merely cut off at its end. */
export class DamagedFile extends Error {}

/** Writes records one after the other. What was written survives the end of the process, however it ends. */
export class RecordWriter {
  private waiting: Buffer[] = [];

  /** @param file - descriptor of a file that is written from its beginning */
  constructor(private readonly file: number) {}

  /** The record is written with the next `flush`. */
  append(...parts: readonly Buffer[]): void {
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    header.writeUInt32LE(
      parts.reduce((sum, part) => sum + part.length, 0),
      0,
    );
    header.writeUInt32LE(
      parts.reduce((sum, part) => crc32(part, sum), 0),
      4,
    );
    this.waiting.push(header, ...parts);
  }

  flush(): void {
    if (this.waiting.length === 0) return;
    const only = this.waiting.length === 1 ? this.waiting[0] : undefined;
    const bytes = only ?? Buffer.concat(this.waiting);
    this.waiting = [];
    for (let at = 0; at < bytes.length;) at += writeSync(this.file, bytes, at);
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }
}

/**
 * The records of a file, in order. A record at the end that is torn, because the process ended while it was written, is
 * left out.
 * @throws DamagedFile
 */
export function* readRecords(path: string): Generator<Buffer, void, undefined> {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const header = Buffer.alloc(HEADER_BYTES);
    for (let at = 0; at + HEADER_BYTES <= size;) {
      readAt(file, header, at);
      const length = header.readUInt32LE(0);
      const end = at + HEADER_BYTES + length;
      if (end > size) return;
      const payload = Buffer.allocUnsafeSlow(length);
      readAt(file, payload, at + HEADER_BYTES);
      if (crc32(payload) !== header.readUInt32LE(4)) {
        if (end === size) return;
        throw new DamagedFile(`${path} is damaged at byte ${at}`);
      }
      yield payload;
      at = end;
    }
  } finally {
    closeSync(file);
  }
}

function readAt(file: number, into: Buffer, position: number): void {
  for (let done = 0; done < into.length;) {
    const count = readSync(file, into, done, into.length - done, position + done);
    if (count === 0) throw new DamagedFile(`the file ended at byte ${position + done}`);
    done += count;
  }
}
