// Lists of keys: every key survives them, and what would be another key than is meant is refused.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keyList, keysOfList } from '../../../runner/target/key-list';

const read = (text: string): readonly string[] => keysOfList(text, 'the list');

describe('a list of keys', () => {
  it.each<[string, string, readonly string[]]>([
    ['one key a line, as it is', 'a\n b \n\nc,d\n"e', ['a', ' b ', 'c,d', '"e']],
    ['the last line without its end', 'a\nb', ['a', 'b']],
    ['texts in JSON', '"a\\nb"\n"\\ud83d\\ude00"\n', ['a\nb', '\u{1F600}']],
    ['objects in JSON, whatever else they say', '{"key":"a","code":"x"}\n\r\n{"key":"b\\r"}\r\n', ['a', 'b\r']],
    ['what is no text in JSON, as it is', '123\nnull\n{"a":1}', ['123', 'null', '{"a":1}']],
    ['a key as long as one may be', 'x'.repeat(1_024), ['x'.repeat(1_024)]],
  ])('has %s', (_what, text, keys) => expect(read(text)).toEqual(keys));

  it.each([
    ['', 'lists no key'],
    ['\n\n', 'lists no key'],
    ['a\r\nb\r\n', 'line 1: "a\\r" ends with a carriage return'],
    ['\ufeffa', 'begins with a byte order mark'],
    ['"a"\nb', 'line 2: "b" is no key in JSON'],
    ['{"key":"a"}\n{"kez":"b"}', 'line 2'],
    ['"a"\n""', 'line 2: has no key'],
    ['x'.repeat(1_025), 'more than 1024 bytes'],
    ['\u{1F600}'.repeat(257), 'more than 1024 bytes'],
    ['"\\ud83d"', 'half a character'],
  ])('is refused: %j', (text, why) => expect(() => read(text)).toThrow(why));

  it('that was written has every key, as it was', () => {
    const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.array(key, { minLength: 1 }), (keys) => {
        expect(read(keyList(keys.map((one) => ({ key: one, code: 'AccessDenied' }))))).toEqual(keys);
      }),
    );
  });
});
