// Lists the versions of a bucket in many parts at once.
import type { KeyRange, Objects, VersionEntry } from '../ports/s3/objects';
import { between, compareKeys, keyRanges } from './key-ranges';
import { defined } from '../text/defined';

/** Requests that are under way at once. */
const LISTINGS_AT_ONCE = 16;
/** Pages of one part, before it is looked for a place to cut it. */
const PAGES_BEFORE_CUT = 2;

export interface ListedPage {
  /** Number of the part of the key space. 0: the first page of each prefix, which is listed in any case. */
  readonly part: number;
  /** Empty when it only says that the part is over. */
  readonly entries: readonly VersionEntry[];
  /** Whether this is all of the part. */
  readonly last: boolean;
  /** Parts that the key space was cut into, part 0 not included. */
  readonly parts: number;
}

export interface ListingOptions {
  /** Order of the parts. */
  readonly random: () => number;
  /** Entries after which no further part is begun; at twice as many it ends. @default - none: everything is listed */
  readonly limit?: number;
  /** @default 16 */
  readonly atOnce?: number;
}

interface Piece {
  readonly part: number;
  readonly range: KeyRange;
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = [...items];
  for (let index = all.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [all[index], all[other]] = [all[other] as T, all[index] as T];
  }
  return all;
}

function lastKey(entries: readonly VersionEntry[]): string {
  return entries.reduce((last, { key }) => (compareKeys(key, last) > 0 ? key : last), '');
}

/** Pieces of the key space that are listed side by side; a piece that is long is cut when there is room for another. */
class Listing {
  private readonly waiting: Piece[] = [];
  /** Pieces of each part that are not listed yet. */
  private readonly open = new Map<number, number>();
  private readonly begun = new Set<number>();
  private readonly ready: ListedPage[] = [];
  private active = 0;
  private entries = 0;
  private failure: { readonly error: unknown } | undefined;
  private wake: (() => void) | undefined;
  private readonly blocked: (() => void)[] = [];
  private stopped = false;

  constructor(
    private readonly objects: Objects,
    private readonly bucket: string,
    private readonly parts: readonly KeyRange[],
    private readonly options: ListingOptions,
  ) {
    const order = shuffled(
      parts.map((range, index) => ({ part: index + 1, range })),
      options.random,
    );
    this.waiting.push(...order);
    for (const { part } of order) this.open.set(part, 1);
  }

  /** @param listed entries that were listed before */
  async *pages(listed: number): AsyncGenerator<ListedPage> {
    this.entries = listed;
    this.fill();
    try {
      for (;;) {
        const page = this.ready.shift();
        if (page !== undefined) {
          this.blocked.shift()?.();
          yield page;
          this.fill();
        } else if (this.failure !== undefined) throw this.failure.error;
        else if (this.active === 0) return;
        else
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
      }
    } finally {
      this.stopped = true;
      for (const go of this.blocked) go();
    }
  }

  private get atOnce(): number {
    return this.options.atOnce ?? LISTINGS_AT_ONCE;
  }

  /** New parts are not begun beyond the limit; those that were begun are listed to their end. */
  private next(): Piece | undefined {
    const { limit = Infinity } = this.options;
    const piece = this.waiting.at(-1);
    if (piece === undefined || this.entries >= limit * 2) return undefined;
    if (this.entries >= limit && !this.begun.has(piece.part)) return undefined;
    this.begun.add(piece.part);
    return this.waiting.pop();
  }

  private fill(): void {
    while (this.active < this.atOnce && !this.stopped && this.failure === undefined) {
      const piece = this.next();
      if (piece === undefined) return;
      this.active += 1;
      void this.list(piece)
        .catch((error: unknown) => {
          this.failure ??= { error };
        })
        .finally(() => {
          this.active -= 1;
          this.fill();
          this.wake?.();
        });
    }
  }

  private async list({ part, range }: Piece): Promise<void> {
    let until = range.until;
    let pages = 0;
    const { limit = Infinity } = this.options;
    for await (const page of this.objects.versions(this.bucket, range)) {
      if (this.stopped) return;
      const end = until;
      const entries =
        end === range.until ? page : page.filter(({ key }) => end === undefined || compareKeys(key, end) <= 0);
      this.entries += entries.length;
      this.tell({ part, entries, last: false });
      // Whoever reads may be slower than S3.
      if (this.ready.length > this.atOnce) await new Promise<void>((resolve) => this.blocked.push(resolve));
      if (entries.length < page.length) break;
      if (this.entries >= limit * 2) return;
      pages += 1;
      if (pages >= PAGES_BEFORE_CUT && this.active + this.waiting.length < this.atOnce)
        until = this.cut(part, range.prefix, lastKey(page), until);
    }
    const left = (this.open.get(part) ?? 1) - 1;
    this.open.set(part, left);
    if (left === 0) this.tell({ part, entries: [], last: true });
  }

  /** Gives the second half of what is left of a piece to another; returns where the first half ends. */
  private cut(part: number, prefix: string, after: string, until: string | undefined): string | undefined {
    const middle = between(prefix, after, until);
    if (middle === undefined) return until;
    this.open.set(part, (this.open.get(part) ?? 0) + 1);
    this.waiting.push({ part, range: { prefix, after: middle, ...defined({ until }) } });
    this.fill();
    return middle;
  }

  private tell(page: Omit<ListedPage, 'parts'>): void {
    this.ready.push({ ...page, parts: this.parts.length });
    this.wake?.();
  }
}

/**
 * Every version and delete marker under the prefixes, in no order; none twice.
 * @param prefixes none within another one; undefined: every key
 */
export async function* listInParallel(
  objects: Objects,
  bucket: string,
  prefixes: readonly string[] | undefined,
  options: ListingOptions,
): AsyncGenerator<ListedPage> {
  const parts: KeyRange[] = [];
  let listed = 0;
  for (const prefix of prefixes ?? ['']) {
    let first: readonly VersionEntry[] | undefined;
    let more = false;
    for await (const entries of objects.versions(bucket, { prefix })) {
      more = first !== undefined;
      if (more) break;
      first = entries;
    }
    if (first === undefined) continue;
    // The versions of the last key may go on behind the page: that key is listed again.
    const last = more ? lastKey(first) : undefined;
    const entries = first.filter(({ key }) => key !== last);
    if (entries.length > 0) yield { part: 0, entries, last: false, parts: 0 };
    listed += entries.length;
    if (more)
      parts.push(...(await keyRanges(objects, bucket, prefix, entries.length === 0 ? undefined : lastKey(entries))));
  }
  if (parts.length === 0) return;
  // How many parts there are is told also where the limit leaves none to begin.
  yield { part: 0, entries: [], last: false, parts: parts.length };
  yield* new Listing(objects, bucket, parts, options).pages(listed);
}
