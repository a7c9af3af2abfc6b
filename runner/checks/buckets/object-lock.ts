import { whereIs } from '../asked/where-is';
import type { CheckContext } from '../asked/asked-once';
import { objectLockPatch } from '../../patches/bucket-patches';
import { couldNotCheck, ok, unlessDenied, wrong, type Check, type Finding } from '../check';

/** A source with Object Lock replicates only to buckets with Object Lock. */
async function destinationLocks(context: CheckContext): Promise<readonly Finding[]> {
  const { bucket } = context.target.source;
  const source = await context.isLocked(bucket);
  if ('why' in source)
    return [couldNotCheck(`'${bucket}': ${source.why} (looking needs s3:GetBucketObjectLockConfiguration)`)];
  if (!source.value) return [ok(`the source bucket '${bucket}' has none`)];
  const destinations = await context.destinations();
  return Promise.all(
    destinations.map(async (destination): Promise<Finding> => {
      const lock = await context.isLocked(destination.bucket);
      if ('why' in lock)
        return couldNotCheck(
          `'${destination.bucket}': ${lock.why} (looking needs s3:GetBucketObjectLockConfiguration)`,
        );
      if (lock.value) return ok(`'${bucket}' and '${destination.bucket}' have it`);
      return wrong(
        `the source bucket '${bucket}' has Object Lock and the destination bucket '${destination.bucket}' has not; tasks would fail with DstBucketObjectLockConfigMissing`,
        'switch on Object Lock for the destination bucket',
        objectLockPatch(destination.bucket, await whereIs(destination.bucket, context)),
      );
    }),
  );
}

/** S3 does not deliver reports to a bucket that retains every object. */
function reportLock(context: CheckContext): Promise<readonly Finding[]> {
  return unlessDenied(async () => {
    const bucket = context.target.batchJob.report?.bucket;
    if (bucket === undefined) return [];
    const lock = await context.aws.bucketSettings.objectLock(bucket);
    if (lock?.defaultRetention === undefined) return [ok(`report bucket '${bucket}' retains nothing`)];
    return [
      wrong(
        `the report bucket '${bucket}' has the retention mode ${lock.defaultRetention} of Object Lock, and S3 writes no report into such a bucket: the job would fail`,
        `give another bucket with --report-bucket, or remove the default retention of '${bucket}'`,
        objectLockPatch(bucket, await whereIs(bucket, context)),
      ),
    ];
  }, 's3:GetBucketObjectLockConfiguration');
}

/** Copies need no lock at either side, and put none. */
export const reportLockCheck: Check = {
  id: 'report-lock',
  title: 'the report bucket retains nothing',
  run: reportLock,
};

export const objectLockCheck: Check = {
  id: 'object-lock',
  title: 'Object Lock is on where it has to be, and off where it may not be',
  async run(context) {
    const found = await Promise.all([destinationLocks(context), reportLock(context)]);
    return found.flat();
  },
};
