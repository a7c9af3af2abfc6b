// One copy from its beginning, or from where an earlier run has left it, to its end.
import type { RunnerEvent } from '../../events/events';
import type { TransferPhase, TransferProgress } from '../../events/transfer-events';
import type { Engine } from '../../ports/engine';
import { RunnerError, isRunnerError } from '../../ports/errors';
import { defined } from '../../text/defined';
import { notThere } from './failed-copy';
import type { CopyTally } from './copy-tally';
import { copyChains, type ChainRun } from './chains/copy-chains';
import type { CopyWay } from './engine/copy-one';
import { copyPairs, type CopyRun } from './engine/copy-pairs';
import { madeIn, triedIn, type CopyCounts } from './journal/copy-counts';
import {
  copyIdOf,
  isBySame,
  isResumable,
  readCopy,
  unkept,
  whereaboutsOf,
  writeCopy,
  type CopyWriter,
  type OpenUploads,
} from './journal/copy-journal';
import type { Checkpoint } from './journal/journal-line';
import { Settlement } from './journal/settlement';
import { abortUploads } from './journal/abort-uploads';
import { lookingAt, type Mend } from './engine/looking';
import { bytesLimit } from './limited-copying';
import { Pace } from './engine/pace';
import type { CopyRequest, PlannedCopy } from './plan-copies';
import { selecting } from './selecting';
import { pairOfKey, pairsOfKeys } from './walk/pairs-of-keys';
import { Part, type Span } from './walk/part';
import { allVersions, currentOnes, currentVersions, walk, type Listing, type Walked } from './walk/walk';
import type { ListedObject } from '../../ports/s3/copying';
import type { Upload } from '../../ports/s3/uploads';
import type { Chain } from '../../verify/copies/version-chains/chain';

