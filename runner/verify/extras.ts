// What the destination has and the source has not.
import type { ExtraCounts } from '../events/comparisons/comparison';
import type { VersionExample } from '../events/comparisons/finding';
import type { VersionEntry } from '../ports/s3/objects';
import { defined } from '../text/defined';
import { isSeen, type Head } from './look';

const EXAMPLES = 5;

export class Extras {
  #versions = 0;
  #deleteMarkers = 0;
  #replicas = 0;
  #others = 0;
  readonly #examples: VersionExample[] = [];

  /** @returns whether it is an object version, which can be looked at */
  add({ deleteMarker, key, versionId }: VersionEntry): boolean {
    if (deleteMarker) {
      this.#deleteMarkers += 1;
      return false;
    }
    this.#versions += 1;
    if (this.#examples.length < EXAMPLES) this.#examples.push({ key, versionId });
    return true;
  }

  /** Many that are alike, as a list of replication statuses tells them. @param status null: it tells none */
  addMany(amount: number, areMarkers: boolean, status: string | null, examples: readonly VersionExample[]): void {
    if (areMarkers) {
      this.#deleteMarkers += amount;
      return;
    }
    this.#versions += amount;
    if (status === 'REPLICA') this.#replicas += amount;
    else if (status !== null) this.#others += amount;
    const told = examples.map(({ key, versionId }) => ({ key, ...defined({ versionId }) }));
    this.#examples.push(...told.slice(0, EXAMPLES - this.#examples.length));
  }

  /** How many versions there were so far. */
  get versions(): number {
    return this.#versions;
  }

  look(head: Head): void {
    if (!isSeen(head)) return;
    if (head.replicationStatus === 'REPLICA') this.#replicas += 1;
    else this.#others += 1;
  }

  counts(): ExtraCounts {
    return {
      versions: this.#versions,
      replicas: this.#replicas,
      others: this.#others,
      notLookedAt: this.#versions - this.#replicas - this.#others,
      deleteMarkers: this.#deleteMarkers,
      examples: this.#examples,
    };
  }
}
