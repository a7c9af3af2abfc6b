// Keys that stand for what is copied, where a policy is asked about an object.
import type { ReplicationRule } from '../../ports/replication';

/** A name that no object has. */
const PROBE = 's3-backfill-probe';

/** Beginnings of keys that the rule replicates and that are to be backfilled. */
export function prefixesOf(rule: ReplicationRule, wanted: readonly string[] | undefined): readonly string[] {
  if (wanted === undefined) return [rule.prefix];
  const common = wanted.flatMap((prefix) => {
    if (prefix.startsWith(rule.prefix)) return [prefix];
    return rule.prefix.startsWith(prefix) ? [rule.prefix] : [];
  });
  return [...new Set(common)];
}

/** Of all rules; where there are none, of what is to be backfilled. */
export function sourcePrefixes(
  rules: readonly ReplicationRule[],
  wanted: readonly string[] | undefined,
): readonly string[] {
  const all = [...new Set(rules.flatMap((rule) => prefixesOf(rule, wanted)))];
  if (all.length > 0) return all;
  return wanted ?? [''];
}

export function probeKey(prefix: string): string {
  return `${prefix}${PROBE}`;
}
