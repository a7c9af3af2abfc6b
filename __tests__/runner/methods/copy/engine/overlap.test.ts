// Sides of which one is inside the other are told, and no others.
import { describe, expect, it } from '@jest/globals';
import { overlapOf } from '../../../../../runner/methods/copy/engine/overlap';

describe('an overlap', () => {
  it.each([
    ['a/', 'a/b/', /copied again/],
    ['', 'a/', /copied again/],
    ['a/b/', 'a/', /still to be copied/],
    ['a/', '', /still to be copied/],
    ['a', 'ab', /copied again/],
  ])('from %j to %j in one bucket is told', (from, to, expected) => {
    expect(overlapOf({ bucket: 'b', prefix: from }, { bucket: 'b', prefix: to })).toMatch(expected);
    expect(overlapOf({ bucket: 'b', prefix: from }, { bucket: 'other', prefix: to })).toBeUndefined();
  });

  it.each([
    ['a/', 'b/'],
    ['a/', 'a/'],
    ['', ''],
  ])('from %j to %j is none', (from, to) => {
    expect(overlapOf({ bucket: 'b', prefix: from }, { bucket: 'b', prefix: to })).toBeUndefined();
  });
});
