import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';
import type { Keys } from './buckets';
import { OUR_ACCOUNT, THEIR_ACCOUNT, THEIR_REGION, type Places } from './places';

/** Every key of a bucket under SSE-KMS, to a key of another account; both sides use S3 Bucket Keys. */
export function wholeBucket(scope: Construct, { otherAccount: provider }: Places, keys: Keys): BatchReplication {
  return new BatchReplication(scope, 'whole', {
    sourceBucketName: 'whole-source',
    sourceAccountId: OUR_ACCOUNT,
    sourceKmsKeyArns: [keys.source],
    sourceBucketKeys: 'all',
    rules: [
      {
        destinationBucketName: 'whole-theirs',
        destinationAccountId: THEIR_ACCOUNT,
        destinationRegion: THEIR_REGION,
        replicaKmsKeyArn: keys.theirs,
        replicaBucketKeys: 'all',
      },
    ],
    destinations: [{ bucketName: 'whole-theirs', provider, attachPolicies: true }],
    reportBucketName: 'topology-reports',
    handoffName: 's3_backfill_whole',
  });
}
