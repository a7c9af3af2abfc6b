// What copies are given in place of what their sources have, as flags say it.
import { describe, expect, it } from '@jest/globals';
import { newTraits } from '../../../../runner/cli/copies/new-traits';
import type { Given } from '../../../../runner/cli/flag-values';

const HTML = 'Content-Type=text/html';

describe('what copies are given', () => {
  it('is nothing where nothing is said', () => {
    expect(newTraits({})).toEqual({});
  });

  it('has names in small letters, a moment as HTTP writes it, and equals signs in its values', () => {
    expect(
      newTraits({
        'destination-header': ['content-type=text/html; charset=utf-8', 'EXPIRES=2027-01-31T00:00:00Z'],
        'destination-metadata': 'Sum=1+1=2',
        'destination-tag': ['Team=ä b', 'empty='],
      }),
    ).toEqual({
      newMetadata: {
        headers: { 'content-type': 'text/html; charset=utf-8', expires: 'Sun, 31 Jan 2027 00:00:00 GMT' },
        user: { sum: '1+1=2' },
      },
      newTags: { Team: 'ä b', empty: '' },
    });
  });

  it('is no tag where none is to be there', () => {
    expect(newTraits({ 'without-tags': true })).toEqual({ newTags: {} });
    expect(newTraits({ 'without-tags': false })).toEqual({});
  });

  it.each<readonly [string, Given, RegExp]>([
    ['tags, and none', { 'destination-tag': 'a=b', 'without-tags': true }, /either these tags or none/],
    ['a header without a value', { 'destination-header': 'Content-Type' }, /got "Content-Type"; NAME=VALUE/],
    ['a header that no copy has', { 'destination-header': 'Server=x' }, /got "Server"; one of Content-Type, /],
    ['a header twice', { 'destination-header': [HTML, HTML] }, /got "Content-Type" twice/],
    ['a header twice, in other letters', { 'destination-header': [HTML, 'content-type=a'] }, /names a header twice/],
    ['an empty header', { 'destination-header': 'Content-Type=' }, /1 to 1024 printable ASCII/],
    ['a line feed', { 'destination-header': 'Content-Type=a\nb' }, /1 to 1024 printable ASCII/],
    ['no moment', { 'destination-header': [HTML, 'Expires=soon'] }, /a moment is allowed/],
    ['headers without a type', { 'destination-header': 'Cache-Control=no-cache' }, /Content-Type too, and none/],
    ['metadata without a type', { 'destination-metadata': 'a=b' }, /--destination-metadata replaces all headers/],
    ['a name that no header has', { 'destination-header': HTML, 'destination-metadata': 'a b=c' }, /got "a b"; a name/],
    ['metadata twice', { 'destination-header': HTML, 'destination-metadata': ['a=1', 'A=2'] }, /S3 keeps small ones/],
    [
      'more metadata than S3 takes',
      {
        'destination-header': HTML,
        'destination-metadata': ['a', 'b', 'c'].map((name) => `${name}=${'x'.repeat(700)}`),
      },
      /got 2103 bytes .*; 2048 are allowed/,
    ],
    ["a tag of AWS's", { 'destination-tag': 'aws:x=1' }, /does not begin with aws:/],
    ['a tag that is too long', { 'destination-tag': `a=${'x'.repeat(257)}` }, /a value of up to 256/],
    [
      'more tags than an object has',
      { 'destination-tag': Array.from({ length: 11 }, (_, index) => `k${String(index)}=v`) },
      /got 11 tags; an object has at most 10/,
    ],
    [
      'tags that fit into no header',
      { 'destination-tag': Array.from({ length: 10 }, (_, index) => `k${String(index)}=${'ü'.repeat(200)}`) },
      /more than the 2,048 bytes/,
    ],
  ])('is never %s', (_name, given, says) => {
    expect(() => newTraits(given)).toThrow(says);
  });
});
