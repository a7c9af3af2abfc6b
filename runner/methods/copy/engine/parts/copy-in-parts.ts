// An object that is larger than one request copies: everything that CopyObject would carry is read first and sent again, the parts are
// copied as the source was cut, and what comes to nothing is aborted.
import { RunnerError } from '../../../../ports/errors';
import type { CopiedObject, CopyOrder, Copying } from '../../../../ports/s3/copying';
import type { ObjectHead } from '../../../../ports/s3/object-head';
import type { CopiedPart, Upload } from '../../../../ports/s3/uploads';
import type { Pacer } from '../../../../pacing/patiently';
import { fitsHeader } from '../../../../ports/s3/tag-header';
import { visible } from '../../../../text/safe-text';
import { defined } from '../../../../text/defined';
import { insist, isHopeless } from '../insist';
import { foundCopy } from '../ours';
import { isArchiveClass, outcomeOf, type CopyOutcome } from '../outcome';
import { besideOf, carryOver, isCarriedOver, type Beside } from './carry-over';
import { copyParts, type PartPace } from './copy-parts';
import { discard, type Discarded } from './discard';
import { multipartEtag, uploadChecksum } from './part-digests';
import { partSizes } from './part-sizes';

/** Told before S3 is asked, and waited for: whoever keeps it finds what a killed program has left. */
export interface UploadJournal {
  /** Before each attempt to begin one; an attempt that was lost may have begun one of which only S3 knows. */
  uploadIntended(place: { readonly bucket: string; readonly key: string }): Promise<void> | void;
  /** @param isCarriedOver whether something is put when the object is there */
  uploadBegun(upload: Upload, isCarriedOver: boolean): Promise<void> | void;
  /** `completed`: with everything that is carried over. */
  uploadEnded(upload: Upload, how: Discarded | { readonly ended: 'completed' }): Promise<void> | void;
}

export interface PartsRun extends PartPace {
  readonly partBytes: number;
  readonly journal?: UploadJournal;
}

interface Carried extends Beside {
  readonly head: ObjectHead;
  readonly sizes: readonly number[];
}

/** Uploads of one object, when others write the same key. */
const MOST_UPLOADS = 3;
const ANSWERS_FOR_ANOTHER = ['ConditionalRequestConflict', 'NoSuchUpload'];

/** What ends an object, where it is met. */
class Ended extends Error {
  constructor(readonly outcome: CopyOutcome | { readonly became: 'again'; readonly error: RunnerError }) {
    super(outcome.became);
  }
}

function untold({ from }: CopyOrder, count: number): RunnerError {
  return new RunnerError(
    'refused',
    `${count} of the metadata of '${visible(from.key)}' cannot be read by HTTP, so that a copy in parts would lose it`,
    'write the object again with metadata of printable ASCII',
  );
}

async function carriedBy(order: CopyOrder, copying: Copying, partBytes: number): Promise<Carried> {
  const { from, newMetadata } = order;
  // What stands beside the object is asked for together with it: its own answer has the word, whatever the others say.
  const beside = besideOf(order, copying);
  beside.catch(() => undefined);
  const head = await copying.head(from, from.versionId);
  if (head === undefined) throw new Ended({ became: 'gone' });
  if (head.etag !== from.etag) throw new Ended({ became: 'changed' });
  const isArchived = head.archiveStatus !== undefined || isArchiveClass(head.storageClass);
  if (isArchived && head.restore !== 'done') throw new Ended({ became: 'archived' });
  if (newMetadata === undefined && head.missingMetadata > 0)
    throw new Ended({ became: 'failed', error: untold(order, head.missingMetadata) });
  const [told, sizes] = await Promise.all([beside, partSizes(copying, from, head, partBytes)]);
  return { ...told, head, sizes };
}

