// Two random samples of a stream whose length nobody knows, in one pass and in bounded memory: one in which every version
// is as likely as any other, and one in which a version is the likelier the larger it is. The first tells of numbers of
// versions, the second of bytes: a few large objects may be most of a bucket and would be missed by the first.

import { reservoir, type Reservoir } from '../pacing/reservoir';

/** mulberry32: small, fast, and the same everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Drawn<T> {
  /** How many were offered. */
  readonly offered: number;
  /** Their sizes together. */
  readonly offeredBytes: number;
  /** Whether `versions` holds all that were offered. */
  readonly all: boolean;
  /** Drawn without putting back. */
  readonly versions: readonly T[];
  /** Drawn by size, with putting back; empty when all were drawn or all are empty. */
  readonly bySize: readonly T[];
}

export class Sample<T extends { readonly sizeBytes: number }> {
  /** All that were offered, as long as all are kept: nothing is drawn of them before there are more. */
  private first: T[] | undefined = [];
  private drawnBytes = 0;
  private readonly uniform: Reservoir<T>;
  private readonly bySize: T[] = [];

  /**
   * @param most versions that are kept; as many as this are all kept, of more half of it by number and half by size
   */
  constructor(
    private readonly most: number,
    private readonly random: () => number,
  ) {
    this.uniform = reservoir(this.half, random);
  }

  offer(version: T): void {
    const { first } = this;
    if (first === undefined) this.draw(version);
    else if (first.length < this.most) first.push(version);
    else {
      this.first = undefined;
      for (const one of [...first, version]) this.draw(one);
    }
  }

  drawn(): Drawn<T> {
    const { first, drawnBytes, bySize } = this;
    if (first === undefined)
      return {
        offered: this.uniform.seen,
        offeredBytes: drawnBytes,
        all: false,
        versions: this.uniform.items,
        bySize,
      };
    const offeredBytes = first.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return { offered: first.length, offeredBytes, all: true, versions: first, bySize: [] };
  }

  private get half(): number {
    return Math.floor(this.most / 2);
  }

  private draw(version: T): void {
    this.drawnBytes += version.sizeBytes;
    this.uniform.add(version);
    this.drawBySize(version);
  }

  /** Each place of the sample goes to this version with the share that it has of all bytes so far. */
  private drawBySize(version: T): void {
    const likelihood = version.sizeBytes === 0 ? 0 : version.sizeBytes / this.drawnBytes;
    if (likelihood === 0) return;
    // From place to place that is taken, without a look at those between.
    for (let place = this.skip(likelihood); place < this.half; place += 1 + this.skip(likelihood))
      this.bySize[place] = version;
  }

  /** How many places are not taken before one is. */
  private skip(likelihood: number): number {
    return likelihood >= 1 ? 0 : Math.floor(Math.log(1 - this.random()) / Math.log(1 - likelihood));
  }
}
