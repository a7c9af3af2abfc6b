// Numbers as people read them.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { count } from '../../../runner/text/figures';

describe('a count', () => {
  it('has commas where English has them', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (whole) => {
        expect(count(whole)).toBe(whole.toLocaleString('en-US'));
      }),
    );
    expect([0, 999, 1_000, -1_000, 1_234_567.4].map(count)).toEqual(['0', '999', '1,000', '-1,000', '1,234,567']);
  });
});
