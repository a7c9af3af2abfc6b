import { describe, expect, it } from '@jest/globals';
import { given } from '../../../modules/values/given';

describe('given', () => {
  it('leaves out what is undefined, and keeps every other value in its place', () => {
    const fields = given({ a: '', b: undefined, c: false, d: 0, e: null });
    expect(Object.entries(fields)).toEqual([
      ['a', ''],
      ['c', false],
      ['d', 0],
      ['e', null],
    ]);
  });
});
