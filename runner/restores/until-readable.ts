// Waits until archived objects can be read: looks at the first ones again and again, and at the others once these are ready.
import type { RunnerEvent } from '../events/events';
import type { RestoringEvent } from '../events/restoring-event';
import type { Engine } from '../ports/engine';
import { isRunnerError } from '../ports/errors';
import { lookAtArchived, type ArchivedObject, type NotRestored } from './archived-objects';

/** Objects of which one at least has to be ready before others are looked at. */
const BATCH = 64;
const LONGEST_PAUSE_MS = 10 * 60 * 1000;
/** Of the time that was waited, the part that one more pause may take. */
const PAUSE_PART = 0.05;
/** Nobody is left for longer without a word. */
const SILENCE_MS = 10 * 60 * 1000;
/** S3 restores nearly all in the time that it documents. */
const PATIENCE = 2;
const LEAST_PATIENCE_MS = 60 * 60 * 1000;

export interface WaitOptions {
  readonly pollSeconds: number;
  /** Milliseconds since 1970. @default - twice the time that S3 documents */
  readonly deadlineMs?: number;
  /** By the documentation. */
  readonly mostMs: number;
  /** What is said of how far it is. */
  readonly told: (readable: number, ongoing: number, failed: number) => RestoringEvent;
}

export interface Waited {
  readonly readable: readonly string[];
  readonly failed: readonly NotRestored[];
  readonly ongoing: number;
}

/** As they are now; undefined: S3 gives no answer for now. */
async function seen(
  batch: readonly ArchivedObject[],
  bucket: string,
  engine: Engine,
): Promise<Awaited<ReturnType<typeof lookAtArchived>> | undefined> {
  try {
    return await lookAtArchived(
      batch.map(({ key }) => key),
      bucket,
      engine,
    );
  } catch (error) {
    if (isRunnerError(error, 'unreachable', 'unavailable', 'throttled')) return undefined;
    throw error;
  }
}

export async function* untilReadable(
  pending: readonly ArchivedObject[],
  bucket: string,
  engine: Engine,
  { pollSeconds, deadlineMs, mostMs, told }: WaitOptions,
): AsyncGenerator<RunnerEvent, Waited> {
  const { clock, signal } = engine;
  const beganMs = clock.now();
  const untilMs = deadlineMs ?? beganMs + Math.max(LEAST_PATIENCE_MS, PATIENCE * mostMs);
  const readable: string[] = [];
  const failed: NotRestored[] = [];
  let waiting = pending;
  let toldMs = beganMs;
  while (waiting.length > 0) {
    const leftMs = untilMs - clock.now();
    if (leftMs <= 0) break;
    const pauseMs = Math.min(
      Math.max(pollSeconds * 1000, (clock.now() - beganMs) * PAUSE_PART),
      Math.max(LONGEST_PAUSE_MS, pollSeconds * 1000),
      leftMs,
    );
    await clock.sleep(pauseMs, signal);
    const before = waiting.length;
    const open: ArchivedObject[] = [];
    for (let at = 0; at < waiting.length; at += BATCH) {
      const batch = waiting.slice(at, at + BATCH);
      const looked = await seen(batch, bucket, engine);
      const ongoing = looked === undefined ? batch : looked.objects.filter(({ state }) => state === 'ongoing');
      open.push(...ongoing);
      for (const { key, state } of looked?.objects ?? []) {
        if (state === 'readable') readable.push(key);
        if (state === 'archived') failed.push({ key, why: 'it is archived again, or S3 has given up restoring it' });
      }
      failed.push(...(looked?.unread ?? []));
      if (ongoing.length < batch.length) continue;
      open.push(...waiting.slice(at + BATCH));
      break;
    }
    waiting = open;
    if (waiting.length === before && clock.now() - toldMs < SILENCE_MS) continue;
    toldMs = clock.now();
    yield told(readable.length, waiting.length, failed.length);
  }
  return { readable, failed, ongoing: waiting.length };
}
