// The newest objects of both sides, key by key. Both listings are in the order of UTF-8 bytes, and a key's beginning is all that may change
// on the way: so the order of what follows it stays.
import { RunnerError } from '../../ports/errors';
import type { ListedObject } from '../../ports/s3/copying';
import { compareKeys } from '../../text/key-order';
import { visible } from '../../text/safe-text';

export interface Pair {
  /** What follows the prefix, on both sides. */
  readonly rest: string;
  /** Absent: only the destination has it. */
  readonly source?: ListedObject;
  /** Absent: only the source has it. */
  readonly destination?: ListedObject;
}

export interface ListedSide {
  readonly bucket: string;
  /** Beginning of all its keys. */
  readonly prefix: string;
  readonly pages: AsyncIterable<readonly ListedObject[]>;
}

interface Entry {
  readonly rest: string;
  readonly object: ListedObject;
}

/** @throws RunnerError `unavailable` when keys are not in S3's order, or not under the prefix: what is there would be called missing */
async function* entriesOf({ bucket, prefix, pages }: ListedSide): AsyncGenerator<Entry> {
  let last: string | undefined;
  for await (const page of pages) {
    for (const object of page) {
      const { key } = object;
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
      yield { rest: key.slice(prefix.length), object };
    }
  }
}

/** Every key that one side has or both have, in S3's order. */
export async function* pairsOf(source: ListedSide, destination: ListedSide): AsyncGenerator<Pair> {
  const left = entriesOf(source);
  const right = entriesOf(destination);
  try {
    let [here, there] = await Promise.all([left.next(), right.next()]);
    while (here.done !== true || there.done !== true) {
      const order = here.done === true ? 1 : there.done === true ? -1 : compareKeys(here.value.rest, there.value.rest);
      const mine = order <= 0 && here.done !== true ? here.value : undefined;
      const theirs = order >= 0 && there.done !== true ? there.value : undefined;
      yield {
        rest: mine?.rest ?? theirs?.rest ?? '',
        ...(mine === undefined ? {} : { source: mine.object }),
        ...(theirs === undefined ? {} : { destination: theirs.object }),
      };
      if (mine !== undefined) here = await left.next();
      if (theirs !== undefined) there = await right.next();
    }
  } finally {
    // Whoever stops in the middle, by an error too, leaves no listing open.
    await Promise.allSettled([left.return(undefined), right.return(undefined)]);
  }
}
