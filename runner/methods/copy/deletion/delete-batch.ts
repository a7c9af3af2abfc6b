// Objects that are deleted together: what passes is tried again, and what an answer that was lost has done is found out.
import type { Copying } from '../../../ports/s3/copying';
import type { Deleted, DoomedObject } from '../../../ports/s3/deleting';
import { isRunnerError, type RunnerError } from '../../../ports/errors';
import { concurrently } from '../../../pacing/concurrently';
import type { Pacer } from '../../../pacing/patiently';
import { insist, isHopeless } from '../engine/insist';

/** What became of one object. */
export type Doom =
  /** @property marker undefined: the answer was lost */
  | { readonly key: string; readonly became: 'deleted'; readonly marker?: boolean; readonly nullMarker?: true }
  /** Somebody else has written there since it was listed: it stays. */
  | { readonly key: string; readonly became: 'changed' }
  /** Somebody else has deleted it. */
  | { readonly key: string; readonly became: 'gone' }
  | { readonly key: string; readonly became: 'failed'; readonly code: string; readonly message: string };

type Refused = Extract<Deleted, { became: 'refused' }>;

const MOST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 200;
/** Objects that are looked for at once. */
const AT_ONCE = 16;
/** Of one key, in an answer that is no error itself. */
const PASSING = ['InternalError', 'ServiceUnavailable', 'SlowDown', 'ConditionalRequestConflict', 'OperationAborted'];
const ANOTHER = ['PreconditionFailed', '412'];
const GONE = ['NoSuchKey', '404'];

/** An attempt before may have deleted it: then it is not there. */
async function afterLoss(bucket: string, { key, code, message }: Refused, copying: Copying): Promise<Doom> {
  try {
    const standing = await copying.head({ bucket, key });
    return standing === undefined ? { key, became: 'deleted' } : { key, became: 'changed' };
  } catch (error) {
    if (!isRunnerError(error) || isHopeless(error)) throw error;
    return { key, became: 'failed', code, message };
  }
}

function doomOf({ key, code, message }: Refused): Doom {
  if (ANOTHER.includes(code)) return { key, became: 'changed' };
  return GONE.includes(code) ? { key, became: 'gone' } : { key, became: 'failed', code, message };
}

function allFailed(objects: readonly DoomedObject[], { code, kind, message }: RunnerError): readonly Doom[] {
  return objects.map(({ key }) => ({ key, became: 'failed', code: code ?? kind, message }));
}

/**
 * @param objects up to 1,000
 * @throws RunnerError `interrupted`, `credentials` or `expired`: no other object would fare better
 */
export async function deleteBatch(
  bucket: string,
  objects: readonly DoomedObject[],
  copying: Copying,
  pacer: Pacer,
): Promise<readonly Doom[]> {
  const dooms: Doom[] = [];
  let left = objects;
  /** Requests that may have deleted what is asked for again. */
  let sent = 0;
  const request = (): Promise<readonly Deleted[]> => {
    sent += 1;
    return copying.deleteObjects(bucket, left);
  };
  for (let attempt = 1; ; attempt += 1) {
    const insisted = await insist(request, pacer, { throttled: () => undefined, again: () => undefined });
    if (insisted.error !== undefined) return [...dooms, ...allFailed(left, insisted.error)];
    const again = new Set<string>();
    const unclear: Refused[] = [];
    for (const one of insisted.answer) {
      if (one.became === 'deleted') dooms.push(one);
      else if (PASSING.includes(one.code) && attempt < MOST_ATTEMPTS) again.add(one.key);
      else if (sent > 1 && [...ANOTHER, ...GONE].includes(one.code)) unclear.push(one);
      else dooms.push(doomOf(one));
    }
    await concurrently(unclear, AT_ONCE, async (one) => void dooms.push(await afterLoss(bucket, one, copying)));
    if (again.size === 0) return dooms;
    left = left.filter(({ key }) => again.has(key));
    await pacer.clock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + pacer.random()), pacer.signal);
  }
}
