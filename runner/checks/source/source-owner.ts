import { commands } from '../../patches/commands';
import { isRunnerError } from '../../ports/errors';
import { couldNotCheck, ok, wrong, type Check } from '../check';

/** Another account may let these credentials look at its bucket; its jobs and its rules it makes by itself. */
export const sourceOwnerCheck: Check = {
  id: 'source-owner',
  title: 'source bucket belongs to the account that the job is created in',
  async run({ target, aws }) {
    const { bucket, accountId } = target.source;
    try {
      const isOurs = await aws.bucketSettings.isOwnedBy(bucket, accountId);
      if (isOurs === undefined)
        return [couldNotCheck(`'${bucket}' may not be looked at (looking needs s3:ListBucket)`)];
      if (isOurs) return [ok(`'${bucket}' is of account ${accountId}`)];
      return [
        wrong(
          `the source bucket '${bucket}' belongs to another account than ${accountId}, and S3 generates no manifest of the bucket of another account`,
          'use credentials of the account that owns the bucket (--profile, AWS_PROFILE), and its --account-id',
          commands(
            ['aws', 'configure', 'list'],
            ['aws', 'sts', 'get-caller-identity'],
            ['s3-backfill', 'doctor', '--profile', 'owner'],
          ),
        ),
      ];
    } catch (error) {
      // That the bucket is missing is said by the check of the bucket itself.
      if (isRunnerError(error, 'not-found')) return [];
      throw error;
    }
  },
};
