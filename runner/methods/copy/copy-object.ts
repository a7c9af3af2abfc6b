// One object, copied until it is there or cannot be: what passes is tried again, and what an answer that was lost has done is found out.
import type { CopyOrder, Copying, CopiedObject } from '../../ports/s3/copying';
import { isRunnerError, type ErrorKind, type RunnerError } from '../../ports/errors';
import type { Pacer } from '../../pacing/patiently';

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

const MOST_ATTEMPTS = 8;
/** No other object would fare better. */
const HOPELESS: ReadonlySet<ErrorKind> = new Set(['interrupted', 'credentials', 'expired'] as const);
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 20_000;

function passes(error: RunnerError): boolean {
  const isConflict = error.kind === 'refused' && error.code === 'ConditionalRequestConflict';
  return isConflict || ['throttled', 'unavailable', 'unreachable'].includes(error.kind);
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
  let mayBeDone = false;
  for (let number = 1, pauseMs = FIRST_PAUSE_MS; ; number += 1, pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return { became: 'copied', copied: await copying.copy(order) };
    } catch (error) {
      if (!isRunnerError(error) || HOPELESS.has(error.kind)) throw error;
      if (error.code === 'PreconditionFailed') {
        // The first of two attempts has written it, and its answer was lost: a copy of this very source has its ETag.
        const standing = mayBeDone ? await attempts.standing(order) : undefined;
        const isOurs = standing?.etag === order.from.etag && standing.sizeBytes === sizeBytes;
        return isOurs ? { became: 'copied', copied: { etag: order.from.etag } } : { became: 'changed' };
      }
      if (error.kind === 'not-found' && error.code === 'NoSuchKey') return { became: 'gone' };
      if (!passes(error) || number === MOST_ATTEMPTS) return { became: 'failed', error };
      mayBeDone ||= error.kind !== 'throttled';
      const waitMs = pauseMs * (0.5 + random());
      if (error.kind === 'throttled') attempts.throttled(order, waitMs);
      attempts.again(error);
      await clock.sleep(waitMs, signal);
    }
  }
}
