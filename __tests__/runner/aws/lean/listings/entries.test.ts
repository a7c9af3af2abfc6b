import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { takeEntries, type EntryReader } from '../../../../../runner/aws/lean/listings/entries';

const VERSION =
  '<Version><Key>a%2Bb+c</Key><VersionId>v&amp;1</VersionId><IsLatest>true</IsLatest>' +
  '<LastModified>2026-01-31T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>7</Size>' +
  '<StorageClass>STANDARD_IA</StorageClass><Owner><ID>o</ID><DisplayName>&lt;Key&gt;</DisplayName></Owner></Version>';
const MARKER = '<DeleteMarker><Key>m</Key></DeleteMarker>';
const NAMES = ['Version', 'DeleteMarker'] as const;

const told = (entry: EntryReader) => ({
  key: entry.key,
  versionId: entry.text('VersionId'),
  latest: entry.text('IsLatest'),
  lastModifiedMs: entry.lastModifiedMs,
  etag: entry.etag,
  sizeBytes: entry.sizeBytes,
  storageClass: entry.storageClass,
});

function taken(page: string): { readonly rest: string | undefined; readonly entries: readonly unknown[] } {
  const entries: unknown[] = [];
  const rest = takeEntries(Buffer.from(page), NAMES, (entry, name) => entries.push({ name, ...told(entry) }));
  return { rest, entries };
}

/** What one version tells, with something else in place of a part of it. */
function one(written: string, other: string): ReturnType<typeof told> {
  return taken(`<L>${VERSION.replace(written, other)}</L>`).entries[0] as ReturnType<typeof told>;
}

describe('the entries of a page', () => {
  it('are told in their order, both kinds, and leave the page without them', () => {
    const { rest, entries } = taken(`<?xml?>\n<L><IsTruncated>true</IsTruncated>${MARKER}\n${VERSION}<B>ü</B></L>`);
    expect(rest).toBe('<?xml?>\n<L><IsTruncated>true</IsTruncated>\n<B>ü</B></L>');
    expect(entries).toEqual([
      { name: 'DeleteMarker', key: 'm', etag: '' },
      {
        name: 'Version',
        key: 'a+b c',
        versionId: 'v&1',
        latest: 'true',
        lastModifiedMs: Date.parse('2026-01-31'),
        etag: 'e',
        sizeBytes: 7,
        storageClass: 'STANDARD_IA',
      },
    ]);
  });

  it('may have their elements in any order, others between them, and white space', () => {
    const parts = [...VERSION.matchAll(/<(\w+)>[^<]*<\/\1>/g)].map(([part]) => `\n <Other/> ${part}`).reverse();
    expect(taken(`<L><Version>${parts.join('')}</Version></L>`).entries).toEqual(taken(`<L>${VERSION}</L>`).entries);
  });

  it.each([
    ['&quot;e&quot;', '"e"', 'e'],
    ['&quot;e&quot;', 'e', 'e'],
    ['&quot;e&quot;', '&#34;e&#34;', 'e'],
    ['&quot;e&quot;', '&quot;', ''],
    ['<ETag>&quot;e&quot;</ETag>', '', ''],
  ])('have an ETag without its quotes: %j as %j', (written, other, etag) => {
    expect(one(written, other).etag).toBe(etag);
  });

  it.each(['', '7x', '7.5', '-7', '1e3', ' 7', '99999999999999999'])('have no size that is written %j', (size) => {
    expect(one('<Size>7<', `<Size>${size}<`).sizeBytes).toBeUndefined();
  });

  it('have no time that is none, and keep an entity that XML does not have', () => {
    expect(one('2026-01-31T00', '2026-13-31T00').lastModifiedMs).toBeUndefined();
    expect(one('v&amp;1', '&constructor;').versionId).toBe('&constructor;');
  });

  it('may have a key that is not encoded, and none that is encoded in another way', () => {
    expect(one('a%2Bb+c', 'ä😀').key).toBe('ä😀');
    expect(() => one('a%2Bb+c', 'a%')).toThrow(URIError);
  });

  it.each(['IA', 'STANDARD', 'STANDARD_IA_', ''])('have each their own class: %j beside another one', (other) => {
    const page = `<L>${VERSION}${VERSION.replace('STANDARD_IA', other)}${VERSION}</L>`;
    const classes = (taken(page).entries as ReturnType<typeof told>[]).map(({ storageClass }) => storageClass);
    expect(classes).toEqual(['STANDARD_IA', other, 'STANDARD_IA']);
  });

  it.each(['</Version>', '</Size>', '</Owner></Version>'])('are none where one does not end: without %s', (end) => {
    const page = `<L>${VERSION}${VERSION.slice(0, VERSION.indexOf(end))}`;
    expect(taken(page).rest).toBeUndefined();
  });

  it.each(['<Version>', '<Version><DeleteMarker>', '</L>  ', '<Version></Version>', '&', ' ', '<', '<Key>'])(
    'of a page that is %j for a megabyte are read at once, or not at all',
    (part) => {
      const took = (length: number): number => {
        const page = Buffer.from(`<L>${part.repeat(length / part.length)}</L>`);
        const began = performance.now();
        takeEntries(page, NAMES, () => undefined);
        return performance.now() - began;
      };
      expect(took(2_000_000)).toBeLessThan(4 * took(1_000_000) + 200);
    },
  );

  it('do not keep the page that they came in', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const usedMib = (): number => {
      collectGarbage();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return (heapUsed + arrayBuffers) / 1024 ** 2;
    };
    const long = VERSION.replace('a%2Bb+c', 'folder/a-key-of-many-letters').replace('v&amp;1', 'v'.repeat(32));
    const before = usedMib();
    // 80 pages of about 1 MB, and one version of each.
    const kept = Array.from({ length: 80 }, (_, number) => {
      const all: unknown[] = [];
      takeEntries(Buffer.from(`<L>${long.repeat(2_500)}</L>`), NAMES, (entry) => all.push(told(entry)));
      return all[number];
    });
    expect(usedMib() - before).toBeLessThan(20);
    expect(kept.at(-1)).toMatchObject({ key: 'folder/a-key-of-many-letters', storageClass: 'STANDARD_IA' });
  });
});
