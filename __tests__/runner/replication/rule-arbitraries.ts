// Rules and objects from a small world in which every object can be tried.
import fc from 'fast-check';
import type { ReplicationRule } from '../../../runner/ports/s3/replication';
import { rule } from '../fakes/fake-world';

export type Tags = Readonly<Record<string, string>>;

const PREFIXES = ['', 'a/', 'a/b/', 'b/'];
/** For every set of prefixes that a key can have there is one. */
export const KEYS = ['0', 'a/0', 'a/b/0', 'b/0'];
const VALUES = [undefined, '1', '2'];
export const TAGS: readonly Tags[] = VALUES.flatMap((x) =>
  VALUES.map((y) => ({ ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) })),
);
export const OBJECTS = KEYS.flatMap((key) => TAGS.map((tags) => ({ key, tags })));

const prefix = fc.constantFrom(...PREFIXES);
const tag = fc.record({ key: fc.constantFrom('x', 'y'), value: fc.constantFrom('1', '2') });
const excluded = fc.record({
  prefixes: fc.array(fc.constantFrom('a/', 'a/b/', 'b/'), { maxLength: 2 }),
  tags: fc.array(tag, { maxLength: 2 }),
});

export const anyRule: fc.Arbitrary<ReplicationRule> = fc
  .record(
    {
      prefix,
      tags: fc.constantFrom(...TAGS),
      enabled: fc.boolean(),
      destinationBucket: fc.constantFrom('dst', 'far'),
      excluded,
    },
    { requiredKeys: ['prefix', 'tags', 'enabled', 'destinationBucket'] },
  )
  .map(rule);

/** With priorities of their own, as S3 asks. */
export const anyRules: fc.Arbitrary<readonly ReplicationRule[]> = fc
  .array(anyRule, { maxLength: 4 })
  .chain((rules) =>
    fc
      .shuffledSubarray([...rules.keys()], { minLength: rules.length })
      .map((priorities) => rules.map((one, index) => ({ ...one, id: `${index}`, priority: priorities[index] ?? 0 }))),
  );

/** As S3's documentation says it, word by word. */
export function isSelected({ key, tags }: { key: string; tags: Tags }, one: ReplicationRule): boolean {
  const hasTag = (name: string, value: string): boolean => tags[name] === value;
  const matchesFilter =
    key.indexOf(one.prefix) === 0 && Object.entries(one.tags).every(([name, value]) => hasTag(name, value));
  const matchesNot =
    (one.excluded?.prefixes ?? []).some((other) => key.indexOf(other) === 0) ||
    (one.excluded?.tags ?? []).some((other) => hasTag(other.key, other.value));
  return one.enabled && matchesFilter && !matchesNot;
}
