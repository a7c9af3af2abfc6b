// One copy from its beginning, or from where an earlier run has left it, to its end.
import type { RunnerEvent } from '../../../events/events';
import type { TransferPhase, TransferProgress } from '../../../events/transfer-events';
import type { Engine } from '../../../ports/engine';
import { RunnerError, isRunnerError } from '../../../ports/errors';
import { defined } from '../../../text/defined';
import { CopyRate } from './copy-rate';
import type { CopyTally } from '../copy-tally';
import { copyAll } from './copy-all';
import { HalfCopies } from './half-copies';
import { abortUploads } from '../journal/abort-uploads';
import { madeIn, triedIn, type CopyCounts } from '../journal/copy-counts';
import { whereaboutsOf } from '../journal/copy-ids';
import { unkept, writeCopy, type CopyWriter, type OpenUploads } from '../journal/copy-journal';
import type { Checkpoint } from '../journal/journal-line';
import type { OwnRun } from '../journal/own-run';
import { Settlement } from '../journal/settlement';
import type { PlannedCopy } from '../plan-copies';
import { Part, type Span } from '../walk/part';

const NO_UPLOADS: OpenUploads = { begun: [], intended: [] };
const CHECKPOINT_MS = 1_000;

export interface CopyRunOptions {
  /** Requests at once. @default 256 */
  readonly mostAtOnce?: number;
  /** Of the objects that are copied. @default - as many as S3 copies */
  readonly bytesPerSecond?: number;
  /** Objects that are expected to be copied. @default - nobody has counted */
  readonly expected?: number;
  /** Milliseconds since 1970 after which nothing new is begun. @default - until all is done */
  readonly deadlineMs?: number;
  /** Between two words about how far it is. @default 1000 */
  readonly tellMs?: number;
}

/** How a copy has ended. */
export interface CopyEnd {
  readonly transferId: string;
  readonly counts: CopyCounts;
  readonly tally: CopyTally;
  readonly phase: TransferPhase;
  /** When the earlier run began that was gone on with, in milliseconds since 1970. @default - there was none */
  readonly resumedFromMs?: number;
}

/** Everything about a copy while it runs. */
export class RunningCopy {
  readonly transferId: string;
  readonly #settlement: Settlement;
  readonly #half: HalfCopies;
  readonly #rate = new CopyRate();
  #parts: Part[] = [];
  #writer: CopyWriter | undefined;
  /** Whether that was said. */
  #isUnkept = false;
  /** Of another run, whatever the clock of who has written it says: what was cancelled before is begun again. */
  #cancelledBefore: string | undefined;

  constructor(
    private readonly planned: PlannedCopy,
    private readonly engine: Engine,
    private readonly own: OwnRun,
    private readonly options: CopyRunOptions,
  ) {
    const { from, to } = planned.request;
    this.transferId = own.transferId;
    this.#settlement = new Settlement(from.prefix);
    this.#half = new HalfCopies(to.prefix, () => this.#writer?.uploads);
  }

  /** Of everything that was settled, by this run and those before. */
  get counts(): CopyCounts {
    return this.#settlement.counts;
  }

