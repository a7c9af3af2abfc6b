// Counts what was judged. Holds counts and a few examples, never the versions.
import type { ComparedGroup, Finding, VersionCounts, VersionExample } from '../events/certificate';
import { defined } from '../text/defined';
import { folderOf, OTHER_PREFIXES } from '../text/key-folder';
import type { Explained } from './reasons';

const EXAMPLES = 5;
const MOST_GROUPS = 200;

type Counted = 'same' | 'missing' | 'different' | 'pending';
type AnyReason = Finding['reason'];

/** What is counted of a version or of an object. */
export interface Counting {
  readonly key: string;
  /** Absent: the newest. */
  readonly versionId?: string;
  readonly sizeBytes: number;
  readonly storageClass: string;
}

/** What was found out about one; a judgement of a replica, or of a copy. */
export type Judged<Reason extends AnyReason> =
  | { readonly outcome: 'same' | 'pending' | 'outside' }
  | { readonly outcome: 'missing'; readonly reason: Reason }
  | { readonly outcome: 'different'; readonly reasons: readonly Reason[] };

interface FindingCount {
  readonly finding: Finding['finding'];
  count: number;
  readonly examples: VersionExample[];
}

class Group {
  readonly counts: Record<Counted, number> = { same: 0, missing: 0, different: 0, pending: 0 };
  bytes = 0;
}

type Why<Reason> = readonly [finding: Finding['finding'], reason: Reason];

function reasonsOf<Reason extends AnyReason>(judgement: Judged<Reason>): readonly Why<Reason>[] {
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

export class Totals<Reason extends AnyReason> {
  readonly #all = new Group();
  readonly #byPrefix = new Map<string, Group>();
  readonly #byClass = new Map<string, Group>();
  readonly #findings = new Map<Reason, FindingCount>();
  #outside = 0;
  #sameBytes = 0;

  /** @param explained what a reason means, and what to do */
  constructor(private readonly explained: (reason: Reason) => Explained) {}

  /** Versions that were judged, those outside included. */
  get judged(): number {
    const { same, missing, different, pending } = this.#all.counts;
    return same + missing + different + pending + this.#outside;
  }

  /** @param prefix the listed prefix that it was found under */
  add(entry: Counting, prefix: string, judgement: Judged<Reason>): void {
    this.#count(entry, prefix, judgement, 1);
    for (const [finding, reason] of reasonsOf(judgement)) this.note(entry, finding, reason);
  }

  /** One that is missing, and of which nothing but its key is known. */
  addAbsent(key: string, prefix: string, reason: Reason): void {
    this.#count({ key, sizeBytes: 0 }, prefix, { outcome: 'missing' }, 1);
    this.note({ key }, 'missing', reason);
  }

  /** A version that was counted as the same, and is not on a closer look. */
  correct(entry: Counting, prefix: string, judgement: Judged<Reason>): void {
    this.#count(entry, prefix, { outcome: 'same' }, -1);
    this.add(entry, prefix, judgement);
  }

  /** A finding on its own, such as a delete marker's. */
  note({ key, versionId }: Pick<Counting, 'key' | 'versionId'>, finding: Finding['finding'], reason: Reason): void {
    const known = this.#findings.get(reason) ?? { finding, count: 0, examples: [] };
    known.count += 1;
    if (known.examples.length < EXAMPLES) known.examples.push({ key, ...defined({ versionId }) });
    this.#findings.set(reason, known);
  }

  #count(
    entry: Omit<Counting, 'storageClass'> & { readonly storageClass?: string },
    prefix: string,
    { outcome }: Pick<Judged<Reason>, 'outcome'>,
    by: 1 | -1,
  ): void {
    if (outcome === 'outside') {
      this.#outside += by;
      return;
    }
    if (outcome === 'same') this.#sameBytes += by * entry.sizeBytes;
    const folder = folderOf(entry.key, prefix);
    const name = this.#byPrefix.has(folder) || this.#byPrefix.size < MOST_GROUPS ? folder : OTHER_PREFIXES;
    const ofClass = entry.storageClass === undefined ? [] : [groupIn(this.#byClass, entry.storageClass)];
    for (const group of [this.#all, groupIn(this.#byPrefix, name), ...ofClass]) {
      group.counts[outcome] += by;
      group.bytes += by * entry.sizeBytes;
    }
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
}

function groupIn(all: Map<string, Group>, name: string): Group {
  const known = all.get(name) ?? new Group();
  all.set(name, known);
  return known;
}

function groups(all: ReadonlyMap<string, Group>): readonly ComparedGroup[] {
  return [...all].map(([name, { counts, bytes }]) => ({ name, ...counts, bytes }));
}
