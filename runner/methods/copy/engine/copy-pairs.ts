// Pairs in, counts out: decides about each, and copies as many at once as the pace allows. Nothing is kept of an object once it is done.
import type { CopyOrder, CopyTraits, Copying, ListedObject, Standing } from '../../../ports/s3/copying';
import { RunnerError } from '../../../ports/errors';
import type { Pacer } from '../../../pacing/patiently';
import type { Overwrite } from '../../../plan/copy-options';
import { defined } from '../../../text/defined';
import type { Pair } from '../../../verify/copies/pairs';
import { changesNothing, nameless, ontoItself } from './senseless';
import { copyObject } from './copy-object';
import { decide, type Decision } from './decide';
import { isHopeless } from './insist';
import { isArchiveClass, outcomeOf, type CopyOutcome } from './outcome';
import type { Pace } from './pace';
import { copyInParts, type PartsRun, type UploadJournal } from './parts/copy-in-parts';
import { PartRoom } from './parts/part-room';
import { folderOf, Spread } from './spread';

/** @typeParam Met what the caller knows a pair by */
export interface CopyRun<Met extends Pair = Pair> {
  readonly copying: Copying;
  readonly pacer: Pacer;
  readonly pace: Pace;
  readonly overwrite: Overwrite;
  readonly from: { readonly bucket: string };
  readonly to: { readonly bucket: string; readonly prefix: string };
  /** Of the copy of this object; a promise where it takes requests. */
  traits(source: ListedObject): CopyTraits | Promise<CopyTraits>;
  /** Whether one that would be copied, or looked at, is wanted, where that takes a request. @default - all are */
  selects?(source: ListedObject): Promise<boolean>;
  /** Settles what the listings leave open. */
  look(source: ListedObject, destination: ListedObject): Promise<'same' | 'different' | 'unknown'>;
  /** The pair as it is now, without its source where that is gone. @default - what has changed under way stays as it is */
  refresh?(pair: Met): Promise<Met>;
  /** Whether archived objects were restored, and S3 is to be asked for them. @default false */
  readonly restored?: boolean;
  /** @default - S3's limit, and parts of 128 MiB, 64 at once */
  readonly parts?: PartsOptions;
  /** Of copies in parts. @default - nobody keeps one */
  readonly uploads?: UploadJournal;
  /** Waits until S3 may be told to copy so many bytes. @default - at once */
  admit?(sizeBytes: number): Promise<void>;
  /** What became of one; called once for each pair. */
  told(settled: Settled, pair: Met): void;
  /** A request for the object of the source with this key is tried again. */
  triedAgain?(key: string, error: RunnerError): void;
  /** A request was answered, or is tried again. */
  requested?(error?: RunnerError): void;
}

export interface PartsOptions {
  /** Larger objects are copied in parts; no more than CopyObject takes. @default 5 GiB */
  readonly aboveBytes?: number;
  /** Of a part, where the source does not say how it is cut. @default 128 MiB */
  readonly partBytes?: number;
  /** Of one object, at most. @default 64 */
  readonly atOnce?: number;
}

export type Settled =
  | ({ readonly source: ListedObject; readonly why: 'missing' | 'different' | 'asked' } & CopyOutcome)
  | { readonly became: 'left'; readonly why: 'same' | 'kept' | 'extra' | 'not-comparable' | 'left-out' }
  /** It is not copied: it could not be found out whether it is to be, or it cannot have a key there. */
  | { readonly became: 'unknown'; readonly source: ListedObject; readonly error: RunnerError };

interface Work<Met> {
  readonly pair: Met;
  readonly decision: Exclude<Decision, { does: 'leave' }>;
}

/** An object that changes under way again and again is left to another time. */
const MOST_CHANGES = 5;

/** Work that is read ahead: enough to spread it over folders, whatever the size of the bucket. */
const MOST_WAITING = 4_000;
/** Copies that pause at once: beyond it S3 is left alone. */
const MOST_PAUSING = 1_000;

