import { whereIs } from '../asked/where-is';
import { versionedBucketPatch } from '../../patches/bucket-patches';
import { isRunnerError } from '../../ports/errors';
import { couldNotCheck, ok, wrong, type Check, type Finding } from '../check';
import type { CheckContext, Destination } from '../asked/asked-once';

async function look({ bucket, accountId }: Destination, context: CheckContext): Promise<Finding> {
  const { aws, target } = context;
  try {
    return ok(`'${bucket}' in ${await aws.buckets.regionOf(bucket)}`);
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
