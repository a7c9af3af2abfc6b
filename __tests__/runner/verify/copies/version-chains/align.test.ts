// Chains of versions, held against each other by what they hold. A letter is a version: small and large letters of one have the same bytes
// under ETags that cannot be compared, `!` is a delete marker, digits have the size of `a` and other bytes.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  align,
  alignedByListing,
  type Alignment,
  type ChainVersion,
} from '../../../../../runner/verify/copies/version-chains/align';
import type { Bytes } from '../../../../../runner/verify/copies/same-bytes';

interface Version extends ChainVersion {
  readonly letter: string;
}

function version(letter: string): Version {
  const sizeBytes = letter === '!' || letter === '0' ? 0 : /\d/.test(letter) ? 97 : letter.toLowerCase().charCodeAt(0);
  return { letter, deleteMarker: letter === '!', sizeBytes, etag: letter === '!' ? '' : `etag of ${letter}` };
}

const chain = (letters: string): readonly Version[] => Array.from(letters, version);
const bytes = (one: Version, other: Version): Bytes =>
  one.letter.toLowerCase() === other.letter.toLowerCase() ? 'same' : 'different';
const said = (one: Alignment): string => (one.is === 'aligned' ? `${one.common} of them, ${one.older} below` : one.is);

describe('a chain at the destination', () => {
  it.each<[title: string, source: string, destination: string, byListing: string, looked: string]>([
    ['that is not there', 'abc', '', '0 of them, 0 below', '0 of them, 0 below'],
    ['that is the beginning', 'abc', 'ab', '2 of them, 0 below', '2 of them, 0 below'],
    ['that is all of it', 'abc', 'abc', '3 of them, 0 below', '3 of them, 0 below'],
    ['with delete markers', 'a!b!', 'a!b', '3 of them, 0 below', '3 of them, 0 below'],
    ['of delete markers alone', '!!', '!', '1 of them, 0 below', '1 of them, 0 below'],
    ['that lacks a delete marker', 'a!b', 'ab', 'different', 'different'],
    ['that has a delete marker more, at the end', 'ab', 'ab!', 'different', 'different'],
    ['whose equal versions are as many', 'aab', 'aa', '2 of them, 0 below', '2 of them, 0 below'],
    ['whose equal versions are fewer', 'aab', 'a', '1 of them, 0 below', '1 of them, 0 below'],
    ['that comes back to what it was', 'abac', 'aba', '3 of them, 0 below', '3 of them, 0 below'],
    ['over older versions of its own', 'bc', 'xb', '1 of them, 1 below', '1 of them, 1 below'],
    ['over versions that the source has no longer', 'cd', 'abc', '1 of them, 2 below', '1 of them, 2 below'],
    ['with nothing of the source', 'ab', 'x', 'different', 'different'],
    ['with something newer', 'abc', 'abx', 'different', 'different'],
    ['with something between', 'abc', 'axb', 'different', 'different'],
    ['with the newest version alone', 'abc', 'c', 'different', 'different'],
    ['with more than the source', 'ab', 'abc', 'different', 'different'],
    ['in another order', 'abc', 'ba', '1 of them, 1 below', '1 of them, 1 below'],
    ['under other ETags', 'abc', 'AB', 'unknown', '2 of them, 0 below'],
    ['under other ETags, over older versions', 'ab', 'xA', 'unknown', '1 of them, 1 below'],
    ['of the same sizes with other bytes', 'a', '1', 'unknown', 'different'],
    ['of the same sizes, of which one has other bytes', 'ba', 'b1', 'unknown', 'different'],
    ['of versions without bytes', '0a', '0', '1 of them, 0 below', '1 of them, 0 below'],
    ['with a marker in place of an empty version', '0', '!', 'different', 'different'],
    ['that the source has nothing of any more', '', 'ab', 'different', 'different'],
  ])('%s', async (_title, source, destination, byListing, looked) => {
    expect(said(alignedByListing(chain(source), chain(destination)))).toBe(byListing);
    const looking = (one: Version, other: Version): Promise<Bytes> => Promise.resolve(bytes(one, other));
    expect(said(await align(chain(source), chain(destination), looking))).toBe(looked);
  });

  it('of which a look tells nothing is unknown, even where fewer would surely be the same', async () => {
    const nothing = (): Promise<Bytes> => Promise.resolve('unknown');
    expect(said(await align(chain('ab'), chain('A'), nothing))).toBe('unknown');
    expect(said(await align(chain('aab'), chain('Aa'), nothing))).toBe('unknown');
  });

  it('whose ETags nobody has told is looked at', () => {
    const untold = { ...version('a'), etag: '' };
    expect(said(alignedByListing([untold], [untold]))).toBe('unknown');
  });

  it('is looked at from its newest version, and no further than where it differs', async () => {
    const looks: string[] = [];
    const look = (one: Version, other: Version): Promise<Bytes> => {
      looks.push(`${one.letter}${other.letter}`);
      return Promise.resolve(bytes(one, other));
    };
    expect(said(await align(chain('bcd1'), chain('BCD2'), look))).toBe('different');
    expect(looks).toEqual(['12']);
  });

  it('of very many versions of one size takes few looks before it is called different', async () => {
    const many = (side: string): readonly Version[] =>
      Array.from({ length: 20_000 }, (_, at) => ({ ...version('a'), etag: `${side} ${at}` }));
    let looks = 0;
    const look = (): Promise<Bytes> => {
      looks += 1;
      return Promise.resolve('different');
    };
    expect(said(await align(many('s'), many('d'), look))).toBe('different');
    expect(looks).toBeLessThanOrEqual(16);
  });

  it('that repeats itself 100,000 times is aligned in a moment', () => {
    const same = Array.from({ length: 100_000 }, () => version('a'));
    const [below = version('x')] = chain('x');
    expect(said(alignedByListing(same, [below, ...same.slice(1)]))).toBe('99999 of them, 1 below');
    const between = [...same.slice(0, 50_000), below, ...same.slice(50_001)];
    expect(said(alignedByListing(same, between))).toBe('49999 of them, 50001 below');
  });

  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '!', '0', '1', '2'), maxLength: 8 });

  it('is found to be as much as can be, whatever the chains are', () => {
    fc.assert(
      fc.property(letters, letters, (source, destination) => {
        const fits = Array.from({ length: Math.min(source.length, destination.length) + 1 }, (_, n) => n).filter((n) =>
          destination.endsWith(source.slice(0, n)),
        );
        const most = Math.max(...fits);
        const found = alignedByListing(chain(source), chain(destination));
        if (found.is === 'unknown') return;
        expect(said(found)).toBe(
          most === 0 && destination !== '' ? 'different' : `${most} of them, ${destination.length - most} below`,
        );
      }),
    );
  });

  it('with the rest of the source on top ends with all of the source', async () => {
    await fc.assert(
      fc.asyncProperty(letters, letters, async (source, destination) => {
        const look = (one: Version, other: Version): Promise<Bytes> => Promise.resolve(bytes(one, other));
        const found = await align(chain(source), chain(destination), look);
        if (found.is !== 'aligned') return;
        expect((destination + source.slice(found.common)).endsWith(source)).toBe(true);
      }),
    );
  });
});