const NO_UPLOADS: OpenUploads = { begun: [], intended: [] };
const MOST_AT_ONCE = 256;
const CHECKPOINT_MS = 1_000;
/** Weight of the newest measurement in the rate that is told. */
const NEWEST = 0.2;

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
  /** Whether an earlier run of the same is gone on with. @default true */
  readonly resumes?: boolean;
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
  #parts: Part[] = [];
  #rate: number | undefined;
  #toldTried = 0;
  #toldMs = 0;
  #writer: CopyWriter | undefined;
  /** Whether that was said. */
  #isUnkept = false;
  /** Uploads of an earlier run that may be complete, and lack what is put when the object is there, by what follows the prefix in the key. */
  readonly #half = new Map<string, Upload>();
  /** Of another run, whatever the clock of who has written it says: what was cancelled before is begun again. */
  #cancelledBefore: string | undefined;

  constructor(
    private readonly planned: PlannedCopy,
    private readonly engine: Engine,
    private readonly options: CopyRunOptions,
  ) {
    this.transferId = copyIdOf(planned.hash);
    this.#settlement = new Settlement(planned.request.from.prefix);
  }

  /** Of everything that was settled, by this run and those before. */
  get counts(): CopyCounts {
    return this.#settlement.counts;
  }

  /** Says events, and returns when all is done, or nothing more may be begun. @throws RunnerError what makes going on senseless */
  async *run(): AsyncGenerator<RunnerEvent, CopyEnd> {
    const { planned, engine, transferId } = this;
    const { request, prefix } = planned;
    this.#cancelledBefore = await this.#cancelMark();
    const remembered = this.options.resumes === false ? undefined : await readCopy(engine.journal, transferId);
    const here = whereaboutsOf(engine);
    const resumed =
      remembered !== undefined && isResumable(remembered, here, engine.clock.now()) ? remembered : undefined;
    const startedMs = resumed?.header.startedMs ?? engine.clock.now();
    const header = { transferId, request, ...here, startedMs };
    const own = remembered !== undefined && isBySame(remembered, here) ? remembered.uploads : NO_UPLOADS;
    this.#writer = await writeCopy(engine.journal, header, () => engine.clock.now(), resumed, own.begun);
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
    for (const upload of yield* abortUploads(own, request.to, engine, this.#writer.uploads))
      this.#half.set(upload.key.slice(request.to.prefix.length), upload);
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
    const rate = this.#rate;
    return {
      transferId,
      ...defined({ prefix: planned.prefix }),
      phase,
      status: phase === 'working' ? 'Copying' : 'Stopped',
      total,
      succeeded: madeIn(counts),
      failed: counts.failed,
      ...defined({
        versionsPerSecond: rate === undefined ? undefined : Math.round(rate * 10) / 10,
        etaSeconds: left === undefined || rate === undefined || rate <= 0 ? undefined : Math.ceil(left / rate),
      }),
    };
  }

  *#unkept(when: string): Generator<RunnerEvent, void> {
    if (!this.#isUnkept) yield unkept(this.engine.journal, when);
    this.#isUnkept = true;
  }

  async *#toTheEnd(stopped: AbortController): AsyncGenerator<RunnerEvent, void> {
    const { clock } = this.engine;
    this.#toldMs = clock.now();
    this.#toldTried = triedIn(this.counts);
    const done = new AbortController();
    const copying = this.#copy(stopped.signal).finally(() => done.abort());
    // What it throws is thrown when it is waited for.
    copying.catch(() => undefined);
    let toldMs = -Infinity;
    for (;;) {
      await clock.sleep(CHECKPOINT_MS, done.signal).catch(() => undefined);
      if (done.signal.aborted) break;
      this.#measure();
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
    const { request } = this.planned;
    const { aws, clock, random } = this.engine;
    const { mend, ...looking } = lookingAt(request, aws.copying);
    const way: CopyWay & Pick<CopyRun, 'pacer' | 'overwrite' | 'to'> = {
      copying: aws.copying,
      pacer: { clock, random, signal },
      pace: new Pace({ most: this.options.mostAtOnce ?? MOST_AT_ONCE }),
      overwrite: request.renews === true ? 'always' : (request.overwrite ?? 'different'),
      from: request.from,
      to: request.to,
      traits: looking.traits,
      ...(request.restored === true ? { restored: true } : {}),
      ...defined({
        parts: looking.parts,
        uploads: this.#writer?.uploads,
        admit: bytesLimit(this.options.bytesPerSecond, clock, signal),
      }),
      triedAgain: (key, error) => this.#settlement.tally.triedAgain(key, error),
    };
    if (request.allVersions === true) return this.#copyVersions(way, { ...looking, mend });
    const [sides, pairs] = this.#pairs(
      request.renews === true ? currentVersions(aws.copying) : currentOnes(aws.copying),
    );
    const run: CopyRun<Walked> = {
      ...way,
      ...looking,
      refresh: async ({ part, step, rest }) => ({ part, step, ...(await pairOfKey(rest, sides)) }),
      mend: ({ rest, source, destination }) => {
        if (!this.#half.has(rest) || source === undefined || destination === undefined) return undefined;
        return () => mend(source, destination).then(() => this.#mended(rest));
      },
      told: (settled, pair) => this.#settlement.settle(settled, pair),
    };
    return copyPairs(
      this.#selected(pairs, (object) => object),
      run,
    );
  }

  #copyVersions(
    way: CopyWay & Pick<ChainRun, 'pacer' | 'overwrite' | 'to'>,
    { look, mend }: Pick<CopyRun, 'look'> & { readonly mend: Mend },
  ): Promise<void> {
    const [sides, pairs] = this.#pairs(allVersions(this.engine.aws.copying));
    const run: ChainRun<Walked<Chain>> = {
      ...way,
      look,
      refresh: async ({ part, step, rest }) => ({ part, step, ...(await pairOfKey(rest, sides)) }),
      mend: ({ rest }) => (this.#half.has(rest) ? mend : undefined),
      became: (what, version, pair) => this.#settlement.became(what, version, pair),
      told: (settled, pair) => {
        if (settled.became === 'whole') this.#mended(pair.rest);
        this.#settlement.settleChain(settled, pair);
      },
    };
    return copyChains(
      this.#selected(pairs, ({ versions }) => versions.at(-1)),
      run,
    );
  }

  /** Who comes later has nothing to mend. */
  #mended(rest: string): void {
    const upload = this.#half.get(rest);
    if (upload !== undefined) void this.#writer?.uploads.uploadEnded(upload, { ended: 'completed' });
    this.#half.delete(rest);
  }

  #pairs<Listed extends { readonly key: string }>(
    listing: Listing<Listed>,
  ): [{ listing: Listing<Listed> } & Pick<CopyRequest, 'from' | 'to'>, AsyncIterable<readonly Walked<Listed>[]>] {
    const { from, to, keys } = this.planned.request;
    const sides = { listing, from, to };
    return [
      sides,
      keys === undefined
        ? walk(this.#parts, { ...sides, begin: (span) => this.#begin(span) })
        : pairsOfKeys(keys, this.#parts, sides),
    ];
  }

  /**
   * Without what the filters leave out; a key that was chosen is there, or has failed.
   * @param objectOf what the filters are held against
   */
  async *#selected<Listed>(
    all: AsyncIterable<readonly Walked<Listed>[]>,
    objectOf: (listed: Listed) => ListedObject | undefined,
  ): AsyncGenerator<readonly Walked<Listed>[]> {
    const { selection, keys, from } = this.planned.request;
    const selects = selecting(selection);
    for await (const pairs of all)
      yield pairs.filter((pair) => {
        const source = pair.source === undefined ? undefined : objectOf(pair.source);
        if (source === undefined && keys !== undefined) {
          this.#settlement.settle(notThere(from.prefix + pair.rest), pair);
          return false;
        }
        const isSelected = source === undefined || selects?.(source, pair.rest) !== false;
        if (!isSelected) this.#settlement.count(pair, { leftOut: 1 });
        return isSelected;
      });
  }

  #measure(): void {
    const nowMs = this.engine.clock.now();
    const seconds = (nowMs - this.#toldMs) / 1000;
    const tried = triedIn(this.counts);
    if (seconds <= 0) return;
    const measured = (tried - this.#toldTried) / seconds;
    this.#rate = this.#rate === undefined ? measured : this.#rate + NEWEST * (measured - this.#rate);
    this.#toldMs = nowMs;
    this.#toldTried = tried;
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
