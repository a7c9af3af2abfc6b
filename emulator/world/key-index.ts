// Object versions in the order in which S3 lists them: keys by their UTF-8 bytes, and the versions of a key from the
// newest to the oldest. Chunks of sorted keys, as in a B-tree of height two: a million keys are a few thousand chunks, so
// that an insertion moves a few hundred entries and never sorts.

import { History, type Indexed } from './history';

/** Where to begin: at a key, after it, or after every key that begins with it. */
export type Start = { readonly at: string } | { readonly after: string } | { readonly afterPrefix: string };

const CHUNK_MAX = 512;

/** Somebody who follows every change, for example to write it down. */
export interface IndexListener<V> {
  /** A version was added, or took the place of one with its key and id, or has changed itself. */
  put(version: V): void;
  removed(version: V): void;
}

/** Nearly every key has one version: it is held as it is, and only further ones cost a history. */
type Entry<V extends Indexed> = V | History<V>;

export class KeyIndex<V extends Indexed> {
  /** @default - nobody follows */
  listener?: IndexListener<V>;
  /** None is empty. */
  private readonly chunks: Entry<V>[][] = [];
  /** Counts insertions and removals of keys, so that an iterator notices that its place has moved. */
  private changes = 0;
  private versionCount = 0;

  /** Number of versions, delete markers included. */
  get size(): number {
    return this.versionCount;
  }

  /** Newest first; empty if there is no such key. */
  versionsOf(key: string): readonly V[] {
    const entry = this.entry(key);
    return entry === undefined ? [] : versionsIn(entry);
  }

  /** The newest version of the key; it may be a delete marker. */
  current(key: string): V | undefined {
    const entry = this.entry(key);
    return entry instanceof History ? entry.newest : entry;
  }

  find(key: string, versionId: string): V | undefined {
    const entry = this.entry(key);
    if (entry instanceof History) return entry.find(versionId);
    return entry?.versionId === versionId ? entry : undefined;
  }

  /**
   * Adds a version at the place that its time gives it: a replica arrives with the time of its original, and may be older
   * than what is there. Of two with the same time, the later arrival is the newer. A version with the same key and
   * version id is replaced.
   * @returns the version that was replaced
   */
  put(version: V): V | undefined {
    const replaced = this.place(version);
    this.listener?.put(version);
    return replaced;
  }

  /** For a version that is there, and whose tags, status or lock were changed in place. */
  changed(version: V): void {
    this.listener?.put(version);
  }

  private place(version: V): V | undefined {
    const { chunk, at, found } = this.locate({ at: version.key });
    const entries = this.chunks[chunk];
    if (entries === undefined) {
      this.chunks.push([version]);
    } else if (!found) {
      entries.splice(at, 0, version);
      if (entries.length > CHUNK_MAX) this.chunks.splice(chunk + 1, 0, entries.splice(CHUNK_MAX / 2));
    } else {
      return this.putVersion(entries, at, version);
    }
    this.changes++;
    this.versionCount++;
    return undefined;
  }

  private putVersion(entries: Entry<V>[], at: number, version: V): V | undefined {
    const entry = entries[at] as Entry<V>;
    if (!(entry instanceof History) && entry.versionId === version.versionId) {
      entries[at] = version;
      return entry;
    }
    const history = entry instanceof History ? entry : new History(entry);
    const replaced = history.put(version);
    entries[at] = history;
    if (replaced === undefined) this.versionCount++;
    return replaced;
  }

  /** @returns the version that was removed; undefined if there was none */
  remove(key: string, versionId: string): V | undefined {
    const { chunk, at, found } = this.locate({ at: key });
    const entries = this.chunks[chunk];
    const entry = entries?.[at];
    if (!found || entries === undefined || entry === undefined) return undefined;
    const removed =
      entry instanceof History ? entry.find(versionId) : entry.versionId === versionId ? entry : undefined;
    if (removed === undefined) return undefined;
    this.versionCount--;
    this.listener?.removed(removed);
    if (entry instanceof History) {
      entries[at] = entry.without(removed);
      return removed;
    }
    this.changes++;
    entries.splice(at, 1);
    if (entries.length === 0) this.chunks.splice(chunk, 1);
    return removed;
  }

  /**
   * The versions of each key, newest first, in ascending order of keys. Keys may be added and removed while it runs: it
   * goes on after the last key that it gave.
   */
  *ascend(start: Start = { at: '' }): Generator<readonly V[], void, undefined> {
    let { chunk, at } = this.locate(start);
    let seen = this.changes;
    for (;;) {
      const entries = this.chunks[chunk];
      if (entries === undefined) return;
      const entry = entries[at];
      if (entry === undefined) {
        chunk++;
        at = 0;
        continue;
      }
      const versions = versionsIn(entry);
      const key = (versions[0] as V).key;
      yield versions;
      if (seen === this.changes) {
        at++;
      } else {
        ({ chunk, at } = this.locate({ after: key }));
        seen = this.changes;
      }
    }
  }

  private entry(key: string): Entry<V> | undefined {
    const { chunk, at, found } = this.locate({ at: key });
    return found ? this.chunks[chunk]?.[at] : undefined;
  }

  /** The first place whose key is not before `start`; where one chunk ends, its end, so that a new key joins that chunk. */
  private locate(start: Start): { readonly chunk: number; readonly at: number; readonly found: boolean } {
    const isBefore = beforeStart(start);
    const chunk = Math.max(0, firstFalse(this.chunks.length, (index) => isBefore(this.keyAt(index, 0))) - 1);
    const length = this.chunks[chunk]?.length ?? 0;
    const at = firstFalse(length, (index) => isBefore(this.keyAt(chunk, index)));
    if (!('at' in start)) return { chunk, at, found: false };
    if (at < length) return { chunk, at, found: this.keyAt(chunk, at) === start.at };
    // The key may be the first of the chunk that follows.
    if (chunk + 1 < this.chunks.length && this.keyAt(chunk + 1, 0) === start.at)
      return { chunk: chunk + 1, at: 0, found: true };
    return { chunk, at, found: false };
  }

  private keyAt(chunk: number, at: number): string {
    const entry = this.chunks[chunk]?.[at] as Entry<V>;
    return entry.key;
  }
}

function versionsIn<V extends Indexed>(entry: Entry<V>): readonly V[] {
  return entry instanceof History ? entry.newestFirst : [entry];
}

function beforeStart(start: Start): (key: string) => boolean {
  if ('at' in start) return (key) => compareKeys(key, start.at) < 0;
  if ('after' in start) return (key) => compareKeys(key, start.after) <= 0;
  const prefix = start.afterPrefix;
  return (key) => compareKeys(key, prefix) <= 0 || key.startsWith(prefix);
}

/** The first index for which `holds` is false, if it holds for all before and none after. */
function firstFalse(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Negative, zero or positive, by the UTF-8 bytes of both keys. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return utf8Rank(left) - utf8Rank(right);
  }
  return a.length - b.length;
}

/** UTF-16 and UTF-8 order the same, except that surrogates (all above U+FFFF) come before U+E000…U+FFFF in UTF-16. */
function utf8Rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
