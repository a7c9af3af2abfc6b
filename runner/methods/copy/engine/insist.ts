// A request that copies, until it is answered for good: what passes is tried again, for as long as it is worth it.
import { isRunnerError, type RunnerError } from '../../../ports/errors';
import type { Pacer } from '../../../pacing/patiently';

export interface Heard {
  /** S3 has asked to slow down. */
  throttled(pauseMs: number): void;
  /** An attempt failed, and another one is made. */
  again(error: RunnerError): void;
}

/** The last word; `lost`: an attempt before it had no answer, and may have done what it was to do. */
export type Insisted<Result> =
  | { readonly answer: Result; readonly error?: never; readonly lost: boolean }
  | { readonly error: RunnerError; readonly lost: boolean };

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

export function isConflict({ code }: RunnerError): boolean {
  return code === 'ConditionalRequestConflict';
}

/** S3 has done nothing then. */
export function isThrottled({ kind }: RunnerError): boolean {
  return kind === 'throttled';
}

/** Nobody knows what S3 has done. */
export function isSilence(error: unknown): boolean {
  return isRunnerError(error, 'unavailable', 'unreachable');
}

function passes({ kind, code }: RunnerError): boolean {
  return code !== 'NotImplemented' && (kind === 'throttled' || kind === 'unavailable' || kind === 'unreachable');
}

/**
 * @param worth whether another error than those that pass is worth another try
 * @param passing errors that pass. @default - S3's own trouble, and silence
 * @throws RunnerError `interrupted`, `credentials` or `expired`: no other object would fare better
 */
export async function insist<Result>(
  request: () => Promise<Result>,
  { clock, random, signal }: Pacer,
  heard: Heard,
  worth: (error: RunnerError) => boolean = () => false,
  passing: (error: RunnerError) => boolean = passes,
): Promise<Insisted<Result>> {
  let broken = 0;
  let lost = false;
  let throttledSinceMs: number | undefined;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return { answer: await request(), lost };
    } catch (error) {
      if (!isRunnerError(error) || isHopeless(error)) throw error;
      if (!passing(error) && !worth(error)) return { error, lost };
      lost ||= isSilence(error);
      const waitMs = pauseMs * (0.5 + random());
      if (error.kind === 'throttled') {
        throttledSinceMs ??= clock.now();
        if (clock.now() - throttledSinceMs >= LONGEST_THROTTLING_MS) return { error, lost };
        heard.throttled(waitMs);
      } else {
        broken += 1;
        if (broken === MOST_ATTEMPTS) return { error, lost };
      }
      heard.again(error);
      await clock.sleep(waitMs, signal);
    }
  }
}
