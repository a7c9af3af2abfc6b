import { whereIs } from '../asked/where-is';
import { versionedBucketPatch } from '../../patches/bucket-patches';
import { commands } from '../../patches/commands';
import { isRunnerError } from '../../ports/errors';
import { couldNotCheck, ok, wrong, type Check, type Finding } from '../check';
import type { CheckContext, Destination } from '../asked/asked-once';

async function look({ bucket, accountId }: Destination, context: CheckContext): Promise<Finding> {
  const { aws, target } = context;
  try {
    const there = `'${bucket}' in ${await aws.buckets.regionOf(bucket)}`;
    const own = target.source.accountId;
    const named = accountId ?? target.destinations.find((one) => one.bucket === bucket)?.accountId ?? own;
    // Another account's bucket need not show itself to anybody; one of the own account does, to whoever may look.
    if (named !== own || (await aws.bucketSettings.isOwnedBy(bucket, own)) !== undefined) return ok(there);
    return couldNotCheck(
      `${there} does not let these credentials look (looking needs s3:ListBucket), and neither rule nor handoff names another account than ${own}: its policy may deny it, or the bucket was deleted, and made anew by another account; then tasks would fail with DstPutObjectNotPermitted. If it is not in the list of the buckets of this account, name another destination, or let its owner allow the replication role`,
      commands(['aws', 's3api', 'list-buckets', '--prefix', bucket]),
    );
  } catch (error) {
    if (isRunnerError(error, 'not-found')) {
      return wrong(
        `there is no destination bucket '${bucket}'`,
        'create it with versioning, or correct the destination of the replication rule',
        versionedBucketPatch(bucket, await whereIs(bucket, context)),
      );
    }
    if (!isRunnerError(error, 'denied')) throw error;
    const foreign = accountId !== undefined && accountId !== target.source.accountId;
    const whose = foreign ? `it belongs to account ${accountId}` : 'it may belong to another account';
    return couldNotCheck(`'${bucket}' does not let these credentials look: ${whose}`);
  }
}

/** The caller needs no access to the destination: the replication role has it. */
export const destinationBucketCheck: Check = {
  id: 'destination-bucket',
  title: 'destination buckets are there',
  async run(context) {
    const destinations = await context.destinations();
    return Promise.all(destinations.map((destination) => look(destination, context)));
  },
};
