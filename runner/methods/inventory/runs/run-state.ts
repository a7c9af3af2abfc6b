// How far a run is: what the reader and the workers have written down, and what the queues hold. Between two looks only what is new is read.
import { concurrently } from '../../../pacing/concurrently';
import type { Engine } from '../../../ports/engine';
import { bytesWithin, LARGEST } from '../../../ports/limits';
import type { QueueDepth } from '../../../ports/serverless/queues';
import { visible } from '../../../text/safe-text';
import {
  filesFolder,
  outcomeOf,
  outcomesFolder,
  progressOf,
  runKey,
  runStartOf,
  type ReadOutcome,
  type RunStart,
} from '../messages/run-files';
import type { RunRecord } from './run-record';
import { SettledKeys } from './settled-keys';

const READ_AT_ONCE = 16;
/** Of files with outcomes: one for each call of a worker. */
const MOST_OUTCOMES = 10_000_000;

export interface RunState {
  /** Undefined: the reader has not begun with it. */
  readonly start?: RunStart;
  /** Files of the inventory that were read to their end. */
  readonly filesRead: number;
  /** Whether all of them were. */
  readonly isRead: boolean;
  /** Objects that were put into messages. */
  readonly objects: number;
  readonly lists: QueueDepth;
  readonly copies: QueueDepth;
  /** Messages that the reader, and the workers, have given up, of whichever run. */
  readonly listsDead: number;
  readonly copiesDead: number;
  readonly settled: SettledKeys;
  readonly copiedBytes: number;
}

export function messagesIn({ visible: waiting, inFlight, delayed }: QueueDepth): number {
  return waiting + inFlight + delayed;
}

/** Objects of which it is known what became of them, and that no message brings back. */
export function settledOf({ settled }: RunState): number {
  return settled.size - settled.failing;
}

/** Whether it is known of every object of the inventory. */
export function isComplete(state: RunState): boolean {
  return state.isRead && settledOf(state) >= state.objects;
}

export function isQuiet({ lists, copies }: RunState): boolean {
  return messagesIn(lists) + messagesIn(copies) === 0;
}

/** Whose bucket it is not, nobody believes. */
async function textAt(
  bucket: string,
  key: string,
  most: number,
  { aws, accountId }: Engine,
): Promise<string | undefined> {
  const bytes = await aws.buckets.read(bucket, key, accountId);
  return bytes === undefined
    ? undefined
    : (await bytesWithin(bytes, most, `s3://${bucket}/${visible(key)}`)).toString('utf8');
}

/** Undefined: the reader has not begun with it. */
export async function startOf(
  { runId, needs }: Pick<RunRecord, 'runId' | 'needs'>,
  engine: Engine,
): Promise<RunStart | undefined> {
  const { bucket, prefix } = needs.outcomes;
  const text = await textAt(bucket, runKey(prefix, runId), LARGEST.jobState, engine);
  return text === undefined ? undefined : runStartOf(text);
}

/** Looks at a run again and again. */
export class RunLook {
  readonly #settled = new SettledKeys();
  readonly #read = new Set<string>();
  /** Of the inventory, which were read to their end. */
  readonly #done = new Map<string, number>();
  /** With lines about what was not copied, and was not there already. */
  readonly notable: string[] = [];
  #start: RunStart | undefined;
  #copiedBytes = 0;

  constructor(
    readonly record: RunRecord,
    private readonly engine: Engine,
  ) {}

  async look(): Promise<RunState> {
    const { needs } = this.record;
    const { queues } = this.engine.aws;
    this.#start ??= await startOf(this.record, this.engine);
    // Queues first: what leaves them afterwards is told in what is read then.
    const [lists, copies, listsDead, copiesDead] = await Promise.all(
      [needs.listQueueUrl, needs.copyQueueUrl, needs.listDeadQueueUrl, needs.copyDeadQueueUrl].map((url) =>
        queues.depth(url),
      ),
    );
    const open = this.#start === undefined ? 0 : await this.#files();
    await this.#outcomes();
    const filesRead = this.#done.size;
    const objects = [...this.#done.values()].reduce((sum, one) => sum + one, open);
    const none: QueueDepth = { visible: 0, inFlight: 0, delayed: 0 };
    return {
      ...(this.#start === undefined ? {} : { start: this.#start }),
      filesRead,
      isRead: this.#start !== undefined && filesRead >= this.#start.files,
      objects,
      lists: lists ?? none,
      copies: copies ?? none,
      listsDead: messagesIn(listsDead ?? none),
      copiesDead: messagesIn(copiesDead ?? none),
      settled: this.#settled,
      copiedBytes: this.#copiedBytes,
    };
  }

  /** Calls `tell` for each line of what was written of objects that were not copied. */
  async notableLines(tell: (line: ReadOutcome) => void): Promise<void> {
    await concurrently(this.notable, READ_AT_ONCE, async (key) => {
      for (const line of await this.#lines(key)) tell(line);
    });
  }

  get outcomesPlace(): string {
    const { bucket, prefix } = this.record.needs.outcomes;
    return `s3://${bucket}/${outcomesFolder(prefix, this.record.runId)}`;
  }

  async #names(folder: string): Promise<readonly string[]> {
    const { bucket } = this.record.needs.outcomes;
    const names = await this.engine.aws.objects.below(bucket, folder, MOST_OUTCOMES);
    return names.map((name) => (name.startsWith(folder) ? name : `${folder}${name}`));
  }

  /** @returns objects of files that are not read to their end */
  async #files(): Promise<number> {
    const { bucket, prefix } = this.record.needs.outcomes;
    const names = await this.#names(filesFolder(prefix, this.record.runId));
    let open = 0;
    await concurrently(
      names.filter((name) => !this.#done.has(name)),
      READ_AT_ONCE,
      async (name) => {
        const progress = progressOf((await textAt(bucket, name, LARGEST.row, this.engine)) ?? '');
        if (progress?.isDone === true) this.#done.set(name, progress.objects);
        else open += progress?.objects ?? 0;
      },
    );
    return open;
  }

  async #outcomes(): Promise<void> {
    const { prefix } = this.record.needs.outcomes;
    const names = await this.#names(outcomesFolder(prefix, this.record.runId));
    await concurrently(
      names.filter((name) => !this.#read.has(name)),
      READ_AT_ONCE,
      async (name) => {
        let isNotable = false;
        for (const { key, became, bytes, again } of await this.#lines(name)) {
          if (this.#settled.settle(key, became, again !== true)) this.#copiedBytes += bytes;
          isNotable ||= !USUAL.has(became);
        }
        this.#read.add(name);
        if (isNotable) this.notable.push(name);
      },
    );
  }

  async #lines(key: string): Promise<readonly ReadOutcome[]> {
    const { bucket } = this.record.needs.outcomes;
    const text = (await textAt(bucket, key, LARGEST.copyJournal, this.engine)) ?? '';
    return text.split('\n').flatMap((line) => outcomeOf(line) ?? []);
  }
}

const USUAL: ReadonlySet<string> = new Set(['copied', 'same', 'kept', 'gone']);
