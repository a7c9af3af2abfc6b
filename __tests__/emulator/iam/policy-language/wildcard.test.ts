import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matches, patternOf, patternOfParts, splitPattern } from '../../../../emulator/iam/policy-language/wildcard';

const isMatch = (pattern: string, text: string): boolean => matches(patternOf(pattern), text);

/** The same question, asked of the regular expression engine. */
function oracle(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[\\^$.+()[\]{}|]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'su').test(text);
}

describe('a pattern', () => {
  it.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'a/b:c\nd', true],
    ['**', '', true],
    ['?', '', false],
    ['?', 'a', true],
    ['?', '\u{1f600}', true],
    ['??', 'a', false],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/', true],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b', false],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::bb/k', false],
    ['arn:aws:s3:::b/*.csv', 'arn:aws:s3:::b/x.csv.csv', true],
    ['arn:aws:s3:::b/*.csv', 'arn:aws:s3:::b/x.csv.gz', false],
    ['a*', 'A', false],
    ['a.c', 'abc', false],
    ['*a?', 'aab', true],
    ['*a?', 'aa', true],
    ['*a?', 'a', false],
  ])('%j compared with %j is %s', (pattern, text, expected) => {
    expect(isMatch(pattern, text)).toBe(expected);
  });

  it('agrees with a regular expression', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.', '/'), maxLength: 12 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/', '*', '\u{1f600}'), maxLength: 12 });
    fc.assert(
      fc.property(pattern, text, (one, other) => isMatch(one, other) === oracle(one, other)),
      { numRuns: 3000 },
    );
  });

  it('matches every text that was made from it', () => {
    const part = fc.oneof(
      fc.constantFrom('*', '?').chain((wildcard) =>
        fc
          .string({
            minLength: wildcard === '?' ? 1 : 0,
            maxLength: wildcard === '?' ? 1 : 9,
            unit: 'grapheme-ascii',
          })
          .map((text) => ({ wildcard, text })),
      ),
      fc.string({ unit: fc.constantFrom('a', '-', ':'), maxLength: 5 }).map((text) => ({ wildcard: text, text })),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) =>
        isMatch(parts.map(({ wildcard }) => wildcard).join(''), parts.map(({ text }) => text).join('')),
      ),
    );
  });

  it('with many stars does not take exponential time', () => {
    const started = performance.now();
    expect(isMatch(`${'a*'.repeat(40)}b`, 'a'.repeat(20_000))).toBe(false);
    expect(isMatch(`${'*a'.repeat(40)}?c`, 'a'.repeat(20_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('takes wildcards in a verbatim part for the characters themselves', () => {
    const pattern = patternOfParts([
      { text: 'home/', verbatim: false },
      { text: '*', verbatim: true },
      { text: '/*', verbatim: false },
    ]);
    expect(matches(pattern, 'home/*/file')).toBe(true);
    expect(matches(pattern, 'home/anna/file')).toBe(false);
  });

  it('is split at separators, the last part keeping those that are left', () => {
    const parts = splitPattern(patternOf('a:*:c:d'), ':', 3);
    expect(parts).toHaveLength(3);
    expect(parts.map((part) => [matches(part, 'a'), matches(part, 'anything'), matches(part, 'c:d')])).toEqual([
      [true, false, false],
      [true, true, true],
      [false, false, true],
    ]);
  });
});
