// What becomes of one object, and which answers of S3 mean what.
import type { CopiedObject } from '../../../ports/s3/copying';
import type { RunnerError } from '../../../ports/errors';

export type CopyOutcome =
  | { readonly became: 'copied'; readonly copied: CopiedObject }
  /** The source has another version now, or the destination is not as it was listed: whoever decides anew sees it. */
  | { readonly became: 'changed' }
  /** The source is not there any more. */
  | { readonly became: 'gone' }
  | { readonly became: 'failed'; readonly error: RunnerError };

/** @param error an error that does not pass */
export function outcomeOf(error: RunnerError): CopyOutcome {
  // HEAD has no words.
  if (error.code === 'PreconditionFailed' || error.code === '412') return { became: 'changed' };
  if (error.code === 'NoSuchKey' || error.code === 'NoSuchVersion' || error.code === '404') return { became: 'gone' };
  return { became: 'failed', error };
}
