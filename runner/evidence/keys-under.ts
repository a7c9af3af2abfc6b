// Whether anything lies under a prefix, and what was probably meant where nothing does.
import type { Buckets } from '../ports/s3/buckets';
import { RunnerError } from '../ports/errors';
import { nearest } from '../text/nearest';
import { visible } from '../text/safe-text';
import { quotedFlag } from '../text/shell-command';

/** Names at the top level that a prefix is compared with. */
const MOST_TOP_NAMES = 1_000;

export type KeysUnder =
  | { readonly found: 'some' }
  /** The bucket has no key at all. */
  | { readonly found: 'empty-bucket' }
  | { readonly found: 'none'; readonly meant?: string };

/** What lies under a prefix, of which one is enough. */
export type OneUnder = (prefix: string) => Promise<readonly unknown[]>;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What people write who mean the same: an address, an ARN, a path, a pattern, or what a listing shows encoded. The nearest first. */
function otherSpellings(prefix: string, bucket: string): readonly string[] {
  const bare = prefix.replace(/^(s3:\/\/|arn:[\w-]+:s3:::)[^/]*\/?/, '');
  const inBucket = bare.startsWith(`${bucket}/`) ? bare.slice(bucket.length + 1) : bare;
  const path = inBucket
    .trim()
    .replaceAll('\\', '/')
    .replace(/^[./]+(?=.)/, '');
  const all = [bare, inBucket, path, path.replace(/\*+$/, ''), decoded(path), decoded(path.replaceAll('+', ' '))];
  return [...new Set(all)].filter((one) => one !== '' && one !== prefix);
}

async function firstUnder(prefixes: readonly string[], oneUnder: OneUnder): Promise<string | undefined> {
  for (const prefix of prefixes) if ((await oneUnder(prefix)).length > 0) return prefix;
  return undefined;
}

/**
 * @param oneUnder @default - versions and delete markers
 * @throws RunnerError `denied` when the bucket may not be listed
 */
export async function keysUnder(
  bucket: string,
  prefix: string,
  buckets: Buckets,
  oneUnder: OneUnder = (under) => buckets.listVersions(bucket, under, 1),
): Promise<KeysUnder> {
  if ((await oneUnder(prefix)).length > 0) return { found: 'some' };
  const top = await buckets.listTop(bucket, MOST_TOP_NAMES);
  // What was deleted has left delete markers: a bucket of them alone is not empty.
  if (top.length === 0 && (await oneUnder('')).length === 0) return { found: 'empty-bucket' };
  const rewritten = await firstUnder(otherSpellings(prefix, bucket), oneUnder);
  const meant = rewritten ?? nearest(prefix, top) ?? nearest(`${prefix.split('/')[0] ?? ''}/`, top);
  return meant === undefined || meant === prefix ? { found: 'none' } : { found: 'none', meant };
}

/**
 * @param done what was not done, for example `nothing was compared`
 * @param oneUnder as above
 * @throws RunnerError `preflight` when there is nothing under a prefix of a bucket that has objects, `denied` as above
 */
export async function refuseEmpty(
  bucket: string,
  prefixes: readonly string[],
  buckets: Buckets,
  done: string,
  oneUnder?: OneUnder,
): Promise<void> {
  for (const prefix of prefixes) {
    const under = await keysUnder(bucket, prefix, buckets, oneUnder);
    if (under.found !== 'none') continue;
    const meant = under.meant === undefined ? '' : `did you mean ${quotedFlag('--prefix', under.meant)}? `;
    throw new RunnerError(
      'preflight',
      `${done}: there is no object under '${visible(prefix)}' in '${visible(bucket)}'`,
      `${meant}letter case and slashes count; if there is to be none yet, --allow-empty`,
    );
  }
}
