// What no request of an upload carries: tags that no header holds, and annotations. They are put when the object is there, so that whoever is
// killed in between leaves a copy without them.
import { RunnerError, isRunnerError } from '../../../../ports/errors';
import type { CopiedObject, CopyOrder, Copying } from '../../../../ports/s3/copying';
import { fitsHeader } from '../../../../ports/s3/tag-header';
import type { ObjectTags, VersionPlace } from '../../../../ports/s3/uploads';
import { defined } from '../../../../text/defined';
import { visible } from '../../../../text/safe-text';
import { isHopeless } from '../insist';

/** A copy that has all bytes, and not all else. */
export const HALF_COPIED = 'HalfCopied';

export interface Beside {
  readonly tags: ObjectTags;
  /** Names. */
  readonly annotations: readonly string[];
}

type Sides = Pick<CopyOrder, 'from' | 'to'>;

export async function besideOf(
  { from, annotations, newTags }: Pick<CopyOrder, 'from' | 'annotations' | 'newTags'>,
  copying: Copying,
): Promise<Beside> {
  const [tags, names] = await Promise.all([
    newTags ?? copying.tags(from),
    annotations === 'copy' ? copying.annotations(from) : [],
  ]);
  return { tags, annotations: names };
}

/** Whether anything is put after the object is there. */
export function isCarriedOver({ tags, annotations }: Beside): boolean {
  return !fitsHeader(tags) || annotations.length > 0;
}

function halfCopied({ to }: Sides, what: string, error: RunnerError): RunnerError {
  return new RunnerError(
    error.kind,
    `'${visible(to.key)}' was copied without ${what}: ${error.message}`,
    'allow it, and run the same command again',
    HALF_COPIED,
  );
}

/** @throws RunnerError what is lacking, and why */
export async function carryOver(
  order: Sides,
  { tags, annotations }: Beside,
  { etag, versionId }: CopiedObject,
  copying: Copying,
): Promise<void> {
  const to = { ...order.to, ...defined({ versionId }) };
  const failing = (what: string) => (error: unknown) => {
    throw isRunnerError(error) && !isHopeless(error) ? halfCopied(order, what, error) : error;
  };
  if (!fitsHeader(tags)) await copying.putTags(to, tags).catch(failing('its tags'));
  for (const name of annotations) {
    const what = `its annotation ${visible(name)}`;
    const text = await copying.annotation(order.from, name).catch(failing(what));
    if (text !== undefined) await copying.putAnnotation(to, etag, name, text).catch(failing(what));
  }
}

/**
 * Gives a copy what an earlier attempt may have left undone. Tags that it has are its own by then.
 * @param etag of the copy; another one that stands there is somebody else's
 * @throws RunnerError what is lacking, and why
 */
export async function carryAgain(
  order: Pick<CopyOrder, 'from' | 'annotations' | 'newTags'>,
  to: VersionPlace,
  etag: string,
  copying: Copying,
): Promise<void> {
  const [{ tags, annotations }, standing] = await Promise.all([
    besideOf(order, copying),
    copying.head(to, to.versionId),
  ]);
  if (standing?.etag !== etag) return;
  const lacking = standing.tagCount === 0 ? tags : {};
  const copied = { etag, ...defined({ versionId: to.versionId ?? standing.versionId }) };
  await carryOver({ from: order.from, to }, { tags: lacking, annotations }, copied, copying);
}
