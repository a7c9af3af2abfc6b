// Adds groups up to what a certificate tells. Holds counts and a few examples.
import type { OtherTrait } from '../../events/comparisons/compared-tables';
import type { VersionCounts } from '../../events/comparisons/comparison';
import type { ComparedGroup, Finding, VersionExample } from '../../events/comparisons/finding';
import { Amounts, Findings, reasonsOf, type AnyReason, type Judged } from '../findings';
import type { Explained } from '../reasons';

/** Of one trait. */
const EXAMPLES = 5;

/** What is alike in a group, and by what it is told apart. */
export interface Place {
  readonly folder: string;
  readonly day: string;
  readonly storageClass: string;
}

const none = (): Amounts => new Amounts();

function kept<Key, Of>(all: Map<Key, Of>, key: Key, made: () => Of): Of {
  const known = all.get(key) ?? made();
  all.set(key, known);
  return known;
}

export class Tally {
  readonly #all = none();
  readonly #byPrefix = new Map<string, Amounts>();
  readonly #byClass = new Map<string, Amounts>();
  readonly #byDay = new Map<string, Amounts>();
  readonly #findings: Findings<AnyReason>;
  readonly #traits = new Map<string, OtherTrait & { count: number; readonly examples: VersionExample[] }>();
  #outside = 0;
  #sameBytes = 0;

  /** @param explained what a reason means, and what to do */
  constructor(explained: (reason: AnyReason) => Explained) {
    this.#findings = new Findings(explained);
  }

  /** @param amount versions, all with this judgement */
  add(
    place: Place,
    amount: number,
    bytes: number,
    judged: Judged<AnyReason>,
    examples: readonly VersionExample[],
  ): void {
    const { outcome } = judged;
    if (outcome === 'outside') {
      this.#outside += amount;
      return;
    }
    if (outcome === 'same') this.#sameBytes += bytes;
    for (const one of [
      this.#all,
      kept(this.#byPrefix, place.folder, none),
      kept(this.#byClass, place.storageClass, none),
      kept(this.#byDay, place.day, none),
    ])
      one.add(outcome, amount, bytes);
    for (const [finding, reason] of reasonsOf(judged)) this.note(finding, reason, amount, examples);
  }

  /** A finding on its own, such as delete markers'. */
  note(finding: Finding['finding'], reason: AnyReason, amount: number, examples: readonly VersionExample[]): void {
    this.#findings.note(finding, reason, amount, examples);
  }

  /** What both sides have, and have otherwise. */
  noteTrait(
    trait: OtherTrait['trait'],
    source: string,
    destination: string,
    amount: number,
    examples: readonly VersionExample[],
  ): void {
    const known = kept(this.#traits, JSON.stringify([trait, source, destination]), () => ({
      trait,
      source,
      destination,
      count: 0,
      examples: [] as VersionExample[],
    }));
    known.count += amount;
    known.examples.push(...examples.slice(0, EXAMPLES - known.examples.length));
  }

  versions(): VersionCounts {
    return this.#all.versions(this.#outside, this.#sameBytes);
  }

  findings(): readonly Finding[] {
    return this.#findings.told();
  }

  byPrefix(): readonly ComparedGroup[] {
    return groups(this.#byPrefix);
  }

  byClass(): readonly ComparedGroup[] {
    return groups(this.#byClass);
  }

  byDay(): readonly ComparedGroup[] {
    return [...groups(this.#byDay)].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  otherTraits(): readonly OtherTrait[] {
    return [...this.#traits.values()].sort((a, b) => b.count - a.count || (a.trait < b.trait ? -1 : 1));
  }
}

function amissIn({ counts }: Amounts): number {
  return counts.missing + counts.different + counts.pending;
}

/** What is amiss goes before others. */
function groups(all: ReadonlyMap<string, Amounts>): readonly ComparedGroup[] {
  const ordered = [...all].sort(([, a], [, b]) => amissIn(b) - amissIn(a) || b.counts.same - a.counts.same);
  return ordered.map(([name, { counts, bytes }]) => ({ name, ...counts, bytes }));
}
