// A listing of versions, key by key, whatever page a version stands in.
import { expect, it } from '@jest/globals';
import type { VersionEntry } from '../../../../../runner/ports/s3/objects';
import { chainsOf } from '../../../../../runner/verify/copies/version-chains/chain';

/** `key:id`, with a `*` where it is current. */
function entry(text: string, lastModifiedMs = 0): VersionEntry {
  const [key = '', versionId = ''] = text.replace('*', '').split(':');
  const latest = text.endsWith('*');
  return {
    key,
    versionId,
    latest,
    lastModifiedMs,
    deleteMarker: false,
    sizeBytes: 1,
    etag: 'e',
    storageClass: 'STANDARD',
  };
}

async function said(...pages: readonly (readonly VersionEntry[])[]): Promise<readonly string[]> {
  async function* listing(): AsyncGenerator<readonly VersionEntry[]> {
    for (const page of pages) yield await Promise.resolve(page);
  }
  const all: string[] = [];
  for await (const chains of chainsOf(listing(), 'b'))
    all.push(...chains.map(({ key, versions }) => `${key}: ${versions.map(({ versionId }) => versionId).join(' ')}`));
  return all;
}

const page = (text: string): readonly VersionEntry[] => text.split(' ').map((one) => entry(one));

it('versions of a key come together, oldest first, over pages too', async () => {
  expect(await said(page('a:3* a:2'), page('a:1 b:1*'), page('c:2*'), page('c:1'))).toEqual([
    'a: 1 2 3',
    'b: 1',
    'c: 1 2',
  ]);
});

it('a key whose newest version does not come first is in no order that could be copied', async () => {
  await expect(said(page('a:1 a:2*'))).rejects.toThrow("the first one of 'a' is not its current one");
});

it('what comes to be current while the versions are listed is left to another time, and what comes to be by a deletion is not', async () => {
  expect(await said([entry('a:2*', 20)], [entry('a:3*', 30), entry('a:1', 10)])).toEqual(['a: 1 2']);
  expect(await said([entry('a:2*', 20)], [entry('a:1*', 10)])).toEqual(['a: 1 2']);
});
