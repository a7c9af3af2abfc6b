// Copies in parts of an earlier run that may be complete, and lack what is put when the object is there: tags, annotations.
import type { Upload } from '../../../ports/s3/uploads';
import type { UploadJournal } from '../engine/parts/copy-in-parts';

export class HalfCopies {
  /** By what follows the prefix in the key. */
  readonly #uploads = new Map<string, Upload>();

  /** @param journal where it is written that nothing is lacking any more */
  constructor(
    private readonly prefix: string,
    private readonly journal: () => UploadJournal | undefined,
  ) {}

  add(uploads: readonly Upload[]): void {
    for (const upload of uploads) this.#uploads.set(upload.key.slice(this.prefix.length), upload);
  }

  has(rest: string): boolean {
    return this.#uploads.has(rest);
  }

  /** Who comes later has nothing to mend. */
  mended(rest: string): void {
    const upload = this.#uploads.get(rest);
    if (upload !== undefined) void this.journal()?.uploadEnded(upload, { ended: 'completed' });
    this.#uploads.delete(rest);
  }
}
