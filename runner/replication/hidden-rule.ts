// Of rules with the same destination, S3 follows the one with the highest priority: a rule may never come to its turn.
import type { ExcludedTag, ReplicationRule } from '../ports/s3/replication';
import { commonPrefix } from './prefix-coverage';

/** Whether the rule selects no object with this tag anyway. */
function leavesOutTag({ tags, excluded }: ReplicationRule, { key, value }: ExcludedTag): boolean {
  const asked = tags[key];
  if (asked !== undefined && asked !== value) return true;
  return excluded?.tags.some((one) => one.key === key && one.value === value) === true;
}

/** Whether the rule selects no object under this prefix anyway. */
function leavesOutPrefix({ prefix, excluded }: ReplicationRule, other: string): boolean {
  const common = commonPrefix(prefix, other);
  return common === undefined || excluded?.prefixes.some((one) => common.startsWith(one)) === true;
}

/** Whether it is certain that `other` selects every object that `rule` selects; whether they are enabled is not asked. */
export function selectsAllOf(other: ReplicationRule, rule: ReplicationRule): boolean {
  const { prefixes, tags, notUnderstood = false } = other.excluded ?? { prefixes: [], tags: [] };
  return (
    !notUnderstood &&
    rule.prefix.startsWith(other.prefix) &&
    Object.entries(other.tags).every(([key, value]) => rule.tags[key] === value) &&
    prefixes.every((prefix) => leavesOutPrefix(rule, prefix)) &&
    tags.every((tag) => leavesOutTag(rule, tag))
  );
}

/** The enabled rule that goes before this one for all of its objects; undefined: there is none for certain. */
export function hiddenBy(rule: ReplicationRule, rules: readonly ReplicationRule[]): ReplicationRule | undefined {
  return rules.find(
    (other) =>
      other !== rule &&
      other.enabled &&
      other.priority > rule.priority &&
      other.destinationBucket === rule.destinationBucket &&
      selectsAllOf(other, rule),
  );
}

/** Those that come to their turn: what a rule says that never applies, S3 never does. */
export function unhidden(
  some: readonly ReplicationRule[],
  enabled: readonly ReplicationRule[],
): readonly ReplicationRule[] {
  return some.filter((rule) => hiddenBy(rule, enabled) === undefined);
}