async function begun(
  order: CopyOrder,
  { head, tags }: Carried,
  copying: Copying,
  pacer: Pacer,
  run: PartsRun,
): Promise<Upload> {
  const { to, newMetadata } = order;
  const { headers: contentHeaders = head.contentHeaders, user: metadata = head.metadata } = newMetadata ?? {};
  const checksum = uploadChecksum(head);
  const upload = { ...order, contentHeaders, metadata, tags: fitsHeader(tags) ? tags : {}, ...defined({ checksum }) };
  const insisted = await insist(
    async () => {
      await run.journal?.uploadIntended(to);
      return copying.createUpload(upload);
    },
    pacer,
    run,
  );
  if (insisted.error !== undefined) throw insisted.error;
  return { ...to, uploadId: insisted.answer };
}

/** An answer that was lost, or one that fits another upload, is looked into: it may be complete. */
async function completed(
  order: CopyOrder,
  { head }: Carried,
  to: Upload,
  parts: readonly CopiedPart[],
  beganMs: number,
  copying: Copying,
  pacer: Pacer,
  run: PartsRun,
): Promise<CopiedObject> {
  const completion = { to, onto: order.onto, sizeBytes: head.sizeBytes, parts };
  const insisted = await insist(() => copying.completeUpload(completion), pacer, run);
  if (insisted.error === undefined) return insisted.answer;
  const { error, lost } = insisted;
  if (lost) {
    const found = await foundCopy(order, copying, pacer.clock, beganMs, multipartEtag(parts));
    if (found !== undefined) return found;
  }
  if (ANSWERS_FOR_ANOTHER.includes(error.code ?? '')) throw new Ended({ became: 'again', error });
  // Only what was to be replaced can be missing here.
  if (error.code === 'NoSuchKey') throw new Ended({ became: 'changed' });
  throw error;
}

async function uploadOnce(order: CopyOrder, copying: Copying, pacer: Pacer, run: PartsRun): Promise<CopiedObject> {
  const beganMs = pacer.clock.now();
  const carried = await carriedBy(order, copying, run.partBytes);
  const upload = await begun(order, carried, copying, pacer, run);
  let isComplete = false;
  try {
    await run.journal?.uploadBegun(upload, isCarriedOver(carried));
    const parts = await copyParts(order, upload, carried.sizes, copying, pacer, run);
    if (parts instanceof RunnerError) throw parts;
    const copied = await completed(order, carried, upload, parts, beganMs, copying, pacer, run);
    isComplete = true;
    await carryOver(order, carried, copied, copying);
    await run.journal?.uploadEnded(upload, { ended: 'completed' });
    return copied;
  } catch (error) {
    if (isComplete) throw error;
    const discarded = await discard(upload, copying, pacer);
    await run.journal?.uploadEnded(upload, discarded);
    throw error;
  }
}

/** Whether what stands at the destination is still what the order says: another upload would be for nothing. */
async function isStill({ to, onto }: CopyOrder, copying: Copying): Promise<boolean> {
  if (onto === 'anything') return true;
  const standing = await copying.head(to);
  return onto === 'nothing' ? standing === undefined : standing?.etag === onto.etag;
}

/** @throws RunnerError `interrupted`, `credentials` or `expired`: no other object would fare better */
export async function copyInParts(
  order: CopyOrder,
  copying: Copying,
  pacer: Pacer,
  run: PartsRun,
): Promise<CopyOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { became: 'copied', copied: await uploadOnce(order, copying, pacer, run) };
    } catch (error) {
      if (error instanceof Ended && error.outcome.became !== 'again') return error.outcome;
      const why = error instanceof Ended && error.outcome.became === 'again' ? error.outcome.error : undefined;
      if (why === undefined) {
        if (isHopeless(error)) throw error;
        return outcomeOf(error as RunnerError);
      }
      const still = await isStill(order, copying).catch((thrown: unknown) => {
        if (isHopeless(thrown)) throw thrown;
        return true;
      });
      if (!still) return { became: 'changed' };
      if (attempt === MOST_UPLOADS) return { became: 'failed', error: why };
      run.again(why);
    }
  }
}
