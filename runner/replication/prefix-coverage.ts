// How much of the keys under a prefix a rule selects, tags aside.
import type { ReplicationRule } from '../ports/s3/replication';

/** `unknown`: some of them at most, and the filter of the rule is not understood. */
export type Coverage = 'all' | 'part' | 'none' | 'unknown';

/** The longer of two prefixes of which one begins with the other; undefined: no key has both. */
export function commonPrefix(a: string, b: string): string | undefined {
  if (a.startsWith(b)) return a;
  return b.startsWith(a) ? b : undefined;
}

/** Whether the rule is enabled is not asked. */
export function coverage({ prefix: own, excluded }: ReplicationRule, prefix: string): Coverage {
  const common = commonPrefix(own, prefix);
  if (common === undefined) return 'none';
  const excludes = excluded?.prefixes ?? [];
  if (excludes.some((one) => common.startsWith(one))) return 'none';
  if (excluded?.notUnderstood === true) return 'unknown';
  return common === prefix && !excludes.some((one) => one.startsWith(common)) ? 'all' : 'part';
}

/** Whether the rule selects one key, tags aside: a rule for keys that begin as it does is not for it. */
export function coverageOfKey({ prefix, excluded }: ReplicationRule, key: string): Exclude<Coverage, 'part'> {
  if (!key.startsWith(prefix) || (excluded?.prefixes ?? []).some((one) => key.startsWith(one))) return 'none';
  return excluded?.notUnderstood === true ? 'unknown' : 'all';
}

/**
 * Beginnings of keys that the rule may replicate and that are wanted; they may overlap.
 * @param wanted undefined: every key
 */
export function prefixesOfRule(rule: ReplicationRule, wanted: readonly string[] = ['']): readonly string[] {
  const common = wanted.flatMap((prefix) =>
    coverage(rule, prefix) === 'none' ? [] : (commonPrefix(rule.prefix, prefix) ?? []),
  );
  return [...new Set(common)];
}

/** Of all rules; where none has any, what is wanted. */
export function prefixesOfRules(
  rules: readonly ReplicationRule[],
  wanted: readonly string[] = [''],
): readonly string[] {
  const all = [...new Set(rules.flatMap((rule) => prefixesOfRule(rule, wanted)))];
  return all.length > 0 ? all : wanted;
}
