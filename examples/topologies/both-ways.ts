import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';
import type { Places } from './places';

/** Two buckets of two Regions that replicate to each other, in one apply; changes of a replica's tags go back too. */
export function bothWays(scope: Construct, { otherRegion }: Places, allowDestroy = false): readonly BatchReplication[] {
  const there = new BatchReplication(scope, 'pair-there', {
    sourceBucketName: 'pair-left',
    rules: [{ destinationBucketName: 'pair-right', replicaModificationSync: true }],
    reportBucketName: 'topology-reports',
    reportPrefix: 'pair/there/reports',
    manifestPrefix: 'pair/there/manifests',
    handoffName: 's3_backfill_pair_there',
  });
  // The Region of its source is another one, and there its jobs and their reports are.
  const back = new BatchReplication(scope, 'pair-back', {
    provider: otherRegion,
    sourceBucketName: 'pair-right',
    rules: [{ destinationBucketName: 'pair-left', replicaModificationSync: true }],
    reportBucket: { create: { bucketName: 'pair-right-reports', forceDestroy: allowDestroy } },
    handoffName: 's3_backfill_pair_back',
  });
  return [there, back];
}
