// Reads the files of a report: parts of them come at once, threads read their rows, and what they find is taken in the order of the rows.
import { ahead } from '../../../pacing/ahead';
import type { Engine } from '../../../ports/engine';
import { RunnerError } from '../../../ports/errors';
import { DamagedReport } from './damaged-report';
import type { KeptReport, KeptRows, RowsKeeper } from './resumed/kept-report';
import type { ReportFile } from './report-manifest';
import { readRows, wrongChecksum, type ReportRow } from './report-rows';
import { reportParts, type ReportPart } from './scan/report-parts';
import { endsInLineFeeds } from './scan/row-ends';
import type { OfJob } from './scan/of-job';
import type { ScannedRows, ScanOrder } from './scan/scanned-rows';
import { ownScanner, type Scanners } from './scan/scanners';

/** A file that is no larger is read before a thread has started. */
const SMALL_FILE = 1024 ** 2;
/** Parts whose rows are read before those of the part before them were taken. */
const PARTS_AHEAD = 8;
/** Parts after which it rests. */
const PARTS_TO_REST = 32;
const LINE_FEED = 10;
const NOTHING = new Uint8Array(0);

/** What takes the rows, in their order. */
export interface RowTaker {
  take(row: ReportRow): void;
  takeAll(rows: ScannedRows): void;
}

/** A part whose rows are being read; without an order only the parser can tell where they end. */
interface ReadPart {
  readonly part: ReportPart;
  readonly order?: ScanOrder;
  readonly rows?: Promise<ScannedRows>;
  /** Of the last part of a file its MD5; of the others nothing. */
  readonly hashed?: Promise<string | undefined>;
  readonly scanners: Scanners;
}

function begun<T>(promise: Promise<T>): Promise<T> {
  // Whoever takes it is told.
  promise.catch(() => undefined);
  return promise;
}

/** Parts of a file are handed over in their order, and so is what is asked of all of them. */
async function hashOf({ file, bytes, isLast }: ReportPart, scanners: Scanners): Promise<string | undefined> {
  const hashed = scanners.hash(file, bytes);
  const digest = isLast ? scanners.digest(file) : undefined;
  await hashed;
  return digest;
}

