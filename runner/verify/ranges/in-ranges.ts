// One listing, made by several requests at a time: what lies ahead is cut into pieces of some pages, by a guess where they end, and given
// in S3's order. As many pages are held as all pieces may have together, however large the bucket is.
import type { KeyRange } from '../../ports/s3/objects';
import { RunnerError } from '../../ports/errors';
import { defined } from '../../text/defined';
import { compareKeys } from '../../text/key-order';
import { visible } from '../../text/safe-text';
import { KeyDistance, type Stretch } from './key-distance';

/** Pieces that are listed at once. */
const AT_ONCE = 8;
/** Pages of a piece: what is left of it then is another one. */
const PIECE_PAGES = 4;
/** Pages before the first cut: a small bucket costs no request more. */
const FIRST_PAGES = 4;
/** Pages that are held, at most, of pieces behind the one that is read. */
const MOST_HELD = 48;
const PAGE_ENTRIES = 1_000;
/** Keys of a page whose characters are looked at. */
const SEEN_EACH = 64;
/** Stretches that a guess is made by. */
const NEWEST = 4;
/** What a piece without a key counts, in pages. */
const NEARLY_NONE = 0.25;

interface Listed {
  readonly key: string;
  readonly deleteMarker?: boolean;
}

type Page<Entry> = readonly Entry[];

/** Keys behind `after`, up to `until`. */
interface Piece<Entry> {
  readonly after: string | undefined;
  until: string | undefined;
  /** Of a piece that is the rest of another. @default - it is opened when its turn has come */
  readonly iterator?: AsyncIterator<Page<Entry>>;
  readonly pages: Page<Entry>[];
  state: 'waiting' | 'listing' | 'over';
  /** Pages that it may still list in its turn. */
  reserved: number;
  failure?: { readonly error: unknown };
}

function outOfOrder(bucket: string, before: string, after: string): RunnerError {
  return new RunnerError(
    'unavailable',
    `the listing of '${visible(bucket)}' is not in S3's order: '${visible(after)}' came after '${visible(before)}'`,
    'only endpoints that list keys by their UTF-8 bytes, as S3 does, can be compared',
  );
}

class Ranges<Entry extends Listed> {
  readonly #pieces: Piece<Entry>[] = [];
  readonly #distance: KeyDistance;
  readonly #newest: Stretch[] = [];
  #listed = 0;
  /** Whether keys came in S3's order so far: the listing of what does not do so is not cut. */
  #isOrdered = true;
  #isClosed = false;
  #wake = (): void => undefined;

  constructor(
    private readonly list: (range: KeyRange) => AsyncIterable<Page<Entry>>,
    private readonly range: KeyRange,
    private readonly bucket: string,
  ) {
    this.#distance = new KeyDistance(range.prefix);
    this.#pieces.push(pieceOf(range.after, range.until));
  }