const GIB = 1024 ** 3;
/** The most that CopyObject takes. */
const LARGEST_COPY = 5 * GIB;
export const PART_BYTES = GIB / 8;
const PARTS_AT_ONCE = 64;

/** What was asked, or why it could not be, unless no other object would fare better. */
function failing<Result>(asked: Promise<Result>): Promise<Result | RunnerError> {
  return asked.catch((error: unknown) => {
    if (isHopeless(error)) throw error;
    return error as RunnerError;
  });
}

/**
 * @param batches of pairs
 * @throws RunnerError what makes going on senseless; what is under way is finished before
 */
export async function copyPairs<Met extends Pair>(
  batches: AsyncIterable<readonly Met[]>,
  run: CopyRun<Met>,
): Promise<void> {
  const { pace, pacer, to } = run;
  const waiting = new Spread<Work<Met>>();
  const underway = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let isStopped = false;
  /** Of those under way, how many pause: they take nobody's place. */
  let pausing = 0;
  const resting: Pacer = {
    ...pacer,
    clock: {
      now: () => pacer.clock.now(),
      async sleep(milliseconds, signal) {
        pausing += 1;
        fill();
        try {
          await pacer.clock.sleep(milliseconds, signal);
        } finally {
          pausing -= 1;
        }
      },
    },
  };
  const room = new PartRoom(() => {
    fill();
    wake?.();
  });
  const hasRoom = (): boolean => underway.size + room.taken - pausing < pace.current && pausing < MOST_PAUSING;
  const { aboveBytes = LARGEST_COPY, partBytes = PART_BYTES, atOnce = PARTS_AT_ONCE } = run.parts ?? {};
  const partsAbove = Math.min(aboveBytes, LARGEST_COPY);
  let wake: (() => void) | undefined;
  /** Nothing new is begun then; what is under way is finished. */
  const stop = (): void => {
    failures.push(new RunnerError('interrupted', 'interrupted'));
    wake?.();
  };
  pacer.signal.addEventListener('abort', stop, { once: true });

  function answered(): void {
    pace.answered(pacer.clock.now());
    run.requested?.();
  }

  async function copyOne(
    pair: Met,
    source: ListedObject,
    onto: Standing,
    why: 'missing' | 'different' | 'asked',
  ): Promise<Settled> {
    if (isArchiveClass(source.storageClass) && run.restored !== true) return { source, why, became: 'archived' };
    const asked = run.traits(source);
    const traits = asked instanceof Promise ? await failing(asked) : asked;
    if (traits instanceof RunnerError) return { source, why, became: 'failed', error: traits };
    const order: CopyOrder = {
      ...traits,
      from: { bucket: run.from.bucket, key: source.key, etag: source.etag },
      to: { bucket: to.bucket, key: to.prefix + pair.rest },
      onto,
    };
    if (changesNothing(order, source)) return { source, why, became: 'failed', error: ontoItself(source.key) };
    const heard: PartsRun = {
      throttled: (pauseMs) => {
        pace.throttled();
        waiting.pause(folderOf(order.to.key), pacer.clock.now() + pauseMs, pacer.clock.now());
      },
      again: (error) => {
        run.triedAgain?.(source.key, error);
        run.requested?.(error);
      },
      answered,
      ...{ room, atOnce, partBytes },
      ...defined({ journal: run.uploads, admit: run.admit?.bind(run) }),
    };
    const isInParts = source.sizeBytes > partsAbove;
    if (!isInParts) await run.admit?.(source.sizeBytes);
    const outcome = isInParts
      ? await copyInParts(order, run.copying, resting, heard)
      : await copyObject(order, run.copying, resting, heard);
    answered();
    return { source, why, ...outcome };
  }

  /** What became of it, by one decision. */
  async function act({ pair, decision }: Work<Met>): Promise<Settled> {
    const { source } = decision;
    const selected = run.selects === undefined || (await failing(run.selects(source)));
    if (selected === false) return { became: 'left', why: 'left-out' };
    if (selected !== true) {
      const isGone = outcomeOf(selected).became === 'gone';
      return isGone ? { source, why: 'missing', became: 'gone' } : { became: 'unknown', source, error: selected };
    }
    if (decision.does === 'copy') return copyOne(pair, source, decision.onto, decision.why);
    const { destination } = decision;
    const found = await failing(run.look(source, destination));
    if (found instanceof RunnerError) return { became: 'unknown', source, error: found };
    if (found === 'different') return copyOne(pair, source, { etag: destination.etag }, 'different');
    return { became: 'left', why: found === 'same' ? 'same' : 'not-comparable' };
  }

  /** What has changed under way is decided anew, by how it is then. */
  async function work({ pair, decision }: Work<Met>): Promise<void> {
    let settled = await act({ pair, decision });
    for (let times = 0; settled.became === 'changed' && times < MOST_CHANGES; times += 1) {
      const { source, why } = settled;
      const now = await failing(run.refresh?.(pair) ?? Promise.resolve(undefined));
      if (now === undefined) break;
      if (now instanceof RunnerError) settled = { became: 'unknown', source, error: now };
      else {
        const anew = decide(now, run.overwrite);
        if (anew.does !== 'leave') settled = await act({ pair: now, decision: anew });
        else if (anew.why === 'extra') settled = { became: 'gone', source, why };
        else settled = { became: 'left', why: anew.why };
      }
    }
    run.told(settled, pair);
  }

  /** @returns whether there is work to do for it */
  function take(pair: Met): boolean {
    const decision = decide(pair, run.overwrite);
    if (decision.does === 'leave') {
      run.told({ became: 'left', why: decision.why }, pair);
      return false;
    }
    const key = to.prefix + pair.rest;
    if (key === '') {
      run.told({ became: 'unknown', source: decision.source, error: nameless(decision.source.key) }, pair);
      return false;
    }
    waiting.add(folderOf(key), { pair, decision });
    return true;
  }

  function start(one: Work<Met>): void {
    const done: Promise<void> = work(one)
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => {
        underway.delete(done);
        fill();
        wake?.();
      });
    underway.add(done);
  }

  function fill(): void {
    while (!isStopped && failures.length === 0 && hasRoom()) {
      // Parts have half of it, and what nobody else can use.
      if (room.taken < pace.current / 2 && room.grant()) continue;
      const one = waiting.next(pacer.clock.now());
      if (one !== undefined) start(one);
      else if (!room.grant()) return;
    }
  }

  /** Waits until there is room, or until a paused folder may go on. */
  async function settle(): Promise<void> {
    const { clock, signal } = pacer;
    const resumesMs = hasRoom() ? waiting.resumesMs() : undefined;
    const leftMs = (resumesMs ?? Infinity) - clock.now();
    if (leftMs <= 0) return;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    // Which is nearly always: nothing but an answer makes room.
    if (leftMs === Infinity) return woken;
    // A pause that somebody else has ended must not keep the program alive.
    const ended = new AbortController();
    const end = (): void => ended.abort();
    signal.addEventListener('abort', end, { once: true });
    try {
      const slept = clock.sleep(leftMs, ended.signal).catch((error: unknown) => {
        if (signal.aborted) throw error;
      });
      await Promise.race([woken, slept]);
    } finally {
      signal.removeEventListener('abort', end);
      ended.abort();
    }
  }

  try {
    if (pacer.signal.aborted) stop();
    for await (const pairs of batches) {
      for (const pair of pairs) {
        if (failures.length > 0) break;
        if (!take(pair)) continue;
        fill();
        while (waiting.size >= MOST_WAITING && failures.length === 0) {
          await settle();
          fill();
        }
      }
      if (failures.length > 0) break;
    }
    while (failures.length === 0 && (waiting.size > 0 || underway.size > 0)) {
      fill();
      if (underway.size > 0 || waiting.size > 0) await settle();
    }
  } finally {
    isStopped = true;
    pacer.signal.removeEventListener('abort', stop);
    await Promise.allSettled(underway);
  }
  if (failures.length > 0) throw failures[0];
}
