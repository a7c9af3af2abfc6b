// Counts what was judged. Holds counts and a few examples, never the versions.
import type { VersionCounts } from '../events/comparisons/comparison';
import type { ComparedGroup, Finding } from '../events/comparisons/finding';
import { defined } from '../text/defined';
import { folderOf, OTHER_PREFIXES } from '../text/key-folder';
import { Amounts, Findings, reasonsOf, type AnyReason, type Judged } from './findings';
import type { Explained } from './reasons';

const MOST_GROUPS = 200;

/** What is counted of a version or of an object. */
export interface Counting {
  readonly key: string;
  /** Absent: the newest. */
  readonly versionId?: string;
  readonly sizeBytes: number;
  readonly storageClass: string;
}

export class Totals<Reason extends AnyReason> {
  readonly #all = new Amounts();
  readonly #byPrefix = new Map<string, Amounts>();
  readonly #byClass = new Map<string, Amounts>();
  readonly #findings: Findings<Reason>;
  #outside = 0;
  #sameBytes = 0;

  /** @param explained what a reason means, and what to do */
  constructor(explained: (reason: Reason) => Explained) {
    this.#findings = new Findings(explained);
  }

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
    this.#findings.note(finding, reason, 1, [{ key, ...defined({ versionId }) }]);
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
    const bytes = by * entry.sizeBytes;
    this.#all.add(outcome, by, bytes);
    groupIn(this.#byPrefix, name).add(outcome, by, bytes);
    if (entry.storageClass !== undefined) groupIn(this.#byClass, entry.storageClass).add(outcome, by, bytes);
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
}

function groupIn(all: Map<string, Amounts>, name: string): Amounts {
  const known = all.get(name);
  if (known !== undefined) return known;
  const amounts = new Amounts();
  all.set(name, amounts);
  return amounts;
}

function groups(all: ReadonlyMap<string, Amounts>): readonly ComparedGroup[] {
  return [...all].map(([name, { counts, bytes }]) => ({ name, ...counts, bytes }));
}
