// Two listings side by side: nothing is lost and nothing is invented, however the pages are cut.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { VersionEntry } from '../../../runner/ports/s3/objects';
import { compareKeys } from '../../../runner/text/key-order';
import { sideBySide, type KeyOnBothSides } from '../../../runner/verify/listings';

function entry(key: string, versionId: string, deleteMarker = false): VersionEntry {
  return {
    key,
    versionId,
    deleteMarker,
    latest: false,
    lastModifiedMs: 0,
    sizeBytes: 1,
    etag: 'e',
    storageClass: 'STANDARD',
  };
}

/** Pages as S3 gives them: keys by their bytes; in each page the versions, and then the delete markers. */
async function* pagesOf(entries: readonly VersionEntry[], size: number): AsyncGenerator<readonly VersionEntry[]> {
  const sorted = [...entries].sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  for (let at = 0; at < sorted.length; at += size) {
    await Promise.resolve();
    const page = sorted.slice(at, at + size);
    yield [...page.filter(({ deleteMarker }) => !deleteMarker), ...page.filter(({ deleteMarker }) => deleteMarker)];
  }
}

async function walk(
  source: AsyncIterable<readonly VersionEntry[]>,
  destination: AsyncIterable<readonly VersionEntry[]>,
): Promise<readonly KeyOnBothSides[]> {
  const all: KeyOnBothSides[] = [];
  for await (const key of sideBySide({ bucket: 'src', pages: source }, { bucket: 'dst', pages: destination }))
    all.push(key);
  return all;
}

const key = fc.constantFrom('a', 'a/', 'a/b', 'b', 'ä', '\uffee', '\u{1f600}', '\u{1f600}a', 'z');
const versions = fc
  .uniqueArray(fc.tuple(key, fc.integer({ min: 0, max: 3 }), fc.boolean()), {
    selector: ([name, id]) => `${name} ${id}`,
    maxLength: 20,
  })
  .map((all) => all.map(([name, id, marker]) => entry(name, String(id), marker)));
const ids = (entries: readonly VersionEntry[]): readonly string[] =>
  entries.map(({ key: name, versionId }) => `${name} ${versionId}`).sort();

describe('two listings side by side', () => {
  it('give every key once, in the order of its bytes, with all that each side has of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        versions,
        versions,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 7 }),
        async (source, destination, one, other) => {
          const keys = await walk(pagesOf(source, one), pagesOf(destination, other));
          const names = keys.map((found) => found.key);
          expect(names).toEqual([...new Set([...source, ...destination].map((found) => found.key))].sort(compareKeys));
          for (const found of keys) {
            expect(ids(found.source)).toEqual(ids(source.filter((one) => one.key === found.key)));
            expect(ids(found.destination)).toEqual(ids(destination.filter((one) => one.key === found.key)));
          }
        },
      ),
    );
  });

  it('order keys as S3 does, which JavaScript does not', () => {
    const names = ['\uffee', '\u{1f600}'];
    expect([...names].sort()).toEqual([...names].reverse());
    expect([...names].sort(compareKeys)).toEqual(names);
    expect(compareKeys('a', 'a')).toBe(0);
  });

  it('are refused when one is in another order: everything after would seem to be missing', async () => {
    const wrong = (async function* () {
      await Promise.resolve();
      yield [entry('b', '1')];
      yield [entry('a', '1')];
    })();
    await expect(walk(wrong, pagesOf([], 1))).rejects.toThrow(
      "the listing of 'src' is not in S3's order: 'a' came after 'b'",
    );
  });

  it('are both let go of when whoever walks them stops', async () => {
    const closed: string[] = [];
    const pages = async function* (name: string): AsyncGenerator<readonly VersionEntry[]> {
      try {
        for (let index = 1; ; index += 1) {
          await Promise.resolve();
          yield [entry(String(index).padStart(9, '0'), '1')];
        }
      } finally {
        closed.push(name);
      }
    };
    const walked = sideBySide({ bucket: 'a', pages: pages('a') }, { bucket: 'b', pages: pages('b') });
    await walked.next();
    await walked.return(undefined);
    expect(closed.sort()).toEqual(['a', 'b']);
  });
});
