import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';

/** Whether a bucket is known to be another account's: S3 denies it to whoever names the owner, in the words of a missing permission. */
export async function isForeign(bucket: string, { aws, accountId }: Engine): Promise<boolean> {
  const isOurs = await aws.bucketSettings.isOwnedBy(bucket, accountId).catch((error: unknown) => {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return undefined;
  });
  return isOurs === false;
}
