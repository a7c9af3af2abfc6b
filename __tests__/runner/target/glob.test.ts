// Globs mean what they mean to `aws s3`, and no key makes them slow.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { globOf, matchesGlob, type Glob } from '../../../runner/target/glob';

function parsed(text: string): Glob {
  const glob = globOf(text);
  if (typeof glob === 'string') throw new Error(`${text}: ${glob}`);
  return glob;
}

const matches = (glob: string, text: string): boolean => matchesGlob(parsed(glob), text);

describe('a glob', () => {
  it.each([
    ['*', ['', 'a', 'a/b', '\n', '\u{1F600}'], []],
    ['**', ['', 'a/b'], []],
    ['*.tmp', ['a.tmp', 'a/b.tmp', '.tmp', 'line\nfeed.tmp'], ['a.tmpx', 'a.TMP', 'tmp']],
    ['logs/*', ['logs/', 'logs/a/b'], ['logs', 'a/logs/b']],
    ['a?c', ['abc', 'a/c', 'a\nc', 'a\u{1F600}c'], ['ac', 'abbc']],
    ['?', ['\u{1F600}', '\ufffd'], ['', 'ab', 'e\u0301']],
    ['[ab]x', ['ax', 'bx'], ['cx', 'x', 'abx']],
    ['[!ab]x', ['cx', '\nx', '\u{1F600}x'], ['ax', 'bx', 'x']],
    ['[a-c]', ['a', 'b', 'c'], ['d', '-']],
    ['[\u{1F600}-\u{1F610}]', ['\u{1F605}'], ['\u{1F611}', '\ud83d']],
    ['[]]', [']'], ['[', '']],
    ['[!]]', ['a'], [']']],
    ['[a-]', ['a', '-'], ['b']],
    ['[*]', ['*'], ['a']],
    ['[?][[][{][\\]', ['?[{\\'], ['a[{\\']],
    ['[/]x', ['/x'], ['x']],
    ['a*b*c', ['abc', 'aXbYc', 'abcbc', 'abbcc'], ['acb', 'abcd', 'xabc']],
    ['*a*ab', ['aab', 'aaab', 'xaaxab'], ['ab', 'aba']],
    ['a.c', ['a.c'], ['abc']],
    ['(a|b)+$', ['(a|b)+$'], ['a']],
    [' a ', [' a '], ['a']],
  ])('%j', (glob, those, others) => {
    expect(those.filter((text) => !matches(glob, text))).toEqual([]);
    expect(others.filter((text) => matches(glob, text))).toEqual([]);
  });

  it.each([
    ['', '1 to 1024 characters'],
    ['x'.repeat(1_025), '1 to 1024 characters'],
    ['/a', 'leave the first one out'],
    ['*.{jpg,png}', 'once for each choice'],
    ['a\\*', 'written in brackets'],
    ['a[b', "has no ']'"],
    ['[]', "has no ']'"],
    ['[!]', "has no ']'"],
    ['[^a]', "'[!' is none of these"],
    ['[z-a]', "'z-a' goes backwards"],
  ])('is refused where tools do not agree what it means: %j', (glob, why) => {
    expect(globOf(glob)).toEqual(expect.stringContaining(why));
  });

  it('made of a text in brackets matches that text, and no other', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const glob = Array.from(one, (character) =>
          /[[*?{\\/^!\]]/.test(character) ? `[${character}]` : character,
        ).join('');
        // What cannot stand alone in brackets, or needs none.
        const usual = glob.replaceAll('[^]', '^').replaceAll('[!]', '!').replaceAll('[]]', '[]]');
        expect(matches(usual, one)).toBe(true);
        expect(matches(usual, other)).toBe(one === other);
        expect(matches(`*${usual}*`, `${other}${one}${other}`)).toBe(true);
      }),
    );
  });

  it('looks at each character no more often than it has parts, whatever the key is', () => {
    const piece = fc.constantFrom('*', '?', 'a', 'b', '[ab]', '[!a]', '*a', '*b');
    const globs = fc.array(piece, { minLength: 1, maxLength: 60 }).map((pieces) => pieces.join(''));
    const keys = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 200 });
    fc.assert(
      fc.property(globs, keys, (text, key) => {
        const glob = parsed(text);
        let looks = 0;
        const counting = new Proxy(
          Array.from(key, (character) => character.charCodeAt(0)),
          {
            get: (all, name) => {
              if (typeof name === 'string' && /^\d+$/.test(name)) looks += 1;
              return Reflect.get(all, name) as unknown;
            },
          },
        );
        matchesGlob(glob, counting);
        expect(looks).toBeLessThanOrEqual((glob.length + 1) * (key.length + 1));
      }),
    );
  });

  it('that would take a regular expression forever takes milliseconds', () => {
    const beganMs = performance.now();
    expect(matches(`${'*a'.repeat(500)}b`, 'a'.repeat(1_024))).toBe(false);
    expect(performance.now() - beganMs).toBeLessThan(2_000);
  });
});
