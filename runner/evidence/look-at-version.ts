// Headers and tags of one version, and what it means that S3 does not show them. Told once, for whoever looks.
import { isRunnerError } from '../ports/errors';
import type { HeadOptions, Objects, VersionHead } from '../ports/s3/objects';

/**
 * - `gone`: there is no such version
 * - `delete-marker`: it has no headers
 * - `may-not-look`: a permission is missing
 * - `customer-key`: under SSE-C, whose headers S3 shows only to those who have the key
 */
export type SeenHead =
  | { readonly is: 'seen'; readonly head: VersionHead }
  | { readonly is: 'gone' }
  | { readonly is: 'delete-marker' }
  | { readonly is: 'may-not-look' | 'customer-key'; readonly why: string };

export type SeenTags =
  | { readonly is: 'seen'; readonly tags: Readonly<Record<string, string>> }
  | { readonly is: 'gone' }
  | { readonly is: 'may-not-look'; readonly why: string };

/** What looks at versions. */
export type Looking = Pick<Objects, 'head' | 'tags'>;

/** S3's answer to a look at a delete marker. */
const DELETE_MARKER = /^(MethodNotAllowed|405)$/;

export interface LookedAt {
  readonly key: string;
  /** @default - the newest */
  readonly versionId?: string;
}

/** @throws RunnerError when S3 gives no answer */
export async function lookAtHead(
  objects: Looking,
  bucket: string,
  { key, versionId }: LookedAt,
  options?: HeadOptions,
): Promise<SeenHead> {
  try {
    const head = await objects.head(bucket, key, versionId, options);
    return head === undefined ? { is: 'gone' } : { is: 'seen', head };
  } catch (error) {
    if (isRunnerError(error, 'denied')) return { is: 'may-not-look', why: error.message };
    if (isRunnerError(error, 'not-found')) return { is: 'gone' };
    if (!isRunnerError(error, 'refused')) throw error;
    if (DELETE_MARKER.test(error.code ?? '')) return { is: 'delete-marker' };
    return versionId !== undefined && (await wasNever(objects, bucket, { key, versionId }))
      ? { is: 'gone' }
      : { is: 'customer-key', why: error.message };
  }
}

/**
 * S3 refuses to show the headers of a version under SSE-C, and those of a version id that it never gave, in the same words: none. It shows the
 * tags of the one, and refuses those of the other by name.
 */
async function wasNever(
  objects: Looking,
  bucket: string,
  { key, versionId }: { readonly key: string; readonly versionId: string },
): Promise<boolean> {
  try {
    await objects.tags(bucket, key, versionId);
    return false;
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'not-found', 'refused')) throw error;
    return error.kind === 'not-found' || error.code === 'InvalidArgument';
  }
}

/** @throws RunnerError when S3 gives no answer */
export async function lookAtTags(objects: Looking, bucket: string, { key, versionId }: LookedAt): Promise<SeenTags> {
  try {
    return { is: 'seen', tags: await objects.tags(bucket, key, versionId) };
  } catch (error) {
    if (isRunnerError(error, 'not-found')) return { is: 'gone' };
    if (!isRunnerError(error, 'denied', 'refused')) throw error;
    return { is: 'may-not-look', why: error.message };
  }
}
