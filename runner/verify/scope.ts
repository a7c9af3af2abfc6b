// What is compared with what: the destinations of the enabled rules, and the prefixes that are listed on both sides.
import { distinctPrefixes, type Target } from '../target/target';
import type { Replication, ReplicationRule } from '../ports/replication';
import { compareKeys } from './key-order';

/** One enabled rule. */
export type ScopeRule = Pick<ReplicationRule, 'id' | 'prefix' | 'tags' | 'priority' | 'deleteMarkers' | 'kmsObjects'>;

export interface Scope {
  readonly destination: string;
  /** Highest priority first. */
  readonly rules: readonly ScopeRule[];
  /** In S3's order, none within another one. */
  readonly prefixes: readonly string[];
}

interface RuleTo extends ScopeRule {
  readonly destination: string;
}

/** What is compared. */
export type VerifyTarget = Pick<Target, 'source' | 'destinations' | 'rules' | 'prefixes'>;

function handoffRules({ rules, destinations }: VerifyTarget): readonly RuleTo[] {
  return rules.flatMap((rule) =>
    rule.status !== 'Enabled'
      ? []
      : destinations
          .filter(({ ruleId }) => ruleId === rule.id)
          .map(({ bucket, replicaKmsKeyArn }) => ({
            id: rule.id,
            prefix: rule.prefix ?? '',
            tags: rule.tags ?? {},
            priority: rule.priority,
            deleteMarkers: rule.deleteMarkers,
            kmsObjects: replicaKmsKeyArn !== undefined,
            destination: bucket,
          })),
  );
}

function liveRules({ rules }: Replication): readonly RuleTo[] {
  return rules.filter(({ enabled }) => enabled).map((rule) => ({ ...rule, destination: rule.destinationBucket }));
}

/**
 * One scope for each destination.
 * @param replication as S3 holds it now; undefined: it may not be read, and the handoff's rules count
 * @param chosen destinations that were asked for; undefined: those of the rules
 */
export function scopesOf(
  target: VerifyTarget,
  replication: Replication | undefined,
  chosen: readonly string[] | undefined,
): readonly Scope[] {
  const rules = replication === undefined ? handoffRules(target) : liveRules(replication);
  const destinations = [...new Set(chosen ?? rules.map(({ destination }) => destination))];
  return destinations.map((destination) => {
    const own = rules.filter((rule) => rule.destination === destination).sort((a, b) => b.priority - a.priority);
    const wanted = target.prefixes ?? own.map(({ prefix }) => prefix);
    return { destination, rules: own, prefixes: [...(distinctPrefixes(wanted) ?? [''])].sort(compareKeys) };
  });
}

/** Rules that can select `key`; those with tags select some of its versions only. */
export function rulesFor(key: string, { rules }: Scope): readonly ScopeRule[] {
  return rules.filter(({ prefix }) => key.startsWith(prefix));
}

export function hasTags({ tags }: ScopeRule): boolean {
  return Object.keys(tags).length > 0;
}

export function selectsTags({ tags }: ScopeRule, actual: Readonly<Record<string, string>>): boolean {
  return Object.entries(tags).every(([name, value]) => actual[name] === value);
}

/** Whether the delete marker of `key` should be there: rules with tags replicate none. */
export function replicatesMarker(key: string, scope: Scope): boolean {
  return rulesFor(key, scope).find((rule) => !hasTags(rule))?.deleteMarkers === true;
}
