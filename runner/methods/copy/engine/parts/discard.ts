// An upload that comes to nothing is aborted, whatever has ended it: its parts would be paid for.
import { isRunnerError, type RunnerError } from '../../../../ports/errors';
import type { Copying } from '../../../../ports/s3/copying';
import type { Upload } from '../../../../ports/s3/uploads';
import type { Pacer } from '../../../../pacing/patiently';
import { awsFlags, shellCommand } from '../../../../text/shell-command';

export type Discarded =
  | { readonly ended: 'aborted' }
  /** There is no such upload: it was aborted before, or it is complete. */
  | { readonly ended: 'gone' }
  /** It could not be aborted. */
  | { readonly ended: 'left'; readonly error: RunnerError; readonly command: string };

const MOST_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;

function abortCommand({ bucket, key, uploadId }: Upload): string {
  return shellCommand([
    ...['aws', 's3api', 'abort-multipart-upload'],
    ...awsFlags({ bucket, key, 'upload-id': uploadId }),
  ]);
}

export async function discard(upload: Upload, copying: Copying, { clock, random }: Pacer): Promise<Discarded> {
  // Somebody who has interrupted the program does not wait for longer, and no less.
  const patient = new AbortController().signal;
  let aborts = 0;
  for (let attempt = 1, pauseMs = FIRST_PAUSE_MS; ; attempt += 1, pauseMs *= 2) {
    try {
      // A part that was on its way may have arrived after the first.
      const isGone = (await copying.abort(upload)) === 'gone';
      if (isGone && aborts === 0) return { ended: 'gone' };
      if (isGone || ++aborts === 2) return { ended: 'aborted' };
    } catch (error) {
      if (!isRunnerError(error)) throw error;
      const passes = isRunnerError(error, 'throttled', 'unavailable', 'unreachable', 'interrupted');
      if (!passes || attempt >= MOST_ATTEMPTS)
        return aborts > 0 ? { ended: 'aborted' } : { ended: 'left', error, command: abortCommand(upload) };
      await clock.sleep(pauseMs * (0.5 + random()), patient);
    }
  }
}
