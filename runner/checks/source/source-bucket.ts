import { commands } from '../../patches/commands';
import { isRunnerError } from '../../ports/errors';
import { ok, unlessDenied, wrong, type Check } from '../check';
import { shellCommand } from '../../text/shell-command';

/** A job is created in the Region of its source bucket; in any other, S3 does not find the bucket. */
export const sourceBucketCheck: Check = {
  id: 'source-bucket',
  title: 'source bucket is there, in the Region of the job',
  run: ({ target, aws }) =>
    unlessDenied(async () => {
      const { bucket, region } = target.source;
      try {
        const actual = await aws.buckets.regionOf(bucket);
        if (actual === region) return [ok(`'${bucket}' in ${region}`)];
        return [
          wrong(
            `the bucket '${bucket}' is in ${actual}, not in ${region}`,
            `use ${shellCommand(['--region', actual])}, and correct the handoff if it says ${region}`,
            commands(['s3-backfill', 'doctor', '--region', actual]),
          ),
        ];
      } catch (error) {
        if (!isRunnerError(error, 'not-found')) throw error;
        return [
          wrong(
            `there is no bucket '${bucket}' in ${region}`,
            'correct --source-bucket or --region, or run terraform apply first',
            commands(['aws', 's3api', 'list-buckets', '--query', 'Buckets[].Name'], ['terraform', 'apply']),
          ),
        ];
      }
    }, 's3:ListBucket'),
};
