// Two listings, walked side by side: all versions of one key at a time, whatever the size of the buckets.
import { ahead } from '../pacing/ahead';
import { RunnerError } from '../ports/errors';
import type { VersionEntry } from '../ports/s3/objects';
import { visible } from '../text/safe-text';
import { compareKeys } from '../text/key-order';

/** The next page is on its way while one is compared. */
export const PAGES_AHEAD = 2;

/** What both sides have of one key. */
export interface KeyOnBothSides {
  readonly key: string;
  readonly source: readonly VersionEntry[];
  readonly destination: readonly VersionEntry[];
}

interface KeyVersions {
  readonly key: string;
  readonly entries: VersionEntry[];
}

/**
 * The entries of a listing, key by key. A key may go on in the next page, and pages have delete markers apart from versions.
 * @throws RunnerError `unavailable` when the keys are not in S3's order: a comparison would call things missing that are there
 */
async function* keyByKey(pages: AsyncIterable<readonly VersionEntry[]>, bucket: string): AsyncGenerator<KeyVersions> {
  let current: KeyVersions | undefined;
  for await (const page of pages) {
    for (const entry of [...page].sort((a, b) => compareKeys(a.key, b.key))) {
      if (current?.key === entry.key) {
        current.entries.push(entry);
        continue;
      }
      if (current !== undefined) {
        if (compareKeys(current.key, entry.key) > 0) throw outOfOrder(bucket, current.key, entry.key);
        yield current;
      }
      current = { key: entry.key, entries: [entry] };
    }
  }
  if (current !== undefined) yield current;
}

function outOfOrder(bucket: string, before: string, after: string): RunnerError {
  return new RunnerError(
    'unavailable',
    `the listing of '${bucket}' is not in S3's order: '${visible(after)}' came after '${visible(before)}'`,
    'only endpoints that list keys by their UTF-8 bytes, as S3 does, can be compared',
  );
}

/** Every key that one side has or both have, in S3's order. */
export async function* sideBySide(
  source: { readonly bucket: string; readonly pages: AsyncIterable<readonly VersionEntry[]> },
  destination: { readonly bucket: string; readonly pages: AsyncIterable<readonly VersionEntry[]> },
): AsyncGenerator<KeyOnBothSides> {
  const left = keyByKey(ahead(source.pages, PAGES_AHEAD), source.bucket);
  const right = keyByKey(ahead(destination.pages, PAGES_AHEAD), destination.bucket);
  try {
    let [here, there] = await Promise.all([left.next(), right.next()]);
    while (here.done !== true || there.done !== true) {
      const order = here.done === true ? 1 : there.done === true ? -1 : compareKeys(here.value.key, there.value.key);
      const mine = order <= 0 && here.done !== true ? here.value : undefined;
      const theirs = order >= 0 && there.done !== true ? there.value : undefined;
      yield {
        key: mine?.key ?? theirs?.key ?? '',
        source: mine?.entries ?? [],
        destination: theirs?.entries ?? [],
      };
      [here, there] = await Promise.all([
        mine === undefined ? here : left.next(),
        theirs === undefined ? there : right.next(),
      ]);
    }
  } finally {
    // Whoever stops in the middle, by an error too, leaves no listing open.
    await Promise.allSettled([left.return(undefined), right.return(undefined)]);
  }
}
