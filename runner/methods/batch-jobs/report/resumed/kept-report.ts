// What was read of the files of a report, beside the outputs, until all of it was: whoever is killed in between and starts again does not
// fetch a file twice. A file is kept once its checksum has held, and used as long as S3 has it under the same ETag.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { concurrently } from '../../../../pacing/concurrently';
import { poured } from '../../../../pacing/poured';
import type { Engine } from '../../../../ports/engine';
import { isRunnerError, RunnerError } from '../../../../ports/errors';
import { LARGEST } from '../../../../ports/limits';
import type { Workshop } from '../../../../ports/workshop';
import { visible } from '../../../../text/safe-text';
import type { ReportFile, ReportFolder } from '../report-manifest';
import type { ScannedRows } from '../scan/scanned-rows';
import { recordOf, recordsIn } from './row-records';

/** Of a report, on this machine: rows take eight bytes each, so that it is that of five hundred million. */
const MOST_BYTES = 4 * 1024 ** 3;
/** Files that S3 is asked about at once. */
const AT_ONCE = 8;

/** Beside the rows of a file: what they are of, and the digest of what they were written into. */
const NOTE = z.object({
  format: z.literal('rows-3'),
  md5: z.string(),
  etag: z.string(),
  objectBytes: z.number(),
  bytes: z.number(),
  sha256: z.string(),
});
type Note = z.infer<typeof NOTE>;

/** What was read of a file before. */
export interface KeptRows {
  rows(): AsyncIterable<ScannedRows>;
}

/** Rows of one file, while they are read. */
export interface RowsKeeper {
  /** Whoever gives rows may write others in their place at once. */
  add(rows: ScannedRows): Promise<void>;
  /** The checksum has held. */
  end(): Promise<void>;
  /** Nothing of it stays. */
  discard(): Promise<void>;
}

function nameOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield Buffer.from(text);
}

function noteIn(text: string | undefined): Note | undefined {
  try {
    const parsed = NOTE.safeParse(JSON.parse(text ?? ''));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Whoever reads the same report at the same time has read all of it: reading it again, from S3, helps. */
export class KeptRowsGone extends RunnerError {
  constructor({ bucket, key }: ReportFile) {
    super(
      'unavailable',
      `what was read before of s3://${visible(bucket)}/${visible(key)} is not on this machine any more`,
      'start the same command again: it reads the report from S3',
    );
  }
}

export class KeptReport {
  readonly #folder: string;
  #bytes = 0;
  /** Why nothing more is kept. @default - it is */
  fault: string | undefined;

  /** @param prefix of the job: rows were counted by the folders below it */
  constructor(
    private readonly engine: Engine,
    private readonly workshop: Workshop,
    { bucket, prefix: place }: ReportFolder,
    private readonly prefix: string,
  ) {
    this.#folder = join(engine.journal.directory, `report-${nameOf(bucket, place)}`);
  }

  #pathOf({ key }: ReportFile): string {
    return join(this.#folder, nameOf(key, this.prefix));
  }

  /** Of the files that were read before, by their place among those of the report. */
  async found(files: readonly ReportFile[]): Promise<ReadonlyMap<number, KeptRows>> {
    const found = new Map<number, KeptRows>();
    const names = await this.workshop.names(this.#folder).catch(() => undefined);
    if (names === undefined) return found;
    // A run that was killed leaves what it had begun to write.
    for (const name of names) if (name.endsWith('.part')) await this.workshop.remove(join(this.#folder, name));
    const jobs = files.map((file, index) => ({ file, index }));
    await concurrently(jobs, AT_ONCE, async ({ file, index }) => {
      const note = await this.#noteOf(file).catch(() => undefined);
      if (note === undefined || !(await this.#isStillThere(file, note))) return;
      this.#bytes += note.bytes;
      found.set(index, { rows: () => this.#rowsOf(file, note) });
    });
    return found;
  }

  /** @throws KeptRowsGone */
  async *#rowsOf(file: ReportFile, { bytes }: Note): AsyncGenerator<ScannedRows> {
    try {
      yield* recordsIn(this.#pathOf(file), bytes, this.workshop);
    } catch {
      throw new KeptRowsGone(file);
    }
  }

  /** Undefined: it was not read to its end, or what was kept of it is damaged. */
  async #noteOf(file: ReportFile): Promise<Note | undefined> {
    const path = this.#pathOf(file);
    const note = noteIn(await this.workshop.text(`${path}.json`, LARGEST.jobState));
    if (note?.md5 !== file.md5) return undefined;
    const held = await this.workshop.digest(path);
    return held?.sha256 === note.sha256 && held.bytes === note.bytes ? note : undefined;
  }

  /** One byte is asked for. */
  async #isStillThere({ bucket, key }: ReportFile, { etag, objectBytes }: Note): Promise<boolean> {
    const { aws, accountId } = this.engine;
    try {
      const part = await aws.buckets.readPart(bucket, key, { from: 0, into: new Uint8Array(1), etag }, accountId);
      return part?.etag === etag && part.objectBytes === objectBytes;
    } catch (error) {
      if (isRunnerError(error) && error.code === 'PreconditionFailed') return false;
      throw error;
    }
  }

  /** Undefined: it is not kept. */
  begin(file: ReportFile, etag: string | undefined, objectBytes: number): RowsKeeper | undefined {
    if (etag === undefined || this.fault !== undefined || this.#bytes >= MOST_BYTES) return undefined;
    const path = this.#pathOf(file);
    const sha256 = createHash('sha256');
    let isSaved = false;
    const saving = poured<Uint8Array>(async (records) => {
      isSaved = await this.#unlessFault(() => this.workshop.save(path, records));
    });
    let bytes = 0;
    return {
      add: async (rows) => {
        const record = recordOf(rows);
        sha256.update(record);
        bytes += record.byteLength;
        this.#bytes += record.byteLength;
        await saving.give(record);
      },
      end: async () => {
        saving.end();
        await saving.taken;
        if (!isSaved) return;
        const note = { format: 'rows-3', ...{ md5: file.md5, etag, objectBytes, bytes } } as const;
        const text = JSON.stringify({ ...note, sha256: sha256.digest('hex') } satisfies Note);
        await this.#unlessFault(() => this.workshop.save(`${path}.json`, once(text)));
      },
      discard: async () => {
        saving.end(new Error('discarded'));
        await saving.taken;
      },
    };
  }

  /** @returns whether it was done; what cannot be kept is no reason to read no report */
  async #unlessFault(done: () => Promise<void>): Promise<boolean> {
    try {
      await done();
      return true;
    } catch (error) {
      this.fault ??= error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  /** All of the report was read. */
  remove(): Promise<void> {
    return this.workshop.remove(this.#folder).catch(() => undefined);
  }
}
