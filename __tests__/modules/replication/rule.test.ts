import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PRIORITY_MAX, resolveRules, type ReplicationRule } from '../../../modules/replication/rule';

const to = (rule: Partial<ReplicationRule>): ReplicationRule => ({ destinationBucketName: 'replica', ...rule });

/** Rules whose given ids and priorities differ, as `ruleRefusals` demands. */
const anyRules = fc
  .array(
    fc.record(
      {
        prefix: fc.oneof(fc.string(), fc.constantFrom('', 'a', 'a/', 'a-2', 'b/')),
        id: fc.oneof(fc.string({ minLength: 1, maxLength: 255 }), fc.constantFrom('a', 'a-2', 'all-objects')),
        priority: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(PRIORITY_MAX, PRIORITY_MAX - 1)),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 30 },
  )
  .map((rules) =>
    rules.map(({ id, priority, ...rest }, at) => {
      const before = rules.slice(0, at);
      const isNewId = id !== undefined && before.every((other) => other.id !== id);
      const isNewPriority = priority !== undefined && before.every((other) => other.priority !== priority);
      return to({ ...rest, ...(isNewId ? { id } : {}), ...(isNewPriority ? { priority } : {}) });
    }),
  );

describe('rules with everything decided', () => {
  it('have priorities that differ, and that S3 takes', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        const priorities = resolveRules(rules).map(({ priority }) => priority);
        expect(new Set(priorities).size).toBe(rules.length);
        expect(priorities.every((one) => Number.isInteger(one) && one >= 0 && one <= PRIORITY_MAX)).toBe(true);
      }),
    );
  });

  it('have ids that differ, and that S3 takes', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        const ids = resolveRules(rules).map(({ id }) => id);
        expect(new Set(ids).size).toBe(rules.length);
        expect(ids.every((id) => id.length >= 1 && id.length <= 255)).toBe(true);
      }),
    );
  });

  it('keep what was given', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        resolveRules(rules).forEach((resolved, at) => expect(resolved).toMatchObject(rules[at] ?? {}));
      }),
    );
  });

  it.each([
    ['folder/', 'folder'],
    ['folder/2024 Q1/', 'folder-2024-Q1'],
    ['', 'all-objects'],
    ['über/', 'ber'],
    ['日本/', 'prefix'],
  ])('are called after their prefix: %j → %s', (prefix, id) => {
    expect(resolveRules([to({ prefix })])).toMatchObject([{ id }]);
  });
});
