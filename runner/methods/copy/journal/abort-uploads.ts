// Uploads that an earlier run has left are aborted: their parts would be paid for, and nobody goes on with them.
import type { RunnerEvent } from '../../../events/events';
import { isRunnerError } from '../../../ports/errors';
import type { Engine } from '../../../ports/engine';
import type { ObjectPlace } from '../../../ports/s3/copying';
import { counted } from '../../../text/figures';
import { visible } from '../../../text/safe-text';
import { discard } from '../engine/parts/discard';
import type { KeysOf } from '../plan-copies';
import type { CopyWriter, OpenUploads } from './copy-journal';
import type { BegunUpload, IntendedUpload } from './journal-line';

/** By which the clocks of S3 and of this machine may differ, and how long a lost answer took at most. */
const SKEW_MS = 60_000;
const LONGEST_ANSWER_MS = 5 * 60_000;

/** Those of which only S3 knows, since the answer was lost: of this very key, and begun when it was intended. */
async function unheard(intended: readonly IntendedUpload[], { aws }: Engine): Promise<readonly BegunUpload[]> {
  const found = await Promise.all(
    intended.map(async ({ bucket, key, atMs }) => {
      const listed = await aws.copying.uploads(bucket, key);
      return listed
        .filter(({ initiatedMs }) => initiatedMs >= atMs - SKEW_MS && initiatedMs <= atMs + LONGEST_ANSWER_MS)
        .filter((one) => one.key === key)
        .map(({ uploadId }) => ({ bucket, key, uploadId }));
    }),
  );
  return found.flat();
}

/**
 * What cannot be aborted is told with the command, and stops nothing.
 * @param to where this copy writes: no upload elsewhere is its own, whatever the journal says
 * @param journal where what has ended is written
 * @returns those that may be complete, and lack what is put when the object is there
 */
export async function* abortUploads(
  open: OpenUploads,
  to: KeysOf,
  engine: Engine,
  journal: CopyWriter['uploads'],
): AsyncGenerator<RunnerEvent, readonly BegunUpload[]> {
  const isOwn = ({ bucket, key }: ObjectPlace): boolean => bucket === to.bucket && key.startsWith(to.prefix);
  const [begun, intended] = [open.begun.filter(isOwn), open.intended.filter(isOwn)];
  const half: BegunUpload[] = [];
  if (begun.length + intended.length === 0) return half;
  let aborted = 0;
  try {
    for (const upload of [...begun, ...(await unheard(intended, engine))]) {
      const { ended, ...left } = await discard(upload, engine.aws.copying, engine);
      if (ended === 'gone' && upload.carriedOver === true) half.push(upload);
      else if (ended !== 'left') await journal.uploadEnded(upload, { ended: 'aborted' });
      if (ended === 'aborted') aborted += 1;
      else if ('command' in left)
        yield {
          kind: 'note',
          detail: `an upload of an earlier run to '${visible(upload.key)}' could not be aborted (${left.error.message}); its parts are paid for until this is done: ${left.command}`,
        };
    }
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    yield { kind: 'note', detail: `whether an earlier run has left uploads is not known: ${error.message}` };
  }
  if (aborted > 0)
    yield {
      kind: 'note',
      detail: `${counted(aborted, 'upload')} that an earlier run had left ${aborted === 1 ? 'was' : 'were'} aborted`,
    };
  return half;
}
