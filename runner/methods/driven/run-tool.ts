// One transfer by a tool: started, tried again with growing pauses, and ended truthfully.
import type { RunnerEvent } from '../../events/events';
import type { TransferPhase, TransferProgress } from '../../events/transfer-events';
import type { Engine } from '../../ports/engine';
import { RunnerError, type ErrorKind } from '../../ports/errors';
import { counted } from '../../text/figures';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import { shellCommand } from '../../text/shell-command';
import { copyCauseOf } from '../copy/engine/causes';
import { CopyTally } from '../copy/copy-tally';
import { NOTHING_COPIED, type CopyCounts } from '../copy/journal/copy-counts';
import { whereaboutsOf } from '../copy/journal/copy-ids';
import { writeCopy, type CopyWriter } from '../copy/journal/copy-journal';
import type { FailedCopy } from '../copy/journal/journal-line';
import { attempt, type AttemptEnd, type Stop } from './one-attempt';
import type { DrivenTransfer, DrivenPlan } from './plan-driven';
import { accessOf, commandFor } from './plan-driven';
import type { CopyOptions } from '../../plan/copy-options';
import { ToolLog } from './tool-log';
import { wordText, type Said, type Tool } from './tool';
import { versionText } from './version';

const FIRST_PAUSE_MS = 2_000;
/** Each pause to the one before. */
const GROWTH = 4;
/** Keys of what has failed that are remembered. */
const MOST_FAILED = 100_000;

export interface ToolRunOptions {
  /** Milliseconds since 1970 at which it is ended. @default - when it is done */
  readonly deadlineMs?: number;
  /** Attempts after the first. @default 2 */
  readonly retries?: number;
  readonly copies?: CopyOptions;
  /** Objects that are expected to be copied. */
  readonly expected?: number;
  /** Between two words about how far it is. */
  readonly tellMs: number;
}

/** How a transfer has ended. */
export interface ToolRunEnd {
  readonly transferId: string;
  readonly counts: CopyCounts;
  readonly tally: CopyTally;
  /** Of the last attempt. */
  readonly last: AttemptEnd;
  readonly log: string;
}

type Counts = { -readonly [Name in keyof CopyCounts]: CopyCounts[Name] };

/** Codes of whole runs and of objects, as errors of this program. */
const KINDS: Readonly<Record<string, ErrorKind>> = {
  AccessDenied: 'denied',
  SlowDown: 'throttled',
  ServiceUnavailable: 'unavailable',
  InternalError: 'unavailable',
  NoSuchKey: 'not-found',
};

function failureOf(key: string, rest: string, code: string, message: string): FailedCopy {
  const error = new RunnerError(KINDS[code] ?? 'refused', message, undefined, code);
  return { key, rest, code, message: visible(message.slice(0, 500)), cause: copyCauseOf(error) };
}

const ARCHIVED = 'it is archived: the tool has left it out';

/** Everything about a transfer while it runs. */
export class ToolRun {
  readonly counts: Counts = { ...NOTHING_COPIED };
  /** Of this attempt, by what follows the prefix. */
  readonly #failed = new Map<string, FailedCopy>();
  /** Of no object. */
  #troubles: FailedCopy[] = [];
  readonly #log: ToolLog;
  readonly #begunMs: number;
  /** Of another run: what was cancelled before is begun again. */
  #cancelledBefore: string | undefined;
  #bytesBefore = 0;
  #writer: CopyWriter | undefined;
  #isLogTold = false;

  constructor(
    readonly transferId: string,
    private readonly tool: Tool,
    private readonly plan: Pick<DrivenPlan, 'found' | 'regions'>,
    private readonly transfer: DrivenTransfer,
    private readonly engine: Engine,
    private readonly options: ToolRunOptions,
  ) {
    this.#log = new ToolLog(engine.journal, `${transferId}.log`);
    this.#begunMs = engine.clock.now();
  }

