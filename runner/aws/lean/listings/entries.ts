// The entries of a page of a listing, read from its bytes while these are there. As a text a page takes 500 KB, which V8 keeps until it
// collects all garbage, and for as long as anybody keeps a part of it.
import { element } from '../../s3/answer-xml';
import { decodeListed } from '../../s3/s3-clients';

/** What is read of an entry; the first element of a name counts. */
const ELEMENTS = ['Key', 'VersionId', 'IsLatest', 'LastModified', 'ETag', 'Size', 'StorageClass'] as const;
type ElementName = (typeof ELEMENTS)[number];
const NAMES = ELEMENTS.map((name) => Buffer.from(name));
const PLACE = Object.fromEntries(ELEMENTS.map((name, index) => [name, 2 * index])) as Readonly<
  Record<ElementName, number>
>;

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const AMPERSAND = 0x26;
const QUOTES = ['&quot;', '"'].map((quote) => Buffer.from(quote));

function begins(bytes: Buffer, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text[index]) return false;
  return true;
}

/** Of a page; what it tells is that of the entry that was read last. */
export class EntryReader {
  /** From and to of each element; negative: it is not there. */
  readonly #found = new Int32Array(2 * ELEMENTS.length);
  #class = '';

  constructor(private readonly bytes: Buffer) {}

  /**
   * @param at behind the begin of an entry
   * @returns behind its end; undefined: it does not end
   */
  read(at: number, end: Uint8Array): number | undefined {
    const { bytes } = this;
    this.#found.fill(-1);
    for (let from = at; from < bytes.length; from += 1) {
      if (bytes[from] !== LESS) continue;
      if (begins(bytes, from, end)) return from + end.length;
      if (bytes[from + 1] !== SLASH) from = this.#readElement(from + 1);
    }
    return undefined;
  }

  /** @returns before what comes next */
  #readElement(nameFrom: number): number {
    const { bytes } = this;
    let nameTo = nameFrom;
    while (nameTo < bytes.length && bytes[nameTo] !== GREATER) nameTo += 1;
    let to = nameTo + 1;
    while (to < bytes.length && bytes[to] !== LESS) to += 1;
    const place = 2 * this.#indexOf(nameFrom, nameTo);
    if (place >= 0 && (this.#found[place] as number) < 0 && bytes[to + 1] === SLASH) {
      this.#found[place] = nameTo + 1;
      this.#found[place + 1] = to;
    }
    return to - 1;
  }

  /** Among the names; negative: it is none of them. */
  #indexOf(from: number, to: number): number {
    for (let index = 0; index < NAMES.length; index += 1) {
      const name = NAMES[index] as Buffer;
      if (name.length === to - from && begins(this.bytes, from, name)) return index;
    }
    return -1;
  }

  #range(name: ElementName): readonly [from: number, to: number] {
    const place = PLACE[name];
    return [this.#found[place] as number, this.#found[place + 1] as number];
  }

  #textIn(from: number, to: number): string {
    for (let at = from; at < to; at += 1) {
      const byte = this.bytes[at] as number;
      if (byte >= 0x80 || byte === AMPERSAND)
        return element(`<T>${this.bytes.toString('utf8', from, to)}</T>`, 'T') as string;
    }
    return this.bytes.toString('latin1', from, to);
  }

  text(name: ElementName): string | undefined {
    const [from, to] = this.#range(name);
    return from < 0 ? undefined : this.#textIn(from, to);
  }

  /** @throws URIError where it is not encoded as UTF-8 */
  get key(): string | undefined {
    const key = this.text('Key');
    return key === undefined ? undefined : decodeListed(key);
  }

  /** Without its quotes, which are written as they are or as entities. */
  get etag(): string {
    const { bytes } = this;
    const [from, to] = this.#range('ETag');
    if (from < 0) return '';
    const quote = QUOTES.find((one) => begins(bytes, from, one));
    const length = quote?.length ?? 0;
    const isQuoted = quote !== undefined && to - from >= 2 * length && begins(bytes, to - length, quote);
    const bare = isQuoted ? this.#textIn(from + length, to - length) : this.#textIn(from, to);
    return bare.includes('"') ? bare.replaceAll('"', '') : bare;
  }

  /** Undefined: it is none. */
  get sizeBytes(): number | undefined {
    const [from, to] = this.#range('Size');
    if (from < 0 || from === to) return undefined;
    let size = 0;
    for (let at = from; at < to; at += 1) {
      const digit = (this.bytes[at] as number) - 0x30;
      if (digit < 0 || digit > 9) return undefined;
      size = size * 10 + digit;
    }
    return Number.isSafeInteger(size) ? size : undefined;
  }

  /** Undefined: it is none. */
  get lastModifiedMs(): number | undefined {
    const time = Date.parse(this.text('LastModified') ?? '');
    return Number.isNaN(time) ? undefined : time;
  }

  /** One text for all that have the same. */
  get storageClass(): string | undefined {
    const [from, to] = this.#range('StorageClass');
    if (from < 0) return undefined;
    const known = this.#class;
    let at = 0;
    while (at < known.length && from + at < to && known.charCodeAt(at) === this.bytes[from + at]) at += 1;
    if (at === 0 || at !== known.length || from + at !== to) this.#class = this.#textIn(from, to);
    return this.#class;
  }
}

/**
 * Every entry of a page, in the order in which they stand there.
 * @param names of entries
 * @param take called with each; what the reader tells is gone afterwards
 * @returns the page without them; undefined: one of them does not end
 */
export function takeEntries<Name extends string>(
  bytes: Buffer,
  names: readonly Name[],
  take: (entry: EntryReader, name: Name) => void,
): string | undefined {
  const kinds = names.map((name) => ({ name, begin: Buffer.from(`<${name}>`), end: Buffer.from(`</${name}>`) }));
  const reader = new EntryReader(bytes);
  let rest = '';
  let left = 0;
  for (let at = bytes.indexOf(LESS); at !== -1; at = bytes.indexOf(LESS, at)) {
    const kind = kinds.find(({ begin }) => begins(bytes, at, begin));
    if (kind === undefined) {
      at += 1;
      continue;
    }
    const behind = reader.read(at + kind.begin.length, kind.end);
    if (behind === undefined) return undefined;
    if (left < at) rest += bytes.toString('utf8', left, at);
    take(reader, kind.name);
    at = behind;
    left = behind;
  }
  return rest + bytes.toString('utf8', left);
}
