// Counts what has become of versions, with a few examples of each change. Pure.
import type { DifferenceEvent, VersionChange } from '../../../events/comparisons/difference-event';
import type { VersionExample } from '../../../events/comparisons/finding';
import { compareKeys } from '../../../text/key-order';
import { changeOf, COPY_MEANING, MEANING, NOBODY, type Stood } from '../changes';
import type { ComparedThen } from './compared-then';

const EXAMPLES = 5;

/** Every version of a key, on both sides, by what tells it apart. */
export interface StoodKey {
  /** Of the source. */
  readonly key: string;
  readonly versions: ReadonlyMap<string, Stood>;
}

interface Counted {
  count: number;
  readonly examples: VersionExample[];
}

export class ChangeCounts {
  readonly #counts = new Map<VersionChange, Counted>();

  constructor(
    private readonly earlier: ComparedThen,
    private readonly later: ComparedThen,
  ) {}

  /** In the order of keys. */
  addKey(before: StoodKey | undefined, after: StoodKey | undefined): void {
    const key = before?.key ?? after?.key ?? '';
    for (const id of new Set([...(before?.versions.keys() ?? []), ...(after?.versions.keys() ?? [])])) {
      const [then, now] = [before?.versions.get(id) ?? NOBODY, after?.versions.get(id) ?? NOBODY];
      const versionId = (now.source ?? now.destination ?? then.source ?? then.destination)?.versionId ?? '';
      this.add(then, now, 1, [versionId === '' ? { key } : { key, versionId }]);
    }
  }

  /** @param count versions that are alike */
  add(before: Stood, after: Stood, count: number, examples: readonly VersionExample[]): void {
    const change = changeOf(before, after, this.earlier.scope, this.later.scope);
    if (change === undefined) return;
    const known = this.#counts.get(change) ?? { count: 0, examples: [] };
    known.count += count;
    if (change !== 'still-same') {
      known.examples.push(...examples);
      if (known.examples.length > EXAMPLES) {
        known.examples.sort((a, b) => compareKeys(a.key, b.key));
        known.examples.length = EXAMPLES;
      }
    }
    this.#counts.set(change, known);
  }

  told(): DifferenceEvent['changes'] {
    const meanings = this.later.pair === undefined ? MEANING : COPY_MEANING;
    return (Object.keys(meanings) as readonly VersionChange[]).flatMap((change) => {
      const known = this.#counts.get(change);
      return known === undefined
        ? []
        : [{ change, count: known.count, meaning: meanings[change], examples: known.examples }];
    });
  }
}
