// The worker: objects of messages are copied by the engine of `copy`, and what became of each is written down.
import { copyCauseOf } from '../../runner/methods/copy/engine/causes';
import { copyPairs, type CopyRun, type Settled } from '../../runner/methods/copy/engine/copy-pairs';
import { LARGEST_COPY } from '../../runner/methods/copy/engine/copy-one';
import { lookAt } from '../../runner/methods/copy/engine/look';
import { Pace } from '../../runner/methods/copy/engine/pace';
import { carryAgain } from '../../runner/methods/copy/engine/parts/carry-over';
import { traitsOf, type TraitOptions } from '../../runner/methods/copy/engine/traits';
import { pairOfKey } from '../../runner/methods/copy/walk/pairs-of-keys';
import { currentOnes } from '../../runner/methods/copy/walk/walk';
import { keyOrderOf } from '../../runner/methods/inventory/messages/key-order';
import { outcomesKey, type OutcomeLine } from '../../runner/methods/inventory/messages/run-files';
import { isRunnerError, RunnerError } from '../../runner/ports/errors';
import type { Clock } from '../../runner/ports/clock';
import type { Copying, ListedObject } from '../../runner/ports/s3/copying';
import type { Pair } from '../../runner/verify/copies/pairs';
import type { Answer, Invocation, QueueRecord } from '../invocation';
import { postpone } from '../postpone';

export interface WorkerSettings {
  readonly from: { readonly bucket: string; readonly prefix: string };
  readonly to: { readonly bucket: string; readonly prefix: string };
  /** What happens where another object stands at the destination. */
  readonly overwrite: 'different' | 'never';
  readonly traits: Pick<TraitOptions, 'storageClass' | 'encryption' | 'annotations'>;
  readonly reportBucket: string;
  /** Without a slash at its end. */
  readonly reportPrefix: string;
  /** After so many receives SQS gives a message up. */
  readonly mostReceives: number;
}

export interface Worker {
  readonly settings: WorkerSettings;
  readonly copying: Copying;
  readonly clock: Clock;
  readonly random: () => number;
  /** Writes an object. */
  readonly put: (bucket: string, key: string, text: string) => Promise<void>;
  /** Lets a message be received again. */
  readonly again: (receiptHandle: string, afterSeconds: number) => Promise<void>;
}

/** A pair that knows the message it came with. */
interface Ordered extends Pair {
  /** As the message tells it. */
  readonly object: ListedObject;
  readonly task: Task;
}

/** One message. */
interface Task {
  readonly record: QueueRecord;
  readonly run: string;
  readonly objects: readonly ListedObject[];
  readonly lines: OutcomeLine[];
  /** Objects that can still be copied when the message comes back. */
  retriable: number;
}

const MOST_AT_ONCE = 64;
/** Nothing new is begun when so little is left of an invocation. */
const SPARE_MS = 60_000;
/** What is under way ends within the time of a function; larger objects are left to `s3-backfill copy`. */
const MOST_BYTES = 500 * 1024 ** 3;
const OUT_OF_TIME = new RunnerError('unavailable', 'the time of the function ended before', undefined, 'OutOfTime');

