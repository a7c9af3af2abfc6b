// What becomes of one object, and which answers of S3 mean what.
import type { CopiedObject } from '../../../ports/s3/copying';
import type { RunnerError } from '../../../ports/errors';

export type CopyOutcome =
  | { readonly became: 'copied'; readonly copied: CopiedObject }
  /** The source has another version now, or the destination is not as it was listed: whoever decides anew sees it. */
  | { readonly became: 'changed' }
  /** The source is not there any more. */
  | { readonly became: 'gone' }
  /** The source cannot be read before it is restored. */
  | { readonly became: 'archived' }
  | { readonly became: 'failed'; readonly error: RunnerError };

/** @param error an error that does not pass */
export function outcomeOf(error: RunnerError): CopyOutcome {
  // HEAD has no words.
  if (error.code === 'PreconditionFailed' || error.code === '412') return { became: 'changed' };
  if (error.code === 'NoSuchKey' || error.code === 'NoSuchVersion' || error.code === '404') return { became: 'gone' };
  if (error.code === 'InvalidObjectState' || error.code === 'ObjectNotInActiveTierError') return { became: 'archived' };
  return { became: 'failed', error };
}

/**
 * Whether S3 may mean that it is gone: whoever may list some keys alone is told of one that is not there that it is forbidden.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function mayBeGone({ kind }: RunnerError): boolean {
  return kind === 'denied';
}

const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/** Whether an object of this class is archived, unless it was restored; of Intelligent-Tiering no listing tells. */
export function isArchiveClass(storageClass: string): boolean {
  return ARCHIVES.includes(storageClass);
}
