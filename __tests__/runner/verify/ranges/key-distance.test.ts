// A guess where so many keys of a listing end: whatever keys look like, it is a text that a request can name, under the prefix and behind the
// key, or there is none.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareKeys } from '../../../../runner/text/key-order';
import { KeyDistance, type Stretch } from '../../../../runner/verify/ranges/key-distance';

function seen(prefix: string, keys: readonly string[]): KeyDistance {
  const distance = new KeyDistance(prefix);
  for (const key of keys) distance.see(key);
  return distance;
}

const stretch = (from: string, to: string, pages = 1): Stretch => ({ from, to, pages });
const numbered = (number: number): string => `d/${String(number).padStart(4, '0')}`;

describe('a guess', () => {
  it('is as far behind as keys mostly were, page by page', () => {
    const distance = seen(
      'd/',
      Array.from({ length: 10_000 }, (_, number) => numbered(number)),
    );
    const stretches = [stretch(numbered(0), numbered(100)), stretch(numbered(100), numbered(200))];
    expect([1, 4].map((pages) => distance.beyond(numbered(200), stretches, pages))).toEqual([
      numbered(300),
      numbered(600),
    ]);
  });

  it('is none where no text is so far behind, and none by stretches that lead nowhere', () => {
    const distance = seen('d/', ['d/a', 'd/b', 'd/c']);
    expect(distance.beyond('d/c', [stretch('d/a', 'd/c')], 1_000)).toBeUndefined();
    expect(distance.beyond('d/b', [stretch('d/b', 'd/b')], 1)).toBeUndefined();
    expect(distance.beyond('d/b', [], 1)).toBeUndefined();
  });

  it('passes over stretches that lead nowhere, where another one leads on', () => {
    const distance = seen(
      'd/',
      Array.from({ length: 1_000 }, (_, number) => numbered(number)),
    );
    const nowhere = stretch(numbered(100), numbered(100));
    const onwards = stretch(numbered(0), numbered(100));
    expect(distance.beyond(numbered(100), [nowhere, nowhere, onwards], 1)).toBe(numbered(200));
  });

  it.each([
    ['before what UTF-16 writes by two', '\ud7ff'],
    ['that is the last one of all', '\u{10ffff}'],
  ])('behind a character %s is no half of a character, and does not fail', (_what, last) => {
    const keys = ['a', last].map((one) => `d/${one}`);
    const distance = seen('d/', keys);
    for (const pages of [1, 2, 4]) {
      const border = distance.beyond(keys[0] ?? '', [stretch(keys[0] ?? '', keys[1] ?? '')], pages);
      expect(() => encodeURIComponent(border ?? '')).not.toThrow();
    }
  });

  it('is under the prefix and behind the key, of any keys', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', '0', '1', '9', '/', 'ü', '\u{1f600}'), maxLength: 6 });
    fc.assert(
      fc.property(fc.uniqueArray(key, { minLength: 3, maxLength: 30 }), fc.constantFrom(1, 2, 4), (names, pages) => {
        const keys = names.map((name) => `d/${name}`).sort(compareKeys);
        const [first = '', last = ''] = [keys[0], keys.at(-1)];
        const border = seen('d/', keys).beyond(first, [stretch(first, last, keys.length / 1_000)], pages);
        if (border === undefined) return;
        expect(border.startsWith('d/')).toBe(true);
        expect(compareKeys(border, first)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
