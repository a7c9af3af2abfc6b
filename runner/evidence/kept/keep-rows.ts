// Rows that are kept: handed over as they come, in one file that is there as a whole or not at all, with its digest.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { KeptFile } from '../../events/certificate';
import { poured } from '../../pacing/poured';
import type { Workshop } from '../../ports/workshop';
import { notKept } from './not-kept';
import { ParquetFile, type Cell, type Column } from './write-parquet';

/** Rows that lie in memory, and letters of their texts. */
const MOST_ROWS = 50_000;
const MOST_LETTERS = 8 * 1024 ** 2;

export class RowKeeper {
  readonly #file: ParquetFile;
  readonly #hash = createHash('sha256');
  readonly #poured: ReturnType<typeof poured<Uint8Array>>;
  #bytes = 0;
  #rows: (readonly Cell[])[] = [];
  #letters = 0;
  /** One group after the other, whoever adds. */
  #given: Promise<void>;

  /** @param name of the file, in the directory */
  constructor(
    directory: string,
    readonly name: string,
    columns: readonly Column[],
    workshop: Pick<Workshop, 'save'>,
  ) {
    this.#file = new ParquetFile(columns);
    this.#poured = poured((bytes) => notKept(workshop.save(join(directory, name), bytes)));
    this.#given = this.#give(this.#file.start());
    this.#given.catch(() => undefined);
  }

  async #give(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    await this.#poured.give(bytes);
  }

  /** Resolves once there is place for more. @throws NotKept when the file cannot be written */
  async add(rows: readonly (readonly Cell[])[]): Promise<void> {
    for (const row of rows) {
      this.#rows.push(row);
      for (const cell of row) if (typeof cell === 'string') this.#letters += cell.length;
    }
    if (this.#rows.length >= MOST_ROWS || this.#letters >= MOST_LETTERS) this.#flush();
    await this.#given;
  }

  #flush(): void {
    if (this.#rows.length === 0) return;
    const rows = this.#rows;
    this.#rows = [];
    this.#letters = 0;
    this.#given = this.#given.then(() => this.#give(this.#file.group(rows)));
    this.#given.catch(() => undefined);
  }

  /** @throws NotKept when the file cannot be written */
  async end(): Promise<KeptFile> {
    this.#flush();
    await this.#given;
    await this.#give(this.#file.end());
    this.#poured.end();
    await this.#poured.taken;
    return { name: this.name, sha256: this.#hash.digest('hex'), bytes: this.#bytes, rows: this.#file.rows };
  }

  /** Nothing of it stays. */
  async discard(): Promise<void> {
    this.#poured.end(new Error('discarded'));
    await this.#poured.taken.catch(() => undefined);
  }
}
