// The versions of one key, several. Nearly each arrives as the newest: it is put at the end, so that a key of a hundred thousand versions
// takes no longer for the last than for the first.

export interface Indexed {
  readonly key: string;
  readonly versionId: string;
  readonly lastModifiedMs: number;
}

/** Of so many, ids are looked up, and not searched for. */
const MANY = 32;

export class History<V extends Indexed> {
  readonly key: string;
  /** Oldest first. */
  readonly #versions: V[];
  /** Of many. */
  #byId: Map<string, V> | undefined;
  /** What was shown last, if nothing has changed since: it stays as it is for whoever holds it. */
  #shown: readonly V[] | undefined;

  constructor(only: V) {
    this.key = only.key;
    this.#versions = [only];
  }

  get newest(): V | undefined {
    return this.#versions.at(-1);
  }

  get newestFirst(): readonly V[] {
    this.#shown ??= this.#versions.toReversed();
    return this.#shown;
  }

  find(versionId: string): V | undefined {
    if (this.#versions.length < MANY) return this.#versions.find((version) => version.versionId === versionId);
    this.#byId ??= new Map(this.#versions.map((version) => [version.versionId, version]));
    return this.#byId.get(versionId);
  }

  /** @returns the version that was replaced */
  put(version: V): V | undefined {
    const replaced = this.find(version.versionId);
    this.#shown = undefined;
    this.#byId?.set(version.versionId, version);
    if (replaced === undefined) this.#insert(version);
    else {
      const at = this.#versions.lastIndexOf(replaced);
      // A change of the same version (its tags, its status) keeps its place among versions of the same millisecond.
      if (replaced.lastModifiedMs === version.lastModifiedMs) this.#versions[at] = version;
      else {
        this.#versions.splice(at, 1);
        this.#insert(version);
      }
    }
    return replaced;
  }

  /** Where its time puts it; behind those of the same time. */
  #insert(version: V): void {
    let at = this.#versions.length;
    while ((this.#versions[at - 1]?.lastModifiedMs ?? -Infinity) > version.lastModifiedMs) at--;
    this.#versions.splice(at, 0, version);
  }

  /** Without one of its versions; the only one that is left stands for itself. */
  without(removed: V): V | this {
    this.#shown = undefined;
    this.#byId?.delete(removed.versionId);
    this.#versions.splice(this.#versions.lastIndexOf(removed), 1);
    const [only] = this.#versions;
    return only !== undefined && this.#versions.length === 1 ? only : this;
  }
}