  /** Says events, and returns when nothing more is tried. @throws RunnerError `interrupted` */
  async *run(): AsyncGenerator<RunnerEvent, ToolRunEnd> {
    const { engine, transfer, transferId, tool, plan } = this;
    const { request, prefix } = transfer;
    const header = {
      transferId,
      request,
      ...whereaboutsOf(engine),
      startedMs: this.#begunMs,
    };
    this.#cancelledBefore = await engine.journal.read(`${transferId}.cancel`);
    this.#writer = await writeCopy(engine.journal, header, () => engine.clock.now());
    const { from, to } = request;
    yield {
      kind: 'transfer',
      transferId,
      method: tool.name,
      ...defined({ prefix }),
      how: 'created',
      detail: `${tool.title} ${versionText(plan.found.version)} copies s3://${from.bucket}/${from.prefix} to s3://${to.bucket}/${to.prefix}`,
    };
    if (!(await this.#checkpoint('working')))
      yield {
        kind: 'note',
        detail: `nothing can be written to '${visible(engine.journal.directory)}': watch and report will not find it, and what the tool says is kept nowhere`,
      };
    const last = yield* this.#attempts();
    const tally = await this.#settle(last);
    if (last.stopped === 'interrupted') throw new RunnerError('interrupted', 'interrupted');
    return { transferId, counts: this.counts, tally, last, log: this.#log.path };
  }

  /** What is told of it now. */
  progress(): TransferProgress {
    const { counts, transferId, transfer, options } = this;
    const failed = this.#failed.size + transfer.uncarried.length;
    return {
      transferId,
      ...defined({ prefix: transfer.prefix }),
      phase: 'working',
      status: 'Copying',
      total: Math.max(options.expected ?? 0, counts.copied + failed),
      succeeded: counts.copied,
      failed,
    };
  }

  async *#attempts(): AsyncGenerator<RunnerEvent, AttemptEnd> {
    const { clock, signal } = this.engine;
    const { retries = 2 } = this.options;
    for (let round = 0; ; round += 1) {
      const end = yield* this.#once();
      if (end.stopped !== undefined && end.stopped !== 'silent') return end;
      if (end.ending === 'all' || round === retries || !this.#isWorthIt()) return end;
      const pauseMs = FIRST_PAUSE_MS * GROWTH ** round;
      yield {
        kind: 'retry',
        round: round + 1,
        of: retries,
        detail: `${this.tool.title}: ${end.stopped === 'silent' ? 'it said nothing any more' : end.words}${this.#why()}; it is started again and copies what is missing`,
        waitSeconds: pauseMs / 1000,
      };
      await clock.sleep(pauseMs, signal).catch(() => undefined);
      const stopped = await this.#asked();
      if (stopped !== undefined || signal.aborted) return { ...end, stopped: stopped ?? 'interrupted' };
    }
  }

  /** What has failed can succeed as things are, or nobody knows. */
  #isWorthIt(): boolean {
    const all = [...this.#failed.values(), ...this.#troubles];
    return all.length === 0 || all.some(({ cause }) => cause.retriable === 'now' || cause.retriable === 'unknown');
  }

  #why(): string {
    const { size } = this.#failed;
    const [first] = [...this.#failed.values(), ...this.#troubles];
    if (first === undefined) return '';
    return size === 0 ? `, ${first.code}` : `, ${counted(size, 'object')} failed (${first.code})`;
  }

  async *#once(): AsyncGenerator<RunnerEvent, AttemptEnd> {
    const { tool, plan, transfer, engine, options } = this;
    this.#failed.clear();
    this.#troubles = [];
    this.#bytesBefore = this.counts.copiedBytes;
    const command = commandFor(tool, plan, transfer, accessOf(engine), options.copies);
    const begun = new Date(engine.clock.now()).toISOString();
    this.#log.line(`# ${begun} ${shellCommand([plan.found.path, ...command.words.map(wordText)])}`);
    const running = attempt({
      tool,
      path: plan.found.path,
      command,
      reads: tool.reads(transfer.request),
      engine,
      told: (said) => this.#told(said),
      kept: (line) => this.#log.line(line),
      asked: () => this.#asked(),
    });
    let toldMs = -Infinity;
    try {
      for (;;) {
        const step = await running.next();
        if (step.done === true) {
          this.#log.line(`# ${new Date(engine.clock.now()).toISOString()} ${step.value.words}`);
          yield* this.#flush();
          return step.value;
        }
        yield* this.#flush();
        await this.#checkpoint('working');
        if (engine.clock.now() - toldMs < options.tellMs) continue;
        toldMs = engine.clock.now();
        yield { kind: 'progress', atMs: toldMs, transfers: [this.progress()], queued: 0 };
      }
    } finally {
      // Whoever stops listening ends the child, too.
      await running.return({ ending: 'broken', words: 'ended', lastLines: [] });
    }
  }

  async *#flush(): AsyncGenerator<RunnerEvent, void> {
    if ((await this.#log.flush()) || this.#isLogTold) return;
    this.#isLogTold = true;
    yield {
      kind: 'note',
      detail: `what ${this.tool.title} says can no longer be written to '${visible(this.#log.path)}': the copies go on, and both sides are compared at the end`,
    };
  }

  #told(said: Said): void {
    const { from } = this.transfer.request;
    switch (said.says) {
      case 'copied':
        this.counts.copied += 1;
        this.#failed.delete(said.rest);
        return;
      case 'bytes':
        this.counts.copiedBytes = this.#bytesBefore + said.copiedBytes;
        return;
      case 'failed':
        if (this.#failed.size < MOST_FAILED)
          this.#failed.set(said.rest, failureOf(from.prefix + said.rest, said.rest, said.code, said.message));
        return;
      case 'skipped':
        this.#failed.set(said.rest, failureOf(from.prefix + said.rest, said.rest, 'InvalidObjectState', ARCHIVED));
        return;
      case 'trouble':
        this.#troubles.push(failureOf('', '', said.code, said.message));
        return;
      case 'would-copy':
      case 'through-here':
    }
  }

  async #asked(): Promise<Stop | undefined> {
    const { clock, journal } = this.engine;
    if (clock.now() >= (this.options.deadlineMs ?? Infinity)) return 'deadline';
    return (await journal.read(`${this.transferId}.cancel`)) === this.#cancelledBefore ? undefined : 'cancelled';
  }

  /** What has failed is remembered, and what was left out from the beginning. */
  async #settle({ ending, stopped }: AttemptEnd): Promise<CopyTally> {
    const { uncarried, request } = this.transfer;
    const tally = new CopyTally(request.from.prefix);
    const left = uncarried.map(({ source: { key }, rest, why }): FailedCopy => ({
      key,
      rest,
      code: 'NotCarried',
      message: why,
      cause: {
        meaning: `${this.tool.title} cannot copy such an object`,
        remedy: 'copy it with: s3-backfill copy --keys, and the list of keys beside the journal',
        retriable: 'never',
      },
    }));
    for (const one of [...left, ...this.#failed.values()]) {
      tally.failed(one);
      this.#writer?.failed(one);
    }
    this.counts.failed = left.length + this.#failed.size;
    const isOver = stopped === undefined || stopped === 'silent' || stopped === 'through-here';
    const phase: TransferPhase = !isOver
      ? 'waiting-for-you'
      : ending === 'broken' || stopped !== undefined
        ? 'failed'
        : 'ended';
    await this.#checkpoint(phase);
    return tally;
  }

  async #checkpoint(phase: TransferPhase): Promise<boolean> {
    const isOver = phase === 'ended' || phase === 'failed';
    const atMs = this.engine.clock.now();
    const checkpoint = { atMs, phase, open: isOver ? [] : [{}], counts: { ...this.counts } };
    return (await this.#writer?.checkpoint(checkpoint)) ?? false;
  }
}
