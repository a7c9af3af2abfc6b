// Which rule decides about an object, held against every object of a small world.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReplicationRule } from '../../../runner/ports/s3/replication';
import { decidingRules, rulesThatMaySelect, selects, type Decision } from '../../../runner/replication/rule-selects';
import { rule } from '../fakes/fake-world';
import { anyRule, anyRules, isSelected, KEYS, OBJECTS, TAGS, type Tags } from './rule-arbitraries';

const every = rule({ id: 'every', prefix: '' });

describe('whether a rule selects an object', () => {
  it('is what the documentation says, for every object', () => {
    fc.assert(
      fc.property(anyRule, (one) => {
        for (const object of OBJECTS) expect(selects(one, object)).toBe(isSelected(object, one) ? 'yes' : 'no');
      }),
    );
  });

  it('is left to the tags exactly where they make a difference or may, and else told without them', () => {
    fc.assert(
      fc.property(anyRule, (one) => {
        for (const key of KEYS) {
          const answers = new Set(TAGS.map((tags) => isSelected({ key, tags }, one)));
          const told = selects(one, { key });
          if (told === 'tags-decide') expect(answers).toContain(false);
          else expect([...answers]).toEqual([told === 'yes']);
        }
      }),
    );
  });

  it.each<[string, Parameters<typeof selects>[1], ReturnType<typeof selects>]>([
    ['an object below its prefix', { key: 'folder/a', tags: {} }, 'unknown'],
    ['one whose tags would leave it out', { key: 'folder/a', tags: { copy: 'no' } }, 'no'],
    ['one below a prefix that is excluded beside', { key: 'folder/tmp/a', tags: {} }, 'no'],
    ['one elsewhere', { key: 'other', tags: {} }, 'no'],
  ])('by a filter that is not understood, of %s', (_what, object, answer) => {
    const excluded = { prefixes: ['folder/tmp/'], tags: [{ key: 'copy', value: 'no' }], notUnderstood: true } as const;
    expect(selects(rule({ excluded }), object)).toBe(answer);
  });
});

/** For each destination the rule with the highest priority. */
function winners(object: { key: string; tags: Tags }, rules: readonly ReplicationRule[]): readonly string[] {
  const selecting = rules.filter((one) => isSelected(object, one)).sort((a, b) => a.priority - b.priority);
  return [...new Map(selecting.map(({ destinationBucket, id }) => [destinationBucket, id])).values()].sort();
}

function ids(decision: Decision): readonly string[] {
  return decision.is === 'decided' ? decision.rules.map(({ id }) => id).sort() : [decision.is];
}

describe('the rules that decide about an object', () => {
  it('are those with the highest priority for each destination', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        for (const object of OBJECTS) expect(ids(decidingRules(object, rules))).toEqual(winners(object, rules));
      }),
    );
  });

  it('are told without the tags only where every tag set has the same, and are among those that may select', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        for (const key of KEYS) {
          const decision = decidingRules({ key }, rules);
          const may = new Set(rulesThatMaySelect(key, rules).map(({ id }) => id));
          for (const tags of TAGS) {
            const those = winners({ key, tags }, rules);
            if (decision.is === 'decided') expect(ids(decision)).toEqual(those);
            expect(those.filter((id) => !may.has(id))).toEqual([]);
          }
        }
      }),
    );
  });

  it('count a version once for a destination, even where two rules have the same priority', () => {
    const decision = decidingRules({ key: 'folder/a', tags: {} }, [every, rule()]);
    expect(ids(decision)).toEqual(['every']);
  });

  it('are unknown where the one that goes before has a filter that is not understood', () => {
    const excluded = { prefixes: [], tags: [], notUnderstood: true } as const;
    const first = rule({ id: 'first', priority: 2, excluded });
    expect(decidingRules({ key: 'folder/a', tags: {} }, [every, first])).toEqual({ is: 'unknown' });
    expect(ids(decidingRules({ key: 'other', tags: {} }, [every, first]))).toEqual(['every']);
    const last = { ...first, priority: 0 };
    expect(ids(decidingRules({ key: 'folder/a', tags: {} }, [every, last]))).toEqual(['every']);
  });
});
