// The files of a report in parts, in their order: several are on their way at once, into memory that is used again and again.
import type { Buckets } from '../../../../ports/s3/buckets';
import { isRunnerError, RunnerError } from '../../../../ports/errors';
import { defined } from '../../../../text/defined';
import { DamagedReport } from '../damaged-report';
import type { ReportFile } from '../report-manifest';
import type { RowMemory } from './scanned-rows';

const PART_BYTES = 2 * 1024 ** 2;
/** Parts that are held at once, on their way or being read. */
const MOST_PARTS = 8;
/** Rows have more, nearly all. */
const BYTES_OF_ROW = 64;
/** Files whose first part is asked for before the last parts of the ones before them have come: so many parts before the end of these. */
const FILES_AHEAD = 4;

export interface ReportPart {
  /** Place of the file among those of the report. */
  readonly file: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly fileBytes: number;
  /** Of the file. @default - S3 has not said it */
  readonly etag?: string;
  /** In memory that threads share, which is used again once the part is released. */
  readonly bytes: Uint8Array;
  /** The same for its rows. */
  readonly rows: RowMemory;
  release(): void;
}

function missingFile({ bucket, key }: ReportFile): RunnerError {
  return new RunnerError('not-found', `the completion report names s3://${bucket}/${key}, which is not there`);
}

function replacedFile({ bucket, key }: ReportFile): RunnerError {
  return new DamagedReport(`s3://${bucket}/${key}`, 'it was replaced while it was read');
}

/** Of one part. */
interface PartMemory {
  readonly bytes: Uint8Array;
  readonly rows: RowMemory;
}

function partMemory(size: number): PartMemory {
  const rows = Math.ceil(size / BYTES_OF_ROW);
  return {
    bytes: new Uint8Array(new SharedArrayBuffer(size)),
    rows: {
      prints: new Int32Array(new SharedArrayBuffer(rows * 2 * Int32Array.BYTES_PER_ELEMENT)),
      folderOf: new Uint32Array(new SharedArrayBuffer(rows * Uint32Array.BYTES_PER_ELEMENT)),
    },
  };
}

class Memory {
  private readonly free: PartMemory[] = [];
  private readonly waiting: ((memory: PartMemory) => void)[] = [];
  private made = 0;

  constructor(
    private readonly most: number,
    private readonly size: number,
  ) {}

  take(): Promise<PartMemory> {
    const free = this.free.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (this.made < this.most) {
      this.made += 1;
      return Promise.resolve(partMemory(this.size));
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  give(memory: PartMemory): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free.push(memory);
    else next(memory);
  }
}

/**
 * Every part, each as a promise: those that follow are asked for meanwhile.
 * @param owner account that the bucket has to belong to
 */
export async function* reportParts(
  files: readonly ReportFile[],
  buckets: Pick<Buckets, 'readPart'>,
  owner: string,
  partBytes = PART_BYTES,
): AsyncGenerator<{ readonly part: Promise<ReportPart> }> {
  const memory = new Memory(MOST_PARTS, partBytes);
  /** Of files whose first part has come. */
  const etags = new Map<number, string>();
  /** @param first of the file, as it was answered: what another object has is no part of it, whatever the server makes of the ETag */
  const read = async (
    index: number,
    from: number,
    into: PartMemory,
    first: { readonly etag?: string; readonly fileBytes?: number } = {},
  ): Promise<ReportPart> => {
    const file = files[index] as ReportFile;
    const asked = { from, into: into.bytes, ...defined({ etag: first.etag }) };
    const found = await buckets.readPart(file.bucket, file.key, asked, owner).catch((error: unknown) => {
      if (isRunnerError(error) && error.code === 'PreconditionFailed') throw replacedFile(file);
      throw error;
    });
    if (found === undefined) throw missingFile(file);
    const { readBytes, objectBytes } = found;
    if (objectBytes !== (first.fileBytes ?? objectBytes)) throw replacedFile(file);
    if (first.etag !== undefined && found.etag !== undefined && found.etag !== first.etag) throw replacedFile(file);
    if (from === 0 && found.etag !== undefined) etags.set(index, found.etag);
    return {
      file: index,
      isFirst: from === 0,
      isLast: from + readBytes >= objectBytes,
      fileBytes: objectBytes,
      ...defined({ etag: found.etag }),
      bytes: into.bytes.subarray(0, readBytes),
      rows: into.rows,
      release: () => memory.give(into),
    };
  };
  const begun = (part: Promise<ReportPart>): Promise<ReportPart> => {
    // Whoever takes it is told.
    part.catch(() => undefined);
    return part;
  };
  const opened: Promise<ReportPart>[] = [];
  /** The first parts of files, from this one on. */
  const open = async (from: number, most: number): Promise<void> => {
    while (opened.length < most && from + opened.length < files.length)
      opened.push(begun(read(from + opened.length, 0, await memory.take())));
  };
  await open(0, FILES_AHEAD);
  for (let index = 0; index < files.length; index += 1) {
    await open(index, 1);
    const first = opened.shift() as Promise<ReportPart>;
    yield { part: first };
    const { fileBytes } = await first;
    const parts = Math.ceil(fileBytes / partBytes);
    await open(index + 1, FILES_AHEAD - parts);
    for (let part = 1; part < parts; part += 1) {
      const from = part * partBytes;
      const more = { fileBytes, ...defined({ etag: etags.get(index) }) };
      yield { part: begun(read(index, from, await memory.take(), more)) };
      await open(index + 1, FILES_AHEAD - (parts - 1 - part));
    }
    etags.delete(index);
  }
}
