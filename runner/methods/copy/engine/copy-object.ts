// One object, copied until it is there or cannot be: what passes is tried again, and what an answer that was lost has done is found out.
import type { CopyOrder, Copying } from '../../../ports/s3/copying';
import { isRunnerError } from '../../../ports/errors';
import type { Pacer } from '../../../pacing/patiently';
import { insist, isConflict, isHopeless, isSilence, isThrottled, type Heard } from './insist';
import { foundCopy } from './ours';
import { outcomeOf, type CopyOutcome } from './outcome';

async function found(order: CopyOrder, copying: Copying, pacer: Pacer, beganMs: number): Promise<CopyOutcome> {
  const copied = await foundCopy(order, copying, pacer.clock, beganMs);
  return copied === undefined ? { became: 'changed' } : { became: 'copied', copied };
}

/** S3 answers alike where the source is gone and where what was to be replaced is. */
async function whichIsGone({ from }: CopyOrder, copying: Copying): Promise<CopyOutcome> {
  const source = await copying.head(from, from.versionId);
  return { became: source === undefined ? 'gone' : 'changed' };
}

/** Whether a copy that was made is told by its condition: not where what it is written onto has the ETag that it gets. */
function isSafeToRepeat({ from, onto }: CopyOrder): boolean {
  return typeof onto !== 'object' || onto.etag !== from.etag;
}

/**
 * Copies up to 5 GiB.
 * @throws RunnerError `interrupted`, `credentials` or `expired`: no other object would fare better
 */
export async function copyObject(order: CopyOrder, copying: Copying, pacer: Pacer, heard: Heard): Promise<CopyOutcome> {
  const beganMs = pacer.clock.now();
  // Of versions alone: an object that is copied by itself is no copy of what it is written onto, unless that was asked for.
  const isOnce = order.from.versionId !== undefined && !isSafeToRepeat(order);
  const passing = isOnce ? isThrottled : undefined;
  const insisted = await insist(() => copying.copy(order), pacer, heard, isConflict, passing);
  if (insisted.error === undefined) return { became: 'copied', copied: insisted.answer };
  if (isOnce && isSilence(insisted.error)) return { became: 'changed' };
  const outcome = outcomeOf(insisted.error);
  try {
    if (outcome.became === 'changed' && insisted.lost) return await found(order, copying, pacer, beganMs);
    if (outcome.became === 'gone' && typeof order.onto === 'object') return await whichIsGone(order, copying);
  } catch (error) {
    if (!isRunnerError(error) || isHopeless(error)) throw error;
    return { became: 'failed', error };
  }
  return outcome;
}
