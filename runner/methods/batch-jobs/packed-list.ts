// A list of objects for a job, row by row: kept packed, in a file where it is larger than the memory shall hold, and written in parts where one
// request does not take it.
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Spill } from '../../ports/spill';

/** Of a part, before it is packed; S3 takes 5 MiB to 5 GiB, and 10,000 parts. */
const PART_BYTES = 8 * 1024 ** 2;
const MOST_PARTS = 10_000;
/** The fastest: rows are alike. */
const LEVEL = 1;

function md5(bytes: string | Uint8Array): Buffer {
  return createHash('md5').update(bytes).digest();
}

/** Where lists keep their parts: all of them together in memory up to a size, and the others in a file. */
export class Shelf {
  #heldBytes = 0;

  /** @param spill @default - everything stays in memory */
  constructor(private readonly spill?: Spill) {}

  /** @returns what gives the bytes back */
  keep(bytes: Uint8Array): () => Uint8Array {
    const { spill } = this;
    if (spill !== undefined && this.#heldBytes + bytes.byteLength > spill.inMemoryBytes) return spill.keep(bytes);
    this.#heldBytes += bytes.byteLength;
    return () => bytes;
  }
}

export class PackedList {
  readonly #whole = createHash('sha256');
  readonly #packed: (() => Uint8Array)[] = [];
  readonly #md5s: Buffer[] = [];
  #rows: string[] = [];
  #bytes = 0;
  #packedBytes = 0;
  #digest: string | undefined;

  /**
   * @param shelf @default - everything stays in memory
   * @param partBytes a part is at least so large, the last one excepted
   */
  constructor(
    private readonly shelf = new Shelf(),
    private readonly partBytes = PART_BYTES,
  ) {}

  /** @param row ASCII, with the line feed at its end */
  add(row: string): void {
    this.#rows.push(row);
    this.#bytes += row.length;
    if (this.#bytes >= this.partBytes) this.#pack();
  }

  /** Bytes that it takes, wherever they are. */
  get heldBytes(): number {
    return this.#packedBytes + this.#bytes;
  }

  /** Of all rows: 64 hex digits. Nothing is added after it was asked for. */
  get digest(): string {
    return this.#seal();
  }

  /** As S3 makes it of one request, or of parts. */
  get etag(): string {
    this.#seal();
    const [only, ...more] = this.#md5s;
    if (only !== undefined && more.length === 0) return only.toString('hex');
    return `${md5(Buffer.concat(this.#md5s)).toString('hex')}-${String(this.#md5s.length)}`;
  }

  /** One: a single request writes it. */
  *parts(): Generator<Uint8Array> {
    this.#seal();
    for (const part of this.#packed) yield inflateRawSync(part());
  }

  /** Whether S3 takes no more parts. */
  get isFull(): boolean {
    return this.#packed.length >= MOST_PARTS;
  }

  get partCount(): number {
    this.#seal();
    return this.#packed.length;
  }

  /** Packs what is left, and adds nothing any more. */
  #seal(): string {
    if (this.#bytes > 0 || this.#md5s.length === 0) this.#pack();
    return (this.#digest ??= this.#whole.digest('hex'));
  }

  #pack(): void {
    const text = this.#rows.join('');
    this.#rows = [];
    this.#bytes = 0;
    this.#whole.update(text);
    this.#md5s.push(md5(text));
    const packed = deflateRawSync(text, { level: LEVEL });
    this.#packed.push(this.shelf.keep(packed));
    this.#packedBytes += packed.byteLength;
  }
}

/** Of rows that are held already. */
export function packedText(text: string): PackedList {
  const list = new PackedList(new Shelf(), Infinity);
  if (text !== '') list.add(text);
  return list;
}
