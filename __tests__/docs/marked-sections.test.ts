import { describe, expect, it } from '@jest/globals';
import { withSections } from '../../docs/tables/marked-sections';

const PAGE = 'a\n<!-- made: one -->\nold\n<!-- end -->\nb\n';

describe('a page with made sections', () => {
  it('keeps what is written by hand, and gets what is made', () => {
    expect(withSections(PAGE, { one: () => 'new' })).toBe('a\n<!-- made: one -->\nnew\n<!-- end -->\nb\n');
  });

  it('is refused when it lacks a section', () => {
    expect(() => withSections(PAGE, { one: () => '', two: () => '' })).toThrow('no mark for two');
  });

  it('is refused when it marks a section that nobody makes', () => {
    expect(() => withSections(PAGE, {})).toThrow('nobody makes the section one');
  });
});
