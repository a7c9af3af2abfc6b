// All versions of a key, as one thing: a listing of versions, key by key.
import { RunnerError } from '../../../ports/errors';
import type { VersionEntry } from '../../../ports/s3/objects';
import { visible } from '../../../text/safe-text';

/** Versions and delete markers of one key. */
export interface Chain {
  readonly key: string;
  /** Oldest first: as they were written. */
  readonly versions: readonly VersionEntry[];
}

function disordered(bucket: string, key: string): RunnerError {
  return new RunnerError(
    'unavailable',
    `the listing of the versions of '${bucket}' is not in S3's order: the first one of '${visible(key)}' is not its current one`,
    'only endpoints that list the versions of a key from the newest to the oldest, as S3 does, can be copied and compared by versions',
  );
}

/**
 * A version that is written while those of its key are listed, and comes among them, is left to another time.
 * As many as a page brings to an end; what is held is a page, and the chain that goes on behind it.
 * @param pages in S3's order, newest first within a key
 * @throws RunnerError `unavailable` when the newest version of a key does not come first
 */
export async function* chainsOf(
  pages: AsyncIterable<readonly VersionEntry[]>,
  bucket: string,
): AsyncGenerator<readonly Chain[]> {
  let key: string | undefined;
  let versions: VersionEntry[] = [];
  const ended = (of: string): Chain => ({ key: of, versions: versions.reverse() });
  for await (const page of pages) {
    const chains: Chain[] = [];
    for (const entry of page) {
      if (entry.key !== key) {
        if (!entry.latest) throw disordered(bucket, entry.key);
        if (key !== undefined) chains.push(ended(key));
        ({ key } = entry);
        versions = [];
      } else if (entry.latest && entry.lastModifiedMs > (versions[0]?.lastModifiedMs ?? 0)) continue;
      // One text for the key of all of them.
      versions.push({ ...entry, key });
    }
    if (chains.length > 0) yield chains;
  }
  if (key !== undefined) yield [ended(key)];
}