  async *pages(): AsyncGenerator<Page<Entry>> {
    try {
      for (;;) {
        this.#fill();
        const [first] = this.#pieces;
        const page = first?.pages.shift();
        if (page !== undefined) yield page;
        else if (first === undefined) return;
        else if (first.failure !== undefined) throw first.failure.error;
        else if (first.state === 'over') this.#pieces.shift();
        else
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
      }
    } finally {
      this.#isClosed = true;
      for (const { iterator } of this.#pieces) void iterator?.return?.().catch(() => undefined);
    }
  }

  /** Begins pieces, the first ones first, while there is room for what they bring. */
  #fill(): void {
    // As many as there were pages: many at once are worth it where much is to come.
    const most = Math.min(AT_ONCE, Math.max(1, this.#listed));
    for (let at = 0; at < this.#pieces.length && !this.#isClosed; at += 1) {
      const piece = this.#pieces[at] as Piece<Entry>;
      if (piece.state !== 'waiting') continue;
      const active = this.#pieces.filter(({ state }) => state === 'listing').length;
      const held = this.#pieces.reduce((sum, { pages, reserved }) => sum + pages.length + reserved, 0);
      // Whoever reads waits for the first one, whatever else there is.
      if (at > 0 && (active >= most || held + PIECE_PAGES > MOST_HELD)) return;
      this.#begin(piece, at);
    }
  }

  #begin(piece: Piece<Entry>, at: number): void {
    piece.state = 'listing';
    piece.reserved = this.#listed === 0 ? FIRST_PAGES : PIECE_PAGES;
    const border = this.#borderBehind(piece.after, piece.until);
    if (border !== undefined) {
      this.#pieces.splice(at + 1, 0, pieceOf(border, piece.until));
      piece.until = border;
    }
    void this.#listPiece(piece)
      .catch((error: unknown) => {
        piece.failure = { error };
      })
      .finally(() => {
        piece.reserved = 0;
        piece.state = 'over';
        this.#fill();
        this.#wake();
      });
  }

  /** Undefined: what is left is not cut. */
  #borderBehind(after: string | undefined, until: string | undefined): string | undefined {
    if (after === undefined || !this.#isOrdered || this.#listed < FIRST_PAGES) return undefined;
    // Behind all characters that were seen there is no text: a shorter piece may end before.
    for (let pages = PIECE_PAGES; pages > 1; pages /= 2) {
      const border = this.#distance.beyond(after, this.#newest, pages);
      if (border === undefined || compareKeys(border, after) <= 0) continue;
      if (until === undefined || compareKeys(border, until) < 0) return border;
    }
    return undefined;
  }

  async #listPiece(piece: Piece<Entry>): Promise<void> {
    const { after } = piece;
    const iterator = piece.iterator ?? this.#opened(after);
    /** What stands there is the piece's before it: some servers begin with it, and not behind. */
    const begin = piece.iterator === undefined ? after : undefined;
    let last = begin;
    let keys = 0;
    for (;;) {
      const step = await iterator.next();
      if (this.#isClosed) break;
      if (step.done === true) {
        this.#note(after, piece.until, keys);
        return;
      }
      const page = step.value;
      const [first, end] = this.#ends(page, last);
      const { until } = piece;
      const isBeyond = until !== undefined && compareKeys(end, until) > 0;
      const isAtBegin = begin !== undefined && compareKeys(first, begin) === 0;
      const behind = isAtBegin ? page.filter(({ key }) => key !== begin) : page;
      const inside = isBeyond ? behind.filter(({ key }) => compareKeys(key, until) <= 0) : behind;
      this.#listed += 1;
      piece.reserved -= 1;
      keys += inside.length;
      if (inside.length > 0) piece.pages.push(inside);
      last = end;
      if (isBeyond) {
        this.#note(after, until, keys);
        break;
      }
      this.#newest.push({ from: first, to: end, pages: page.length / PAGE_ENTRIES });
      if (this.#newest.length > NEWEST) this.#newest.shift();
      if (piece.reserved === 0) {
        // What follows goes on with the same listing: the versions of a key may stand on two pages.
        this.#pieces.splice(this.#pieces.indexOf(piece) + 1, 0, { ...pieceOf(end, until), iterator });
        return;
      }
      this.#wake();
    }
    void iterator.return?.().catch(() => undefined);
  }

  #opened(after: string | undefined): AsyncIterator<Page<Entry>> {
    const range = { ...this.range, ...defined({ after }) };
    return this.list(range)[Symbol.asyncIterator]();
  }

  /** A piece that has hardly a key says so: the next one is longer. */
  #note(from: string | undefined, to: string | undefined, keys: number): void {
    const pages = keys / PAGE_ENTRIES;
    if (from === undefined || to === undefined || pages >= 1) return;
    this.#newest.push({ from, to, pages: Math.max(NEARLY_NONE, pages) });
    if (this.#newest.length > NEWEST) this.#newest.shift();
  }

  /**
   * The first key of a page and its last.
   * @param before a key that stands before all of them. @default - none is known
   * @throws RunnerError `unavailable` where what was cut turns out not to be in S3's order: keys would be lost
   */
  #ends(page: Page<Entry>, before: string | undefined): readonly [first: string, last: string] {
    // Versions come apart from delete markers.
    const lasts: (string | undefined)[] = [];
    const firsts: string[] = [];
    const step = Math.max(1, Math.floor(page.length / SEEN_EACH));
    for (let index = 0; index < page.length; index += 1) {
      const { key, deleteMarker = false } = page[index] as Entry;
      const kind = Number(deleteMarker);
      const previous = lasts[kind];
      if (previous === undefined) firsts.push(key);
      else if (previous !== key && compareKeys(previous, key) > 0) this.#notOrdered(previous, key);
      lasts[kind] = key;
      if (index % step === 0) this.#distance.see(key);
    }
    const first = firsts.reduce((one, other) => (compareKeys(one, other) <= 0 ? one : other), firsts[0] ?? '');
    let last = '';
    for (const key of lasts) if (key !== undefined && (last === '' || compareKeys(key, last) > 0)) last = key;
    if (before !== undefined && compareKeys(before, first) > 0) this.#notOrdered(before, first);
    return [first, last];
  }

  #notOrdered(before: string, after: string): void {
    this.#isOrdered = false;
    // Nothing was cut so far: whoever compares finds out whether it matters.
    if (this.#listed >= FIRST_PAGES) throw outOfOrder(this.bucket, before, after);
  }
}

function pieceOf<Entry>(after: string | undefined, until: string | undefined): Piece<Entry> {
  return { after, until, pages: [], state: 'waiting', reserved: 0 };
}

/**
 * The pages of a listing in S3's order, each entry once; cut otherwise than S3 does where parts of it are listed at once.
 * @param list one range by one request after the other
 */
export function inRanges<Entry extends Listed>(
  list: (range: KeyRange) => AsyncIterable<Page<Entry>>,
  range: KeyRange,
  bucket: string,
): AsyncIterable<Page<Entry>> {
  // A key that was chosen is one request.
  return range.until === undefined ? new Ranges(list, range, bucket).pages() : list(range);
}