  /** Says events, and returns when all is done, or nothing more may be begun. @throws RunnerError what makes going on senseless */
  async *run(): AsyncGenerator<RunnerEvent, CopyEnd> {
    const { planned, engine, transferId, own } = this;
    const { request, prefix } = planned;
    this.#cancelledBefore = await this.#cancelMark();
    const resumed = own.isResumed ? own.left : undefined;
    const startedMs = resumed?.header.startedMs ?? engine.clock.now();
    const header = { transferId, request, ...whereaboutsOf(engine), startedMs };
    // Uploads that one has left which has ended are left still.
    const uploads = own.left?.uploads ?? NO_UPLOADS;
    this.#writer = await writeCopy(engine.journal, header, () => engine.clock.now(), resumed, uploads.begun);
    this.#settlement.writer = this.#writer;
    if (resumed !== undefined) this.#settlement.resume(resumed.checkpoint.counts, resumed.failed);
    yield {
      kind: 'transfer',
      transferId,
      method: 'copy',
      ...defined({ prefix }),
      how: resumed === undefined ? 'created' : 'attached',
      detail:
        resumed === undefined
          ? `copies s3://${request.from.bucket}/${request.from.prefix} to s3://${request.to.bucket}/${request.to.prefix}`
          : `a run of ${new Date(startedMs).toISOString()} has not ended here, or another one is under way: it is gone on with from what it has settled`,
    };
    for (const span of resumed?.checkpoint.open ?? [{}]) this.#begin(span);
    this.#half.add(yield* abortUploads(uploads, request.to, engine, this.#writer.uploads));
    if (!(await this.#checkpoint('working'))) yield* this.#unkept('');
    const stopped = new AbortController();
    const abort = (): void => stopped.abort();
    engine.signal.addEventListener('abort', abort, { once: true });
    if (engine.signal.aborted) abort();
    try {
      yield* this.#toTheEnd(stopped);
    } finally {
      engine.signal.removeEventListener('abort', abort);
    }
    const isWhole = !stopped.signal.aborted;
    const phase: TransferPhase = isWhole ? 'ended' : 'waiting-for-you';
    if (!(await this.#checkpoint(phase))) yield* this.#unkept(' any more');
    if (engine.signal.aborted) throw new RunnerError('interrupted', 'interrupted');
    return {
      transferId,
      counts: this.counts,
      tally: this.#settlement.tally,
      phase,
      ...(resumed === undefined ? {} : { resumedFromMs: startedMs }),
    };
  }

  /** What is told of it now. */
  progress(phase: TransferPhase): TransferProgress {
    const { counts, transferId, planned, options } = this;
    const done = triedIn(counts);
    const total = Math.max(options.expected ?? 0, done);
    const left = options.expected === undefined ? undefined : Math.max(0, options.expected - done);
    return {
      transferId,
      ...defined({ prefix: planned.prefix }),
      phase,
      status: phase === 'working' ? 'Copying' : 'Stopped',
      total,
      succeeded: madeIn(counts),
      failed: counts.failed,
      ...this.#rate.told(left),
    };
  }

  *#unkept(when: string): Generator<RunnerEvent, void> {
    if (!this.#isUnkept) yield unkept(this.engine.journal, when);
    this.#isUnkept = true;
  }

  async *#toTheEnd(stopped: AbortController): AsyncGenerator<RunnerEvent, void> {
    const { clock } = this.engine;
    this.#rate.begin(triedIn(this.counts), clock.now());
    const done = new AbortController();
    const copying = this.#copy(stopped.signal).finally(() => done.abort());
    // What it throws is thrown when it is waited for.
    copying.catch(() => undefined);
    let toldMs = -Infinity;
    for (;;) {
      await clock.sleep(CHECKPOINT_MS, done.signal).catch(() => undefined);
      if (done.signal.aborted) break;
      this.#rate.measure(triedIn(this.counts), clock.now());
      if (!(await this.#checkpoint('working'))) yield* this.#unkept(' any more');
      const { deadlineMs = Infinity } = this.options;
      if (clock.now() >= deadlineMs || (await this.#isCancelled())) stopped.abort();
      if (clock.now() - toldMs < (this.options.tellMs ?? CHECKPOINT_MS)) continue;
      toldMs = clock.now();
      yield { kind: 'progress', atMs: toldMs, transfers: [this.progress('working')], queued: 0 };
    }
    try {
      await copying;
    } catch (error) {
      await this.#checkpoint('waiting-for-you');
      if (!stopped.signal.aborted || !isRunnerError(error, 'interrupted')) throw error;
    }
  }

  #begin(span: Span): Part {
    const part = new Part(span, this.#settlement.commit);
    this.#parts.push(part);
    return part;
  }

  #copy(signal: AbortSignal): Promise<void> {
    const { planned, engine, options } = this;
    const { mostAtOnce, bytesPerSecond } = options;
    return copyAll(
      {
        request: planned.request,
        engine,
        settlement: this.#settlement,
        half: this.#half,
        parts: () => this.#parts,
        begin: (span) => this.#begin(span),
        ...defined({ uploads: this.#writer?.uploads, mostAtOnce, bytesPerSecond }),
      },
      signal,
    );
  }

  #cancelMark(): Promise<string | undefined> {
    return this.engine.journal.read(`${this.transferId}.cancel`);
  }

  async #isCancelled(): Promise<boolean> {
    return (await this.#cancelMark()) !== this.#cancelledBefore;
  }

  #checkpoint(phase: TransferPhase): Promise<boolean> {
    this.#parts = this.#parts.filter((part) => !part.isOver);
    const open = this.#parts.map(({ after, until }) => defined({ after, until }));
    const checkpoint: Checkpoint = {
      atMs: this.engine.clock.now(),
      phase,
      open,
      counts: { ...this.#settlement.committed },
    };
    return this.#writer?.checkpoint(checkpoint) ?? Promise.resolve(false);
  }
}
