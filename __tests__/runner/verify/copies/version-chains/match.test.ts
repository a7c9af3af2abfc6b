// Versions meet those that are as far from the newest that both have. A letter is a version, `!` a delete marker.
import { expect, it } from '@jest/globals';
import type { VersionEntry } from '../../../../../runner/ports/s3/objects';
import type { Chain } from '../../../../../runner/verify/copies/version-chains/chain';
import { matchFromNewest } from '../../../../../runner/verify/copies/version-chains/match';

function chain(letters: string): Chain {
  const versions = Array.from(letters, (letter): VersionEntry => ({
    ...{ key: 'k', versionId: letter, deleteMarker: letter === '!', latest: false, lastModifiedMs: 0 },
    ...{ sizeBytes: letter.charCodeAt(0), etag: letter, storageClass: 'STANDARD' },
  }));
  return { key: 'k', versions };
}

it.each([
  ['that are the same', 'ab!', 'ab!', ['bb', 'aa'], ['same']],
  ['over older ones', 'bc', 'abc', ['cc', 'bb', '-a'], []],
  ['over an older delete marker', 'b', '!b', ['bb'], ['extra']],
  ['of which the newest are missing', 'abc', 'a', ['c-', 'b-', 'aa'], []],
  ['of which the newest are missing, over older ones', 'abc', 'xa', ['c-', 'b-', 'aa', '-x'], []],
  ['of which one between is missing', 'abc', 'ac', ['cc', 'ba', 'a-'], []],
  ['of which a delete marker is missing', 'a!', 'a', ['aa'], ['missing']],
  ['hidden by a delete marker of their own', 'a', 'a!', ['a-', '-a'], ['extra']],
  ['of which none is there', 'a!', '', ['a-'], ['missing']],
  ['that the source has not', '', 'a!', ['-a'], ['extra']],
])('versions %s', (_title, source, destination, pairs, markers) => {
  const told: string[] = [];
  const found = matchFromNewest(
    { rest: 'k', source: chain(source), destination: chain(destination) },
    { addMarker: (which) => told.push(which) },
  );
  expect(found.map((one) => `${one.source?.etag ?? '-'}${one.destination?.etag ?? '-'}`)).toEqual(pairs);
  expect(told).toEqual(markers);
});
