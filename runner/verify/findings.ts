// What was found out about versions or copies, as counts and a few examples.
import type { VersionCounts } from '../events/comparisons/comparison';
import type { Finding, VersionExample } from '../events/comparisons/finding';
import type { Explained } from './reasons';

const EXAMPLES = 5;

export type AnyReason = Finding['reason'];

/** What was found out about one, or about several that are alike; a judgement of a replica, or of a copy. */
export type Judged<Reason extends AnyReason> =
  | { readonly outcome: 'same' | 'pending' | 'outside' }
  | { readonly outcome: 'missing'; readonly reason: Reason }
  | { readonly outcome: 'different'; readonly reasons: readonly Reason[] };

type Why<Reason> = readonly [finding: Finding['finding'], reason: Reason];

export function reasonsOf<Reason extends AnyReason>(judgement: Judged<Reason>): readonly Why<Reason>[] {
  switch (judgement.outcome) {
    case 'missing':
      return [['missing', judgement.reason]];
    case 'different':
      return judgement.reasons.map((reason) => ['different', reason]);
    case 'pending':
      // What can be pending has it among its reasons.
      return [['pending', 'pending' as Reason]];
    case 'same':
    case 'outside':
      return [];
  }
}

/** Versions by what became of them, those outside left out. */
export class Amounts {
  readonly counts = { same: 0, missing: 0, different: 0, pending: 0 };
  bytes = 0;

  add(outcome: keyof Amounts['counts'], amount: number, bytes: number): void {
    this.counts[outcome] += amount;
    this.bytes += bytes;
  }

  /** @param outside versions beside these, which nothing is expected of */
  versions(outside: number, sameBytes: number): VersionCounts {
    const { same, missing, different, pending } = this.counts;
    const compared = same + missing + different + pending;
    return { compared, ...this.counts, outside, bytes: this.bytes, sameBytes };
  }
}

export class Findings<Reason extends AnyReason> {
  readonly #all = new Map<
    Reason,
    { readonly finding: Finding['finding']; count: number; readonly examples: VersionExample[] }
  >();

  /** @param explained what a reason means, and what to do */
  constructor(private readonly explained: (reason: Reason) => Explained) {}

  /** @param examples those beyond the first few are not kept */
  note(finding: Finding['finding'], reason: Reason, amount: number, examples: readonly VersionExample[]): void {
    const known = this.#all.get(reason) ?? { finding, count: 0, examples: [] };
    known.count += amount;
    known.examples.push(...examples.slice(0, EXAMPLES - known.examples.length));
    this.#all.set(reason, known);
  }

  /** The most frequent first. */
  told(): readonly Finding[] {
    return [...this.#all]
      .map(([reason, { finding, count, examples }]) => ({
        finding,
        reason,
        count,
        ...this.explained(reason),
        examples,
      }))
      .sort((a, b) => b.count - a.count);
  }
}
