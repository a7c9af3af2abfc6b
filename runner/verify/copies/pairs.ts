// The newest objects of both sides, key by key. Both listings are in the order of UTF-8 bytes, and a key's beginning is all that may change
// on the way: so the order of what follows it stays.
import { ahead } from '../../pacing/ahead';
import { RunnerError } from '../../ports/errors';
import type { ListedObject } from '../../ports/s3/copying';
import { compareKeys } from '../../text/key-order';
import { visible } from '../../text/safe-text';
import { PAGES_AHEAD } from '../listings';

/** @typeParam Listed what a side has of one key */
export interface PairOf<Listed> {
  /** What follows the prefix, on both sides. */
  readonly rest: string;
  /** Absent: only the destination has it. */
  readonly source?: Listed;
  /** Absent: only the source has it. */
  readonly destination?: Listed;
}

export type Pair = PairOf<ListedObject>;

interface Keyed {
  readonly key: string;
}

export interface ListedSide<Listed extends Keyed = ListedObject> {
  readonly bucket: string;
  /** Beginning of all its keys. */
  readonly prefix: string;
  readonly pages: AsyncIterable<readonly Listed[]>;
}

/** Where the reading of a listing stands. */
class Cursor<Listed extends Keyed> {
  readonly #pages: AsyncIterator<readonly Listed[]>;
  #page: readonly Listed[] = [];
  #at = 0;
  #isOver = false;

  constructor(private readonly side: ListedSide<Listed>) {
    this.#pages = ahead(side.pages, PAGES_AHEAD);
  }

  /** Undefined: the page is over, or all of it. */
  get object(): Listed | undefined {
    return this.#page[this.#at];
  }

  get isOver(): boolean {
    return this.#isOver && this.#at === this.#page.length;
  }

  /** What follows the prefix in a key of this side. */
  restOf({ key }: Keyed): string {
    return key.slice(this.side.prefix.length);
  }

  next(): void {
    this.#at += 1;
  }

  /** Reads on, where everything was taken. @throws RunnerError `unavailable` when keys are not in S3's order, or not under the prefix */
  async fill(): Promise<void> {
    while (!this.#isOver && this.#at === this.#page.length) {
      const last = this.#page.at(-1)?.key;
      const read = await this.#pages.next();
      if (read.done === true) {
        this.#isOver = true;
        return;
      }
      this.#check(read.value, last);
      this.#page = read.value;
      this.#at = 0;
    }
  }

  async close(): Promise<void> {
    await this.#pages.return?.();
  }

  /** What is there would be called missing otherwise. */
  #check(page: readonly Keyed[], lastOfAll: string | undefined): void {
    const { bucket, prefix } = this.side;
    let last = lastOfAll;
    for (const { key } of page) {
      if (!key.startsWith(prefix))
        throw new RunnerError(
          'unavailable',
          `the listing of '${bucket}' under '${visible(prefix)}' has '${visible(key)}', which does not begin so`,
        );
      if (last !== undefined && compareKeys(last, key) >= 0)
        throw new RunnerError(
          'unavailable',
          `the listing of '${bucket}' is not in S3's order: '${visible(key)}' came after '${visible(last)}'`,
          'only endpoints that list keys by their UTF-8 bytes, as S3 does, can be compared',
        );
      last = key;
    }
  }
}

/** Pairs up to where one of the two pages ends that were read. */
function pairsAtHand<Listed extends Keyed>(left: Cursor<Listed>, right: Cursor<Listed>): readonly PairOf<Listed>[] {
  const pairs: PairOf<Listed>[] = [];
  for (;;) {
    const { object: source } = left;
    const { object: destination } = right;
    if (source === undefined && !left.isOver) return pairs;
    if (destination === undefined && !right.isOver) return pairs;
    if (source === undefined) {
      if (destination === undefined) return pairs;
      pairs.push({ rest: right.restOf(destination), destination });
      right.next();
      continue;
    }
    const rest = left.restOf(source);
    const order = destination === undefined ? -1 : compareKeys(rest, right.restOf(destination));
    if (destination === undefined || order < 0) pairs.push({ rest, source });
    else if (order === 0) pairs.push({ rest, source, destination });
    else pairs.push({ rest: right.restOf(destination), destination });
    if (order <= 0) left.next();
    if (order >= 0) right.next();
  }
}

/** Every key that one side has or both have, in S3's order; many at once, since a step from one to the next costs more than a pair. */
export async function* pairsOf<Listed extends Keyed>(
  source: ListedSide<Listed>,
  destination: ListedSide<Listed>,
): AsyncGenerator<readonly PairOf<Listed>[]> {
  const left = new Cursor(source);
  const right = new Cursor(destination);
  try {
    for (;;) {
      await Promise.all([left.fill(), right.fill()]);
      const pairs = pairsAtHand(left, right);
      if (pairs.length === 0) return;
      yield pairs;
    }
  } finally {
    // Whoever stops in the middle, by an error too, leaves no listing open.
    await Promise.allSettled([left.close(), right.close()]);
  }
}