/** What follows the last line feed: where no quote holds that, the next row begins there. */
function tailOf({ bytes, head }: ScanOrder): Uint8Array {
  const end = bytes.lastIndexOf(LINE_FEED) + 1;
  return end > 0 ? bytes.slice(end) : new Uint8Array(Buffer.concat([head, bytes]));
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

class FilesReader {
  private readonly own = ownScanner();
  private taken = 0;
  /** Of the file whose parts are taken. */
  private keeper: RowsKeeper | undefined;
  /** Of its rows, the last ones. */
  private keeping: Promise<void> | undefined;

  constructor(
    private readonly files: readonly ReportFile[],
    private readonly prefix: string,
    private readonly engine: Engine,
    private readonly taker: RowTaker,
    private readonly options: ReadOptions,
  ) {}

  async read(): Promise<void> {
    const parts = ahead(this.scannedParts(), PARTS_AHEAD);
    let left: Uint8Array = NOTHING;
    try {
      for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
        await this.rest();
        if (next.value.order === undefined) await this.parse(next.value, parts);
        else left = await this.takePart(next.value, next.value.order, left);
      }
    } finally {
      void parts.return(undefined).catch(() => undefined);
      await this.keeper?.discard();
    }
  }

  /** Whoever rests gives memory back: whatever was made for a part alone is garbage. */
  private async rest(): Promise<void> {
    if (this.engine.signal.aborted) throw new RunnerError('interrupted', 'interrupted');
    this.taken += 1;
    if (this.taken % PARTS_TO_REST === 0) await this.engine.clock.sleep(0, this.engine.signal);
  }

  private async *scannedParts(): AsyncGenerator<ReadPart> {
    const { files, engine, prefix, options } = this;
    let scanners: Scanners = this.own;
    let isParsed = false;
    let head: Uint8Array = NOTHING;
    const parts = reportParts(files, engine.aws.buckets, engine.accountId, options.partBytes);
    for await (const { part: coming } of ahead(parts, PARTS_AHEAD)) {
      const part = await coming;
      if (part.isFirst) {
        head = NOTHING;
        isParsed = !endsInLineFeeds(part.bytes, part.isLast);
        scanners = part.fileBytes > SMALL_FILE ? (options.scanners ?? this.own) : this.own;
      }
      if (isParsed) yield { part, scanners };
      else {
        const { ofJob = {} } = this.options;
        const order = { bytes: part.bytes, head, prefix, ofJob, isLast: part.isLast, into: part.rows };
        head = tailOf(order);
        const hashed = begun(hashOf(part, scanners));
        yield { part, order, rows: begun(scanners.scan(order)), hashed, scanners };
      }
    }
  }

  /**
   * @param left what the part before has left over of its last row
   * @returns what this one leaves
   */
  private async takePart(read: ReadPart, order: ScanOrder, left: Uint8Array): Promise<Uint8Array> {
    const { part, scanners } = read;
    const file = this.files[part.file] as ReportFile;
    const location = `s3://${file.bucket}/${file.key}`;
    const head = part.isFirst ? NOTHING : left;
    const foreseen = await read.rows;
    // A quote has held the end of the part before together with this one.
    const rows =
      foreseen !== undefined && isSame(head, order.head) ? foreseen : await scanners.scan({ ...order, head });
    if (rows.fault !== undefined) throw new DamagedReport(location, rows.fault);
    this.taker.takeAll(rows);
    if (part.isFirst && part.fileBytes > SMALL_FILE)
      this.keeper = this.options.kept?.begin(file, part.etag, part.fileBytes);
    await this.keeping;
    this.keeping = begun(this.keeper?.add(rows) ?? Promise.resolve());
    const md5 = await read.hashed;
    if (md5 !== undefined) {
      if (md5 !== file.md5) throw wrongChecksum(md5, file.md5, location);
      await this.keeping;
      await this.keeper?.end();
      this.keeper = undefined;
    }
    part.release();
    return rows.rest;
  }

  /** A whole file whose rows end in another way than S3's. */
  private async parse(first: ReadPart, parts: AsyncGenerator<ReadPart>): Promise<void> {
    const { bucket, key, md5 } = this.files[first.part.file] as ReportFile;
    for await (const row of readRows(bytesOf(first, parts), md5, `s3://${bucket}/${key}`)) {
      this.taker.take(row);
      if (this.engine.signal.aborted) throw new RunnerError('interrupted', 'interrupted');
    }
  }
}

/** Of one file. */
async function* bytesOf(first: ReadPart, more: AsyncGenerator<ReadPart>): AsyncGenerator<Uint8Array> {
  let { part } = first;
  for (;;) {
    const bytes = part.bytes.slice();
    part.release();
    yield bytes;
    if (part.isLast) return;
    const next = await more.next();
    if (next.done === true) return;
    ({ part } = next.value);
  }
}

export interface ReadOptions {
  /** What every row has to be about. @default - it is not known */
  readonly ofJob?: OfJob;
  /** What reads the rows of files that are large. @default - this thread does */
  readonly scanners?: Scanners | undefined;
  /** Keeps what was read of a file, for whoever is killed before all were. @default - nothing is kept */
  readonly kept?: KeptReport | undefined;
  /** What was read of files before, by their places: they are not fetched. @default - nothing was */
  readonly known?: ReadonlyMap<number, KeptRows>;
  /** Of a part. @default - as many as pay */
  readonly partBytes?: number;
}

/**
 * Every row of all files, in their order.
 * @param prefix of the job; folders below it are told apart
 * @throws DamagedReport
 */
export async function readFiles(
  files: readonly ReportFile[],
  prefix: string,
  engine: Engine,
  taker: RowTaker,
  options: ReadOptions = {},
): Promise<void> {
  const { known = new Map<number, KeptRows>() } = options;
  for (let from = 0; from < files.length;) {
    const kept = known.get(from);
    if (kept !== undefined) {
      for await (const rows of kept.rows()) {
        taker.takeAll(rows);
        if (engine.signal.aborted) throw new RunnerError('interrupted', 'interrupted');
      }
      from += 1;
      continue;
    }
    let to = from + 1;
    while (to < files.length && !known.has(to)) to += 1;
    await new FilesReader(files.slice(from, to), prefix, engine, taker, options).read();
    from = to;
  }
}
