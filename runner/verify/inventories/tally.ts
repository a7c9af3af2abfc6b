// Adds groups up to what a certificate tells. Holds counts and a few examples.
import type { ComparedGroup, Finding, OtherTrait, VersionCounts, VersionExample } from '../../events/certificate';
import type { Explained } from '../reasons';

const EXAMPLES = 5;

type Reason = Finding['reason'];
type Counted = 'same' | 'missing' | 'different' | 'pending';

/** A judgement, of versions or of copies. */
export type Judged =
  | { readonly outcome: 'same' | 'pending' | 'outside' }
  | { readonly outcome: 'missing'; readonly reason: Reason }
  | { readonly outcome: 'different'; readonly reasons: readonly Reason[] };

/** What is alike in a group, and by what it is told apart. */
export interface Place {
  readonly folder: string;
  readonly day: string;
  readonly storageClass: string;
}

interface Amounts {
  readonly counts: Record<Counted, number>;
  bytes: number;
}

interface FindingCount {
  readonly finding: Finding['finding'];
  count: number;
  readonly examples: VersionExample[];
}

const none = (): Amounts => ({ counts: { same: 0, missing: 0, different: 0, pending: 0 }, bytes: 0 });

function kept<Key, Of>(all: Map<Key, Of>, key: Key, made: () => Of): Of {
  const known = all.get(key) ?? made();
  all.set(key, known);
  return known;
}

function whyOf(judged: Judged): readonly (readonly [Finding['finding'], Reason])[] {
  if (judged.outcome === 'missing') return [['missing', judged.reason]];
  if (judged.outcome === 'different') return judged.reasons.map((reason) => ['different', reason] as const);
  return judged.outcome === 'pending' ? [['pending', 'pending']] : [];
}

export class Tally {
  readonly #all = none();
  readonly #byPrefix = new Map<string, Amounts>();
  readonly #byClass = new Map<string, Amounts>();
  readonly #byDay = new Map<string, Amounts>();
  readonly #findings = new Map<Reason, FindingCount>();
  readonly #traits = new Map<string, OtherTrait & { count: number; readonly examples: VersionExample[] }>();
  #outside = 0;
  #sameBytes = 0;

  constructor(private readonly explained: (reason: Reason) => Explained) {}

  /** @param amount versions, all with this judgement */
  add(place: Place, amount: number, bytes: number, judged: Judged, examples: readonly VersionExample[]): void {
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
    ]) {
      one.counts[outcome] += amount;
      one.bytes += bytes;
    }
    for (const [finding, reason] of whyOf(judged)) this.note(finding, reason, amount, examples);
  }

  /** A finding on its own, such as delete markers'. */
  note(finding: Finding['finding'], reason: Reason, amount: number, examples: readonly VersionExample[]): void {
    const known = kept<Reason, FindingCount>(this.#findings, reason, () => ({ finding, count: 0, examples: [] }));
    known.count += amount;
    known.examples.push(...examples.slice(0, EXAMPLES - known.examples.length));
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
    const { counts, bytes } = this.#all;
    const compared = counts.same + counts.missing + counts.different + counts.pending;
    return { compared, ...counts, outside: this.#outside, bytes, sameBytes: this.#sameBytes };
  }

  findings(): readonly Finding[] {
    return [...this.#findings]
      .map(([reason, { finding, count, examples }]) => ({
        finding,
        reason,
        count,
        ...this.explained(reason),
        examples,
      }))
      .sort((a, b) => b.count - a.count);
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
