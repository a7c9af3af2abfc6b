// The walk under every listing: keys in order, with those that share a prefix up to the delimiter rolled into one slot.
import { compareKeys, type Start } from '../../world/key-index';
import type { Bucket, ObjectVersion } from '../../world/bucket';

/** One entry of a listing: a common prefix, or a key with its versions. */
export type Slot =
  { readonly commonPrefix: string } | { readonly key: string; readonly versions: readonly ObjectVersion[] };

export interface Walk {
  readonly prefix: string;
  /** Empty: nothing is rolled up. */
  readonly delimiter: string;
  readonly start: Start;
  /** Whether the key takes part at all. */
  readonly visible: (versions: readonly ObjectVersion[]) => boolean;
}

export function* walkSlots(
  bucket: Bucket,
  { prefix, delimiter, start, visible }: Walk,
): Generator<Slot, void, undefined> {
  let begin: Start | undefined = start;
  while (begin !== undefined) {
    const keys: Iterable<readonly ObjectVersion[]> = bucket.versions.ascend(begin);
    begin = undefined;
    for (const versions of keys) {
      const key = versions[0]?.key ?? '';
      if (!key.startsWith(prefix)) return;
      if (!visible(versions)) continue;
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      if (end < 0) {
        yield { key, versions };
        continue;
      }
      const commonPrefix = key.slice(0, end + delimiter.length);
      yield { commonPrefix };
      begin = { afterPrefix: commonPrefix };
      break;
    }
  }
}

/**
 * Where a listing goes on after `marker`; at the prefix itself if the marker is before it. A marker that is a common
 * prefix, or a key in it, stands for all keys that were rolled into it.
 */
export function startAfter(marker: string, prefix: string, delimiter: string): Start {
  if (marker === '' || compareKeys(marker, prefix) < 0) return { at: prefix };
  const end = delimiter === '' || !marker.startsWith(prefix) ? -1 : marker.indexOf(delimiter, prefix.length);
  return end < 0 ? { after: marker } : { afterPrefix: marker.slice(0, end + delimiter.length) };
}
