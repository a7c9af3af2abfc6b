import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';
import { OTHER_REGION } from './places';

/** To a bucket of the same Region and to one of another, with Replication Time Control; versions in both by one job. */
export function severalDestinations(scope: Construct): BatchReplication {
  return new BatchReplication(scope, 'fan-out', {
    sourceBucketName: 'fan-out-source',
    rules: [
      { id: 'near', destinationBucketName: 'fan-out-near' },
      {
        id: 'far',
        destinationBucketName: 'fan-out-far',
        destinationRegion: OTHER_REGION,
        replicationTimeControl: true,
      },
    ],
    reportBucketName: 'topology-reports',
    handoffName: 's3_backfill_fan_out',
  });
}
