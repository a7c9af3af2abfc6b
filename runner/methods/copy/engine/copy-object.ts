// One object, copied until it is there or cannot be: what passes is tried again, and what an answer that was lost has done is found out.
import type { CopyOrder, Copying, CopiedObject } from '../../../ports/s3/copying';
import { isRunnerError, type RunnerError } from '../../../ports/errors';
import type { Pacer } from '../../../pacing/patiently';

export type CopyOutcome =
  | { readonly became: 'copied'; readonly copied: CopiedObject }
  /** The source has another version now, or the destination is not as it was listed: whoever decides anew sees it. */
  | { readonly became: 'changed' }
  /** The source is not there any more. */
  | { readonly became: 'gone' }
  | { readonly became: 'failed'; readonly error: RunnerError };

export interface Attempts {
  /** What stands at the destination now; undefined: nothing. */
  standing(order: CopyOrder): Promise<{ readonly etag: string; readonly sizeBytes: number } | undefined>;
  /** S3 has asked to slow down. */
  throttled(order: CopyOrder, pauseMs: number): void;
  /** An attempt failed, and another one is made. */
  again(error: RunnerError): void;
}

/** Of those that S3 has not throttled. */
const MOST_ATTEMPTS = 8;
/** S3 throttles while it makes room, which takes it minutes. */
const LONGEST_THROTTLING_MS = 5 * 60_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 20_000;

/** No other object would fare better. */
export function isHopeless(error: unknown): boolean {
  return !isRunnerError(error) || isRunnerError(error, 'interrupted', 'credentials', 'expired');
}

function passes({ kind, code }: RunnerError): boolean {
  const isConflict = kind === 'refused' && code === 'ConditionalRequestConflict';
  return isConflict || kind === 'throttled' || kind === 'unavailable' || kind === 'unreachable';
}

/** The first of two attempts may have written it, and its answer was lost: a copy of this very source has its ETag, unless it was made of parts. */
async function afterLostAnswer(order: CopyOrder, sizeBytes: number, attempts: Attempts): Promise<CopyOutcome> {
  try {
    const standing = await attempts.standing(order);
    const isOurs = standing?.etag === order.from.etag && standing.sizeBytes === sizeBytes;
    return isOurs ? { became: 'copied', copied: { etag: standing.etag } } : { became: 'changed' };
  } catch (error) {
    if (isHopeless(error)) throw error;
    return { became: 'failed', error: error as RunnerError };
  }
}

/**
 * @param sizeBytes of the source
 * @throws RunnerError `interrupted`, `credentials` or `expired`: no other object would fare better
 */
export async function copyObject(
  order: CopyOrder,
  sizeBytes: number,
  copying: Copying,
  { clock, random, signal }: Pacer,
  attempts: Attempts,
): Promise<CopyOutcome> {
  let broken = 0;
  let throttledSinceMs: number | undefined;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return { became: 'copied', copied: await copying.copy(order) };
    } catch (error) {
      if (!isRunnerError(error) || isHopeless(error)) throw error;
      if (error.code === 'PreconditionFailed')
        return broken > 0 ? await afterLostAnswer(order, sizeBytes, attempts) : { became: 'changed' };
      if (error.code === 'NoSuchKey' || error.code === 'NoSuchVersion') return { became: 'gone' };
      if (!passes(error)) return { became: 'failed', error };
      const waitMs = pauseMs * (0.5 + random());
      if (error.kind === 'throttled') {
        throttledSinceMs ??= clock.now();
        if (clock.now() - throttledSinceMs >= LONGEST_THROTTLING_MS) return { became: 'failed', error };
        attempts.throttled(order, waitMs);
      } else {
        broken += 1;
        if (broken === MOST_ATTEMPTS) return { became: 'failed', error };
      }
      attempts.again(error);
      await clock.sleep(waitMs, signal);
    }
  }
}
