import type { Construct } from 'constructs';
import { BatchReplication, DataBucket } from '../../modules';
import type { Keys } from './buckets';
import { OUR_ACCOUNT, THEIR_ACCOUNT, THEIR_REGION, type Places } from './places';

/**
 * Every key of a bucket under SSE-KMS, to a bucket of another account that is made for it, under a key of that account. Both sides
 * use S3 Bucket Keys, which is what breaks grants that know of object ARNs alone.
 */
export function wholeBucket(
  scope: Construct,
  { otherAccount: provider }: Places,
  keys: Keys,
  allowDestroy = false,
): BatchReplication {
  const theirs = new DataBucket(scope, 'whole-theirs', {
    bucketName: 'whole-theirs',
    kmsKeyArn: keys.theirs,
    allowDestroy,
    provider,
  });
  return new BatchReplication(scope, 'whole', {
    sourceBucketName: 'whole-source',
    sourceAccountId: OUR_ACCOUNT,
    sourceKmsKeyArns: [keys.source],
    sourceBucketKeys: 'all',
    rules: [
      {
        destinationBucketName: theirs.bucketName,
        destinationAccountId: THEIR_ACCOUNT,
        destinationRegion: THEIR_REGION,
        replicaKmsKeyArn: keys.theirs,
        replicaBucketKeys: 'all',
      },
    ],
    destinations: [{ bucketName: theirs.bucketName, provider, attachPolicies: true }],
    reportBucketName: 'topology-reports',
    handoffName: 's3_backfill_whole',
  });
}
