// A delete marker on top of a key: DeleteObject without a version id, which removes nothing where there are versions.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html
import { RunnerError } from '../../../ports/errors';
import type { Copying, ObjectPlace } from '../../../ports/s3/copying';
import type { Pacer } from '../../../pacing/patiently';
import { visible } from '../../../text/safe-text';
import { failing } from '../engine/copy-one';
import { insist, isConflict, isSilence, isThrottled, type Heard } from '../engine/insist';
import { outcomeOf, type CopyOutcome } from '../engine/outcome';
import type { Top } from './decide-chain';

export type PlacedMarker = { readonly became: 'placed' } | Exclude<CopyOutcome, { readonly became: 'copied' | 'gone' }>;

/** What is there is not what the listing said. */
const CHANGED: PlacedMarker = { became: 'changed' };

/** S3 has a condition on the ETag of what is hidden, and none on that there is nothing to hide: that is looked at before. */
async function isStill(top: Top, { bucket, key }: ObjectPlace, copying: Copying): Promise<boolean> {
  if (typeof top === 'object') return true;
  // A listing, since of what is not there HEAD says no more than 403 to whoever may list nothing but a prefix. The key itself comes first.
  for await (const page of copying.objects(bucket, { prefix: key, until: key })) return page[0]?.key !== key;
  return true;
}

function notVersioned({ bucket, key }: ObjectPlace): RunnerError {
  return new RunnerError(
    'refused',
    `S3 DeleteObject ${bucket}: no delete marker was written for '${visible(key)}': the bucket keeps no versions any more`,
    'enable versioning of the destination',
  );
}

/** @throws RunnerError `interrupted`, `credentials` or `expired`: no other object would fare better */
export async function placeMarker(
  top: Top,
  to: ObjectPlace,
  copying: Copying,
  pacer: Pacer,
  heard: Heard,
): Promise<PlacedMarker> {
  const still = await failing(isStill(top, to, copying));
  if (still instanceof RunnerError) return { became: 'failed', error: still };
  if (!still) return CHANGED;
  const etag = typeof top === 'object' ? top.etag : undefined;
  // Each request writes another one: whether one was written whose answer was lost, the listing tells.
  const insisted = await insist(() => copying.deleteObject(to, etag), pacer, heard, isConflict, isThrottled);
  if (insisted.error === undefined)
    return insisted.answer.marker ? { became: 'placed' } : { became: 'failed', error: notVersioned(to) };
  if (isSilence(insisted.error)) return CHANGED;
  const outcome = outcomeOf(insisted.error);
  // What was to be hidden is hidden already, or gone.
  if (outcome.became === 'gone') return CHANGED;
  return outcome as Exclude<typeof outcome, { became: 'copied' }>;
}
