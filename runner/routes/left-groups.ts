// Objects that a method does not copy, by cause: counted, and kept one by one as far as that is bounded.
import type { RouteCause } from '../events/route-event';
import type { ObjectVersionId } from '../target/manifest-csv';

/** Versions that are kept of one cause; of more, none can be handed on. */
const MOST_KEPT = 100_000;
const EXAMPLES = 3;

export interface LeftGroup {
  readonly cause: RouteCause;
  /** Object versions. */
  readonly objects: number;
  /** Those of them that are older than another one of their key: no copy of the current objects is made of these. */
  readonly older: number;
  /** The others, each once; undefined: there are too many to keep. */
  readonly versions: readonly ObjectVersionId[] | undefined;
  /** A few keys. */
  readonly examples: readonly string[];
  /** Their storage classes, as far as they are known. */
  readonly classes: readonly string[];
}

interface Kept {
  current: number;
  older: number;
  isWhole: boolean;
  readonly versions: Map<string, ObjectVersionId>;
  readonly examples: Set<string>;
  readonly classes: Set<string>;
}

const nothingKept = (): Kept => ({
  ...{ current: 0, older: 0, isWhole: true },
  ...{ versions: new Map(), examples: new Set(), classes: new Set() },
});

export class LeftGroups {
  readonly #kept = new Map<RouteCause, Kept>();

  /**
   * A current version that was added before counts once.
   * @param older whether a newer version of the key is there. @default false
   */
  add(cause: RouteCause, { key, versionId }: ObjectVersionId, older = false, storageClass?: string): void {
    const kept = this.#kept.get(cause) ?? nothingKept();
    this.#kept.set(cause, kept);
    if (kept.examples.size < EXAMPLES) kept.examples.add(key);
    if (storageClass !== undefined) kept.classes.add(storageClass);
    if (older) {
      kept.older += 1;
      return;
    }
    const id = JSON.stringify([key, versionId]);
    if (kept.versions.has(id)) return;
    kept.current += 1;
    if (kept.versions.size < MOST_KEPT) kept.versions.set(id, { key, versionId });
    else kept.isWhole = false;
  }

  addGroup({ cause, versions, classes, examples, objects, older }: LeftGroup): void {
    for (const version of versions ?? []) this.add(cause, version);
    const kept = this.#kept.get(cause) ?? nothingKept();
    this.#kept.set(cause, kept);
    for (const one of classes) kept.classes.add(one);
    for (const one of examples) if (kept.examples.size < EXAMPLES) kept.examples.add(one);
    kept.older += older;
    if (versions !== undefined) return;
    kept.current += objects - older;
    kept.isWhole = false;
  }

  get all(): readonly LeftGroup[] {
    return [...this.#kept].map(([cause, { current, older, isWhole, versions, examples, classes }]) => ({
      cause,
      objects: current + older,
      older,
      versions: isWhole ? [...versions.values()] : undefined,
      examples: [...examples],
      classes: [...classes].sort(),
    }));
  }
}

/** Groups of several transfers, those of one cause together. */
export function together(groups: readonly LeftGroup[]): readonly LeftGroup[] {
  const all = new LeftGroups();
  for (const group of groups) all.addGroup(group);
  return all.all;
}
