import { describe, expect, it } from '@jest/globals';
import { copyPlaceCheck } from '../../../../runner/checks/copy/copy-place';
import { said } from './copy-checks';

const in1 = (from: string, to: string) => ({ target: { prefixes: [from], copyTo: { bucket: 'src', prefix: to } } });

describe('the places of a copy', () => {
  it.each([
    ['two buckets, keys as they are', {}, /^ok: from 's3:\/\/src\/folder\/' to 's3:\/\/dst\/folder\/'$/],
    ['two prefixes of a bucket', in1('a/', 'b/'), /^ok: .*, in one bucket$/],
    ['prefixes of which one is the beginning of a name alone', in1('a/', 'ab/'), /^ok: /],
    ['the same prefix', in1('a/', 'a/'), /^wrong: source and destination are the same place/],
    [
      'the whole bucket onto itself',
      { target: { prefixes: [], copyTo: { bucket: 'src' } } },
      /^wrong: source and destination are/,
    ],
    ['a prefix within', in1('a/', 'a/b/'), /^wrong: the destination .* lies within the source/],
    ['a whole bucket into a folder of it', in1('', 'copies/'), /^wrong: the destination .* lies within the source/],
    ['a prefix around', in1('a/b/', 'a/'), /^wrong: the source .* lies within the destination/],
  ])('%s', async (_, given, expected) => {
    expect(await said(copyPlaceCheck, given)).toEqual([expect.stringMatching(expected)]);
  });
});