/** Messages of which something could not be copied, but may be, are named and come back; the others are done. */
export async function copyOrders(
  records: readonly QueueRecord[],
  worker: Worker,
  invocation: Invocation,
): Promise<Answer> {
  const tasks: Task[] = [];
  const failed = new Set<string>();
  for (const record of records) {
    const task = taskOf(record, worker.settings);
    if (task !== undefined) tasks.push(task);
    else {
      invocation.log({ event: 'no-order', messageId: record.messageId });
      failed.add(record.messageId);
    }
  }
  await copyAll(tasks, worker, invocation);
  for (const task of tasks) {
    const isDone = task.retriable === 0 && task.lines.length === task.objects.length;
    if (!isDone) failed.add(task.record.messageId);
  }
  await report(tasks, failed, worker, invocation);
  const returning = records.filter(({ messageId }) => failed.has(messageId));
  await Promise.all(returning.map((record) => postpone(record, worker, invocation)));
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Undefined: it is no message of ours, or about keys that are not to be copied. */
function taskOf(record: QueueRecord, { from }: WorkerSettings): Task | undefined {
  const order = keyOrderOf(record.body);
  if (order === undefined || order.objects.some(({ key }) => !key.startsWith(from.prefix))) return undefined;
  return { ...order, record, lines: [], retriable: 0 };
}

/**
 * Whether what stands at the destination may be written over: not what somebody has written since the message was sent, though the source is older.
 * A message may come twice, hours apart, and its own copies are the same as the source. A time that is unknown forbids nothing.
 */
function yields({ source, destination, task }: Ordered): boolean {
  if (source === undefined || destination === undefined) return true;
  const sentMs = Number(task.record.attributes.SentTimestamp);
  return !(destination.lastModifiedMs > sentMs && destination.lastModifiedMs > source.lastModifiedMs);
}

async function copyAll(tasks: readonly Task[], worker: Worker, { remainingMs, log }: Invocation): Promise<void> {
  const { settings, copying, clock, random } = worker;
  const { from, to, overwrite } = settings;
  const ending = new AbortController();
  const over = new AbortController();
  // Whoever wakes up early or late does no harm: what was not begun comes back.
  const ended = clock.sleep(Math.max(0, remainingMs() - SPARE_MS), over.signal).then(
    () => ending.abort(),
    () => undefined,
  );
  /** Pairs as they were last looked at. */
  const looked = new Map<Ordered, Ordered>();
  const differing: Ordered[] = [];
  /** Why the last attempt to copy an object failed, and another one was to be made. */
  const triedAgain = new Map<string, RunnerError>();
  const sides = { listing: currentOnes(copying), from, to };
  const run: CopyRun<Ordered> = {
    copying,
    pacer: { clock, random, signal: ending.signal },
    pace: new Pace({ most: MOST_AT_ONCE }),
    overwrite,
    // S3 says which are not: what was restored is copied.
    restored: true,
    from,
    to,
    traits: (source) => traitsOf(source, { ...settings.traits, keep: [] }, copying, from.bucket),
    look: (source, destination) =>
      lookAt(copying, { bucket: from.bucket, key: source.key }, { bucket: to.bucket, key: destination.key }),
    refresh: async (pair) => {
      const fresh: Ordered = { ...(await pairOfKey(pair.rest, sides)), object: pair.object, task: pair.task };
      looked.set(pair, fresh);
      return fresh;
    },
    // An attempt before may have ended between the bytes and what is put when they are there.
    mend: ({ source, destination, task }) => {
      const isAgain = Number(task.record.attributes.ApproximateReceiveCount) > 1;
      if (!isAgain || source === undefined || destination === undefined || source.sizeBytes <= LARGEST_COPY)
        return undefined;
      const order = { from: { ...source, bucket: from.bucket }, annotations: settings.traits.annotations };
      return () => carryAgain(order, { bucket: to.bucket, key: destination.key }, destination.etag, copying);
    },
    yields,
    triedAgain: (key, error) => void triedAgain.set(key, error),
    told: settle,
  };
  try {
    const pairs = tasks.flatMap((task) => task.objects.map((object) => pairOf(object, task, from.prefix)));
    // Nothing is asked about the destination before: where something stands there already, the condition of the copy says so.
    const first: CopyRun<Ordered> = {
      ...run,
      told: (settled, pair) => {
        const fresh = looked.get(pair);
        if (settled.became === 'taken' && fresh !== undefined) differing.push(fresh);
        else settle(settled, pair);
      },
    };
    await copyPairs(oneBatch(withinLimit(pairs)), first);
    // What stands there is known now, and is what may be written over.
    await copyPairs(oneBatch(differing), run);
  } catch (error) {
    if (!isRunnerError(error)) throw error;
    log({ event: 'stopped', why: error.kind, code: error.code ?? '' });
    if (error.kind === 'interrupted') for (const task of tasks) outOfTime(task, triedAgain);
  } finally {
    over.abort();
    await ended;
  }
}

/** What was under way, or not begun, when the time of the function ended: whoever is killed writes nothing of it. */
function outOfTime(task: Task, triedAgain: ReadonlyMap<string, RunnerError>): void {
  const told = new Set(task.lines.map(({ key }) => key));
  for (const object of task.objects) {
    if (told.has(object.key)) continue;
    task.retriable += 1;
    const { code, kind, message } = triedAgain.get(object.key) ?? OUT_OF_TIME;
    task.lines.push({ ...lineOf(task, object), became: 'failed', code: code ?? kind, message });
  }
}

function withinLimit(pairs: readonly Ordered[]): readonly Ordered[] {
  return pairs.filter(({ object, task }) => {
    if (object.sizeBytes <= MOST_BYTES) return true;
    task.lines.push({ ...lineOf(task, object), became: 'too-large' });
    return false;
  });
}

function pairOf(object: ListedObject, task: Task, prefix: string): Ordered {
  return { rest: object.key.slice(prefix.length), source: object, object, task };
}

async function* oneBatch(pairs: readonly Ordered[]): AsyncGenerator<readonly Ordered[]> {
  await Promise.resolve();
  yield pairs;
}

function lineOf({ record }: Task, { key, sizeBytes: bytes }: ListedObject): Omit<OutcomeLine, 'became'> {
  const receives = Number(record.attributes.ApproximateReceiveCount);
  return { key, bytes, messageId: record.messageId, receives };
}

function settle(settled: Settled, { task, object }: Ordered): void {
  const line = lineOf(task, object);
  switch (settled.became) {
    case 'copied':
    case 'gone':
    case 'archived':
    case 'changed':
    case 'taken':
      task.lines.push({ ...line, became: settled.became });
      return;
    case 'left':
      task.lines.push({ ...line, became: LEFT[settled.why] });
      return;
    case 'failed':
    case 'unknown': {
      const { error } = settled;
      if (copyCauseOf(error).retriable !== 'never') task.retriable += 1;
      task.lines.push({ ...line, became: 'failed', code: error.code ?? error.kind, message: error.message });
    }
  }
}

const LEFT = {
  same: 'same',
  kept: 'kept',
  // Not there any more at the source.
  extra: 'gone',
  'not-comparable': 'not-comparable',
  'left-out': 'kept',
} as const satisfies Record<Extract<Settled, { became: 'left' }>['why'], OutcomeLine['became']>;

/** Of each run one object. @throws RunnerError: nothing is done that nobody can read about */
async function report(
  tasks: readonly Task[],
  failed: ReadonlySet<string>,
  worker: Worker,
  invocation: Invocation,
): Promise<void> {
  const { reportBucket, reportPrefix } = worker.settings;
  for (const run of new Set(tasks.map((task) => task.run))) {
    const lines = tasks
      .filter((task) => task.run === run)
      .flatMap((task) => {
        const again = failed.has(task.record.messageId) ? { again: true as const } : {};
        return task.lines.map((line) => ({ ...line, ...again }));
      });
    const count = (became: OutcomeLine['became']) => lines.filter((line) => line.became === became).length;
    invocation.log({ event: 'copied', run, objects: lines.length, copied: count('copied'), failed: count('failed') });
    if (lines.length === 0) continue;
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await worker.put(reportBucket, outcomesKey(reportPrefix, run, invocation.requestId), text);
  }
}
