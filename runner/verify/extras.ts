// What the destination has and the source has not.
import type { ExtraCounts, VersionExample } from '../events/certificate';
import type { VersionEntry } from '../ports/s3/objects';
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
