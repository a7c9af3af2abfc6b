// What is compared with what: the destinations of the enabled rules, and the prefixes that are listed on both sides.
import type { TargetEvent } from '../events/events';
import { distinctPrefixes, type Target } from '../target/target';
import type { ReplicationRule } from '../ports/s3/replication';
import { destinationsOfRules, enabledOf } from '../replication/read-rules';
import { decidingRules } from '../replication/rule-selects';
import { compareKeys } from '../text/key-order';

export interface Scope {
  readonly destination: string;
  /** Highest priority first. */
  readonly rules: readonly ReplicationRule[];
  /** In S3's order, none within another one. */
  readonly prefixes: readonly string[];
}

/** What is compared. */
export type VerifyTarget = Pick<Target, 'source' | 'destinations' | 'rules' | 'prefixes' | 'identities'>;

/** The target as it was said: S3's rules may name other destinations. */
export function targetTold({ source, destinations }: VerifyTarget): TargetEvent {
  const { bucket, region, accountId } = source;
  return {
    kind: 'target',
    source: { bucket, region, accountId },
    destinations: [...new Set(destinations.map((one) => one.bucket))],
  };
}

/**
 * One scope for each destination.
 * @param rules as S3 holds them now, or as the handoff has them
 * @param chosen destinations that were asked for; undefined: those of the rules
 */
export function scopesOf(
  target: VerifyTarget,
  rules: readonly ReplicationRule[],
  chosen: readonly string[] | undefined,
): readonly Scope[] {
  const enabled = enabledOf(rules);
  const destinations = [...new Set(chosen ?? destinationsOfRules(enabled))];
  return destinations.map((destination) => {
    const own = enabled
      .filter(({ destinationBucket }) => destinationBucket === destination)
      .sort((a, b) => b.priority - a.priority);
    const wanted = target.prefixes ?? own.map(({ prefix }) => prefix);
    const prefixes = distinctPrefixes(wanted) ?? [''];
    return { destination, rules: own, prefixes: [...prefixes].sort(compareKeys) };
  });
}

/**
 * Whether the delete marker of `key` should be there; undefined: that is not known.
 * Delete markers have no tags, so that rules which ask for some replicate none.
 */
export function replicatesMarker(key: string, { rules }: Scope): boolean | undefined {
  const decision = decidingRules({ key, tags: {} }, rules);
  return decision.is === 'decided' ? decision.rules.some(({ deleteMarkers }) => deleteMarkers) : undefined;
}
