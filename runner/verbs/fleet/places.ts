// Places that are taken and given back: who is first in line is served first, and nobody overtakes.

interface InLine {
  readonly count: number;
  readonly rank: number;
  readonly enter: () => void;
}

export class Places {
  readonly #line: InLine[] = [];
  #free: number;
  #isOpen: boolean;

  /** @param isOpen false: nobody is served before `open`, so that those who come first do not come before those of a lower rank */
  constructor(
    readonly all: number,
    isOpen = true,
  ) {
    this.#free = all;
    this.#isOpen = isOpen;
  }

  open(): void {
    this.#isOpen = true;
    this.#serve();
  }

  /**
   * Resolves with the number that was taken, `count` or all that there are; they are given back with `give`.
   * @param rank the lowest is served first, and of the same rank whoever came first
   * @param signal resolves with 0 when it aborts
   */
  take(count: number, rank: number, signal: AbortSignal): Promise<number> {
    const taken = Math.min(count, this.all);
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve(0);
        return;
      }
      const leave = (): void => {
        const at = this.#line.indexOf(waiting);
        if (at !== -1) this.#line.splice(at, 1);
        resolve(0);
        this.#serve();
      };
      const waiting: InLine = {
        count: taken,
        rank,
        enter: () => {
          signal.removeEventListener('abort', leave);
          resolve(taken);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      const before = this.#line.findIndex((one) => one.rank > rank);
      this.#line.splice(before === -1 ? this.#line.length : before, 0, waiting);
      this.#serve();
    });
  }

  give(count: number): void {
    this.#free += count;
    this.#serve();
  }

  #serve(): void {
    if (!this.#isOpen) return;
    for (let first = this.#line[0]; first !== undefined && first.count <= this.#free; first = this.#line[0]) {
      this.#line.shift();
      this.#free -= first.count;
      first.enter();
    }
  }
}
