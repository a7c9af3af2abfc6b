import { isGeneralPurpose } from './bucket-kinds';
import { bucketPatch } from '../../patches/bucket-patches';
import { isRunnerError } from '../../ports/errors';
import type { Target } from '../../target/target';
import { couldNotCheck, ok, wrong, type Check, type Finding } from '../check';
import type { CheckContext } from '../asked/asked-once';

const LONGEST_NAME = 63;

/** What the settings and the constructs refuse, too. */
function inSource(bucket: string, what: string): Finding {
  return wrong(
    `the ${what} bucket '${bucket}' is the source bucket: ${what}s in the source bucket would be objects of it`,
    `take another bucket in the Region of the source, and give it with --${what}-bucket`,
    bucketPatch(`${bucket.slice(0, LONGEST_NAME - what.length - 2)}-${what}s`),
  );
}

/** Jobs that replicate are of the Region of their source. */
function regionOfJobs({ source, batchJob }: Target): string {
  return batchJob.region ?? source.region;
}

/** Who owns a bucket can write into it what a report says, or what a job is given. */
async function owned(bucket: string, what: string, { target, aws }: CheckContext): Promise<Finding> {
  const { accountId } = target.source;
  const region = regionOfJobs(target);
  if ((await aws.bucketSettings.isOwnedBy(bucket, accountId)) !== false) return ok(`${what} '${bucket}' in ${region}`);
  return couldNotCheck(
    `${what} '${bucket}' in ${region} belongs to another account than ${accountId}: what is read there is what that account lets stand; --${what}-bucket names one of your own`,
  );
}

async function look(bucket: string, what: string, context: CheckContext): Promise<Finding> {
  const { target, aws } = context;
  const region = regionOfJobs(target);
  if (bucket === target.source.bucket) return inSource(bucket, what);
  // What it is instead is said by the check of the kinds, and one of this name cannot be made.
  if (!isGeneralPurpose(bucket)) return couldNotCheck(`${what} '${bucket}' is no general-purpose bucket`);
  try {
    const actual = await aws.buckets.regionOf(bucket);
    if (actual === region) return await owned(bucket, what, context);
    // The Region is wrong, which the check of the source says, and not this bucket.
    if (target.batchJob.region === undefined && (await context.regionOf(target.source.bucket)) === actual)
      return couldNotCheck(`${what} '${bucket}' is in ${actual}, where the source is, too, and not in ${region}`);
    const other = `${bucket.slice(0, LONGEST_NAME - region.length - 1)}-${region}`;
    return wrong(
      `the ${what} bucket '${bucket}' is in ${actual}, the job in ${region}; S3 documents the job's buckets for its own Region only`,
      `make a bucket in ${region}, and give it with --${what}-bucket`,
      bucketPatch(other),
    );
  } catch (error) {
    if (isRunnerError(error, 'not-found')) {
      return wrong(
        `there is no ${what} bucket '${bucket}'`,
        `create it in ${region}, or correct --${what}-bucket`,
        bucketPatch(bucket),
      );
    }
    if (isRunnerError(error, 'denied'))
      return couldNotCheck(`${what} '${bucket}': ${error.message} (looking needs s3:ListBucket)`);
    throw error;
  }
}

/** Where the job writes what it made of every object, and the manifest if it is kept. */
export const reportBucketCheck: Check = {
  id: 'report-bucket',
  title: 'report bucket is there, in the Region of the job, and another one than the source',
  run(context) {
    const { report, manifest } = context.target.batchJob;
    return Promise.all([
      ...(report === undefined ? [] : [look(report.bucket, 'report', context)]),
      ...(manifest === undefined ? [] : [look(manifest.bucket, 'manifest', context)]),
    ]);
  },
};
