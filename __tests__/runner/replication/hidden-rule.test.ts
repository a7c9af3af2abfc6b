// A rule that never comes to its turn.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReplicationRule } from '../../../runner/ports/s3/replication';
import { hiddenBy, selectsAllOf } from '../../../runner/replication/hidden-rule';
import { rule } from '../fakes/fake-world';
import { anyRule, isSelected, OBJECTS } from './rule-arbitraries';

const on = (one: ReplicationRule): ReplicationRule => ({ ...one, enabled: true });

describe('a rule that selects all that another one selects', () => {
  it('has every object of it', () => {
    fc.assert(
      fc.property(anyRule, anyRule, (a, b) => {
        const [other, one] = [on(a), on(b)];
        if (!selectsAllOf(other, one)) return;
        expect(OBJECTS.filter((object) => isSelected(object, one) && !isSelected(object, other))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is found wherever that is so, unless the other one selects nothing', () => {
    fc.assert(
      fc.property(anyRule, anyRule, (a, b) => {
        const [other, one] = [on(a), on(b)];
        const own = OBJECTS.filter((object) => isSelected(object, one));
        if (own.length === 0 || own.some((object) => !isSelected(object, other))) return;
        // By two exclusions together one tag may be left with no value of this small world.
        if ((other.excluded?.tags.length ?? 0) + (one.excluded?.tags.length ?? 0) > 0) return;
        if ((one.excluded?.prefixes.length ?? 0) > 0) return;
        expect(selectsAllOf(other, one)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, Partial<ReplicationRule>, Partial<ReplicationRule>, boolean]>([
    ['excludes a prefix of it', { excluded: { prefixes: ['folder/tmp/'], tags: [] } }, {}, false],
    ['excludes a prefix beside it', { excluded: { prefixes: ['other/'], tags: [] } }, {}, true],
    [
      'excludes a prefix that it excludes, too',
      { excluded: { prefixes: ['folder/tmp/x/'], tags: [] } },
      { excluded: { prefixes: ['folder/tmp/'], tags: [] } },
      true,
    ],
    ['excludes a tag', { excluded: { prefixes: [], tags: [{ key: 'x', value: '1' }] } }, {}, false],
    [
      'excludes a value of a tag of which it asks for another one',
      { excluded: { prefixes: [], tags: [{ key: 'x', value: '1' }] } },
      { tags: { x: '2' } },
      true,
    ],
    ['has a filter that is not understood', { excluded: { prefixes: [], tags: [], notUnderstood: true } }, {}, false],
  ])('may be one that %s: %j over %j is %j', (_what, other, one, expected) => {
    expect(selectsAllOf(rule({ prefix: '', ...other }), rule(one))).toBe(expected);
  });
});

describe('a hidden rule', () => {
  const one = rule({ id: 'one', priority: 1 });

  it.each<[string, Partial<ReplicationRule>, boolean]>([
    ['one that goes before it', {}, true],
    ['a disabled one', { enabled: false }, false],
    ['one with another destination', { destinationBucket: 'far' }, false],
    ['one that goes after it', { priority: 0 }, false],
  ])('is hidden by %s: %j', (_what, changes, isHidden) => {
    const other = rule({ id: 'other', priority: 2, prefix: '', ...changes });
    expect(hiddenBy(one, [one, other])).toBe(isHidden ? other : undefined);
  });
});
