// What a tool has said, line by line, in a file beside the journal.
import type { Journal } from '../../ports/journal';

/** Characters that wait to be written, at most: a full disk must not fill the memory. */
const MOST_WAITING = 4 * 1024 ** 2;

export class ToolLog {
  #waiting: string[] = [];
  #characters = 0;
  #isWritable = true;
  #begun = false;

  constructor(
    private readonly journal: Journal,
    private readonly name: string,
  ) {}

  /** For messages. */
  get path(): string {
    return `${this.journal.directory}/${this.name}`;
  }

  line(text: string): void {
    if (!this.#isWritable || this.#characters > MOST_WAITING) return;
    this.#waiting.push(text);
    this.#characters += text.length;
  }

  /** Writes what has gathered. @returns whether everything is in the file; once it is not, nothing more is tried */
  async flush(): Promise<boolean> {
    if (!this.#isWritable || this.#waiting.length === 0) return this.#isWritable;
    const text = this.#waiting.splice(0).join('\n');
    this.#characters = 0;
    const written = this.#begun
      ? await this.journal.append(this.name, `${text}\n`)
      : await this.journal.write(this.name, `${text}\n`);
    this.#begun = true;
    this.#isWritable = written;
    return written;
  }
}
