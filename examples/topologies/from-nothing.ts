import type { Construct } from 'constructs';
import { BatchReplication, DataBucket } from '../../modules';

/** Both buckets, the report bucket and the replication in one apply: versioning comes first by itself. */
export function fromNothing(scope: Construct, allowDestroy = false): BatchReplication {
  const source = new DataBucket(scope, 'new-source', { bucketName: 'new-source', allowDestroy });
  const replica = new DataBucket(scope, 'new-replica', { bucketName: 'new-replica', allowDestroy });
  return new BatchReplication(scope, 'new', {
    sourceBucketName: source.bucketName,
    destinationBucketName: replica.bucketName,
    reportBucket: { create: { bucketName: 'new-reports', forceDestroy: allowDestroy } },
    handoffName: 's3_backfill_new',
  });
}
