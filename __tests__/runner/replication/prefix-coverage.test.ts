// How much of what is below a prefix a rule covers.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coverage, prefixesOfRule, prefixesOfRules } from '../../../runner/replication/prefix-coverage';
import { selects } from '../../../runner/replication/rule-selects';
import { rule } from '../fakes/fake-world';
import { anyRule, KEYS } from './rule-arbitraries';

describe('the coverage of a prefix', () => {
  it('is all, part or none of its keys, whatever their tags', () => {
    fc.assert(
      fc.property(anyRule, fc.constantFrom('', 'a/', 'a/b/', 'b/'), (one, prefix) => {
        const below = KEYS.filter((key) => key.startsWith(prefix));
        const covered = below.filter((key) => selects({ ...one, enabled: true }, { key }) !== 'no');
        const expected = covered.length === 0 ? 'none' : covered.length === below.length ? 'all' : 'part';
        expect(coverage(one, prefix)).toBe(expected);
      }),
    );
  });

  it('is unknown by a filter that is not understood, and never all', () => {
    const excluded = { prefixes: ['folder/tmp/'], tags: [], notUnderstood: true } as const;
    const one = rule({ excluded });
    expect(['folder/', 'folder/a/', '', 'folder/tmp/', 'other/'].map((prefix) => coverage(one, prefix))).toEqual([
      'unknown',
      'unknown',
      'unknown',
      'none',
      'none',
    ]);
  });
});

describe('the prefixes that rules replicate', () => {
  const folder = rule();
  const excluding = rule({ excluded: { prefixes: ['folder/tmp/'], tags: [] } });

  it.each([
    [undefined, ['folder/']],
    [['folder/a/', 'other/'], ['folder/a/']],
    [['fold'], ['folder/']],
  ])('of %j are %j', (wanted, found) => {
    expect(prefixesOfRule(folder, wanted)).toEqual(found);
  });

  it('are none that the rule excludes', () => {
    expect(prefixesOfRule(excluding, ['folder/tmp/x/', 'folder/b/'])).toEqual(['folder/b/']);
  });

  it('are what is wanted where no rule covers any of it', () => {
    expect(prefixesOfRules([folder], ['other/'])).toEqual(['other/']);
    expect(prefixesOfRules([], undefined)).toEqual(['']);
  });
});
