import type { Construct } from 'constructs';
import { BatchReplication, type ExistingReplication } from '../../modules';

/**
 * A bucket that replicates already, and that gets one rule more: Terraform imports what is there and leaves it as it is.
 * @param existing - what `aws s3api get-bucket-replication --bucket taken-over-source` prints
 */
export function takeOver(scope: Construct, existing: ExistingReplication): BatchReplication {
  return new BatchReplication(scope, 'taken-over', {
    sourceBucketName: 'taken-over-source',
    existingReplication: existing,
    destinationBucketName: 'taken-over-replica',
    prefixes: ['a/'],
    reportBucketName: 'topology-reports',
    handoffName: 's3_backfill_taken_over',
  });
}
