// What is compared with what: the destinations of the enabled rules, and the prefixes that are listed on both sides.
import type { TargetEvent } from '../events/events';
import { distinctPrefixes, type Target } from '../target/target';
import type { ReplicationRule } from '../ports/s3/replication';
import { destinationsOfRules, enabledOf } from '../replication/read-rules';
import { decidingRules } from '../replication/rule-selects';
import type { KeyRange } from '../ports/s3/objects';
import type { ObjectVersionId } from '../target/manifest-csv';
import { RunnerError } from '../ports/errors';
import { compareKeys } from '../text/key-order';
import { visible } from '../text/safe-text';

export interface Scope {
  readonly destination: string;
  /** Highest priority first. */
  readonly rules: readonly ReplicationRule[];
  /** In S3's order, none within another one. */
  readonly prefixes: readonly string[];
  /** Versions that are compared, and no other. @default - all under the prefixes */
  readonly chosen?: Chosen;
  /** Versions that were copied in another way, and are compared as what they became. @default - none was */
  readonly elsewhere?: Chosen;
}

/** What is compared. */
export type VerifyTarget = Pick<
  Target,
  'source' | 'destinations' | 'rules' | 'prefixes' | 'copyTo' | 'dataSync' | 'inventory' | 'identities'
>;

/** The target as it was said: S3's rules may name other destinations. */
export function targetTold({
  source,
  destinations,
}: Pick<VerifyTarget, 'source'> & { readonly destinations: readonly { readonly bucket: string }[] }): TargetEvent {
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
 * @throws RunnerError `usage` when one of these is the source itself, which is as it is
 */
export function scopesOf(
  target: VerifyTarget,
  rules: readonly ReplicationRule[],
  chosen: readonly string[] | undefined,
): readonly Scope[] {
  const { bucket } = target.source;
  if (chosen?.includes(bucket) === true)
    throw new RunnerError(
      'usage',
      `--destination-bucket: '${visible(bucket)}' is the source, and S3 replicates into no bucket from itself`,
      'name another bucket, or leave it out: the destinations of the rules are compared then',
    );
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

/** Keys that are listed one by one; of more, what lies under the prefixes is listed, and the others are passed over. */
export const MOST_CHOSEN_KEYS = 1_000;

/** Object versions that were chosen one by one. */
export class Chosen {
  /** In S3's order, each once. */
  readonly keys: readonly string[];
  readonly #ids: ReadonlySet<string>;

  constructor(versions: readonly ObjectVersionId[]) {
    this.keys = [...new Set(versions.map(({ key }) => key))].sort(compareKeys);
    this.#ids = new Set(versions.map(idOf));
  }

  get versions(): number {
    return this.#ids.size;
  }

  has(entry: ObjectVersionId): boolean {
    return this.#ids.has(idOf(entry));
  }

  /** Those of `entries` that were chosen. */
  of<T extends ObjectVersionId>(entries: readonly T[]): readonly T[] {
    return entries.filter((entry) => this.has(entry));
  }
}

function idOf({ key, versionId }: ObjectVersionId): string {
  return JSON.stringify([key, versionId]);
}

/** Part of both listings. */
export interface ListedPart {
  readonly range: KeyRange;
  /** Below which folders are told apart. */
  readonly prefix: string;
}

/** What is listed on both sides: keys that begin as a chosen one are not among them. */
export function partsOf({ prefixes, chosen }: Pick<Scope, 'prefixes' | 'chosen'>): readonly ListedPart[] {
  if (chosen === undefined || chosen.keys.length > MOST_CHOSEN_KEYS)
    return prefixes.map((prefix) => ({ range: { prefix }, prefix }));
  return chosen.keys.map((key) => ({ range: { prefix: key, until: key }, prefix: '' }));
}

/** Beginnings of the keys that are listed. */
export function listedIn(scope: Scope): readonly string[] {
  return partsOf(scope).map(({ range }) => range.prefix);
}

/**
 * Whether the delete marker of `key` should be there; undefined: that is not known.
 * Delete markers have no tags, so that rules which ask for some replicate none.
 */
export function replicatesMarker(key: string, { rules }: Pick<Scope, 'rules'>): boolean | undefined {
  const decision = decidingRules({ key, tags: {} }, rules);
  return decision.is === 'decided' ? decision.rules.some(({ deleteMarkers }) => deleteMarkers) : undefined;
}
