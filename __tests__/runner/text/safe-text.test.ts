// Text of anybody's in a line of a log: no system acts on it, and it can still be read which text it was.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapedJson, indentedJson, safeLines, visible } from '../../../runner/text/safe-text';
import { hostileText } from '../renderers/hostile-text';
import { actedOn, COMMANDS_OF_LOGS } from './log-readers';

/** What stands in for a character, as a reader takes it back. */
function readBack(shown: string): string {
  return shown.replace(/\\u\{([0-9a-f]+)\}/g, (_all, code: string) => String.fromCodePoint(parseInt(code, 16)));
}

const mixed = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...COMMANDS_OF_LOGS,
        '#',
        ':',
        '::',
        '[',
        ']',
        '%',
        '0A',
        ' ',
        '-',
        '+',
        '\n',
        '\r',
        'vso',
        'error',
      ),
      hostileText,
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

describe('text from outside', () => {
  it.each(COMMANDS_OF_LOGS)('is a command to no system that runs builds: %j', (text) => {
    expect(actedOn(text)).not.toEqual([]);
    for (const shown of [visible(text), escapedJson(text), escapedJson({ [text]: text }), indentedJson([text])])
      expect(actedOn(shown)).toEqual([]);
  });

  it('is no command, whatever it holds, and is shown once as it is shown twice', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        const shown = visible(text);
        expect(actedOn(shown)).toEqual([]);
        expect(visible(shown)).toBe(shown);
        expect(safeLines(shown)).toBe(shown);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same value in JSON, whose lines hold no command', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        for (const json of [escapedJson({ [text]: [text] }), indentedJson({ [text]: [text] })]) {
          expect(actedOn(json)).toEqual([]);
          expect(JSON.parse(json)).toEqual({ [text]: [text] });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('can be read back', () => {
    for (const text of COMMANDS_OF_LOGS.filter((one) => !/\p{Cc}/u.test(one)))
      expect(readBack(visible(text))).toBe(text);
  });

  it.each([
    'arn:aws:s3:::bucket/folder/',
    'arn:aws:s3:::error',
    'arn:aws:iam::111122223333:role/x',
    'https://example.com/a?b#c',
    'C:\\x::y',
    'std::vector::x',
    'a#b ##1 C## #[x]',
    'a - b --- c',
    '100% 0A',
    'ä 漢字 🙂',
  ])('stays as it is where nobody acts on it: %s', (text) => {
    expect(visible(text)).toBe(text);
    expect(escapedJson(text)).toBe(JSON.stringify(text));
  });

  it.each(['\u200b', '\ufe0f', '\u3164', '\u034f', '\u{e0041}', '\u00ad', '\u202e'])(
    'shows what a reader would not see: %j',
    (character) => expect(visible(`a${character}b`)).toMatch(/^a\\u\{[0-9a-f]+\}b$/),
  );

  it('is no command together with what stands beside it', () => {
    for (const [one, other] of [
      ['a#', '#vso[x.y]'],
      ['##', '[error]'],
      [':', ':error::x'],
    ] as const)
      expect(actedOn(safeLines(`${visible(one)}${visible(other)}`))).toEqual([]);
  });

  it('is shown in a time that grows with its length', () => {
    const startedMs = performance.now();
    for (const text of ['#', ':', ' ', '%0', '##vso', '\u00a0:', '-'].map((part) => part.repeat(300_000)))
      visible(text);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
