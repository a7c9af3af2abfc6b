// The folders of a part's rows: each name is made once, and found again by its bytes.
import { folderOf } from '../../../../text/key-folder';

const SLASH = 47;
/** Folders that are found by their bytes; a power of two. */
const PLACES = 1 << 10;

interface Known {
  /** With the slash at its end. */
  readonly bytes: Uint8Array;
  readonly index: number;
}

export class Folders {
  readonly names: string[] = [];
  private readonly indexes = new Map<string, number>();
  private readonly prefixBytes: Uint8Array;
  private readonly known: (Known | undefined)[] = Array.from({ length: PLACES }, () => undefined);

  /** @param prefix of the job; folders below it are told apart */
  constructor(private readonly prefix: string) {
    this.prefixBytes = Buffer.from(prefix);
  }

  named(name: string): number {
    const known = this.indexes.get(name);
    if (known !== undefined) return known;
    this.names.push(name);
    this.indexes.set(name, this.names.length - 1);
    return this.names.length - 1;
  }

  /** Whether it is one below the prefix: the name ends in a slash after it, and every key that begins so lies there. */
  isBelow(index: number): boolean {
    return (this.names[index] as string).length > this.prefix.length;
  }

  /** Of a key whose bytes are ASCII: as many letters as bytes. Below zero: it does not begin with the prefix. */
  of(bytes: Uint8Array, from: number, to: number): number {
    const { prefix } = this;
    let slash = from + prefix.length;
    while (slash < to && bytes[slash] !== SLASH) slash += 1;
    if (slash >= to) return isAt(this.prefixBytes, bytes, from) ? this.named(prefix) : -1;
    const place = ((bytes[slash - 1] ?? 0) + (bytes[slash - 2] ?? 0) * 31 + (slash - from) * 7) & (PLACES - 1);
    const known = this.known[place];
    if (known?.bytes.length === slash + 1 - from && isAt(known.bytes, bytes, from)) return known.index;
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + from, slash + 1 - from).toString('latin1');
    if (!name.startsWith(prefix)) return -1;
    const found = { bytes: bytes.slice(from, slash + 1), index: this.named(folderOf(name, prefix)) };
    this.known[place] = found;
    return found.index;
  }
}

function isAt(folder: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let index = folder.length - 1; index >= 0; index -= 1) if (bytes[from + index] !== folder[index]) return false;
  return true;
}
