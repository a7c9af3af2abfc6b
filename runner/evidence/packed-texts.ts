// Texts one behind the other as UTF-8: a hundred thousand keys and version ids take half the memory that strings take, threads hand them over
// without a copy, and who collects garbage has nothing to look through.

const FIRST_BYTES = 4 * 1024;
const MOST_BYTES = 256 * 1024;
/** Of the length of a text. */
const LENGTH_BYTES = 4;
const NOTHING = Buffer.alloc(0);
const NO_BYTES = new Uint8Array(0);

export class PackedTexts {
  private full: Uint8Array[] = [];
  private block = NOTHING;
  /** Of the block. */
  private used = 0;

  add(text: string): void {
    const length = Buffer.byteLength(text);
    const at = this.room(length);
    this.block.write(text, at);
  }

  /** A text of ASCII that is in two places. */
  addAscii(begin: Uint8Array, from: number, to: number, rest: Uint8Array = NO_BYTES, restTo = 0): void {
    let at = this.room(to - from + restTo);
    const { block } = this;
    for (let index = from; index < to; index += 1) block[at++] = begin[index] as number;
    for (let index = 0; index < restTo; index += 1) block[at++] = rest[index] as number;
  }

  /** What was added, for whoever reads it. */
  get blocks(): readonly Uint8Array[] {
    return this.used === 0 ? this.full : [...this.full, this.block.subarray(0, this.used)];
  }

  /** @returns where its bytes belong */
  private room(bytes: number): number {
    const needed = LENGTH_BYTES + bytes;
    if (this.used + needed > this.block.length) {
      if (this.used > 0) this.full.push(this.block.subarray(0, this.used));
      const length = Math.min(MOST_BYTES, Math.max(FIRST_BYTES, this.block.length * 2));
      this.block = Buffer.alloc(Math.max(length, needed));
      this.used = 0;
    }
    this.block.writeUInt32LE(bytes, this.used);
    this.used += needed;
    return this.used - bytes;
  }
}

/** Reads them in their order. */
export class TextReader {
  private readonly blocks: readonly Buffer[];
  private index = 0;
  private at = 0;

  constructor(blocks: readonly Uint8Array[]) {
    this.blocks = blocks.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
  }

  /** Whether there is another one. */
  get goesOn(): boolean {
    return this.index < this.blocks.length;
  }

  next(): string {
    const block = this.blocks[this.index] ?? NOTHING;
    const from = this.at + LENGTH_BYTES;
    this.at = from + block.readUInt32LE(this.at);
    const text = block.toString('utf8', from, this.at);
    if (this.at >= block.length) {
      this.index += 1;
      this.at = 0;
    }
    return text;
  }
}
