// Lines that go to the end of a journal, in their order. A disk that is full takes none of them away: they are kept, and written when there
// is room again, after what was cut off.
import type { Journal } from '../../../ports/journal';

/** Lines that are kept while nothing can be written. */
const MOST_KEPT = 10_000;

export class WrittenLines {
  #kept: string[];
  #isBegun = false;
  /** Whether the file may end in the middle of a line. */
  #isTorn = false;
  #hasLost = false;
  #writing: Promise<boolean> = Promise.resolve(true);

  /** @param begin what the file is to begin with: what was in it before is gone */
  constructor(
    private readonly journal: Pick<Journal, 'write' | 'append'>,
    private readonly name: string,
    begin: readonly string[],
  ) {
    this.#kept = [...begin];
  }

  /** Whether lines were given up: what is written later would say less than was so. */
  get hasLost(): boolean {
    return this.#hasLost;
  }

  /** Is written with the next that is. @param line with its line feed */
  add(line: string): void {
    if (this.#kept.length < MOST_KEPT) this.#kept.push(line);
    else this.#hasLost = true;
  }

  /** @param last is not kept where it cannot be written. @returns whether it is all there */
  write(last?: string): Promise<boolean> {
    this.#writing = this.#writing.then(() => this.#writeNow(last));
    return this.#writing;
  }

  async #writeNow(last = ''): Promise<boolean> {
    const lines = this.#kept;
    this.#kept = [];
    const text = lines.join('') + last;
    if (text === '' && this.#isBegun) return !this.#hasLost;
    const isWritten = this.#isBegun
      ? await this.journal.append(this.name, (this.#isTorn ? '\n' : '') + text)
      : await this.journal.write(this.name, text);
    if (isWritten) [this.#isBegun, this.#isTorn] = [true, false];
    else {
      this.#isTorn = this.#isBegun;
      this.#kept = [...lines, ...this.#kept];
    }
    return isWritten && !this.#hasLost;
  }
}
