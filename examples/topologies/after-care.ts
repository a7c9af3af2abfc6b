import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';
import { OTHER_REGION, type Places } from './places';

/**
 * To another Region, with metrics, alarms and a topic that is told. S3 publishes failures in the Region of the source, and what
 * waits in that of the destination: each alarm is made where its metric is. A topic tells alarms of its own Region alone, so that
 * those of the other Region would need a topic there (`destinationActionArns`).
 */
export function afterCare(scope: Construct, { otherRegion: destinationProvider }: Places): BatchReplication {
  return new BatchReplication(scope, 'watched', {
    sourceBucketName: 'watched-source',
    rules: [
      {
        id: 'watched',
        destinationBucketName: 'watched-replica',
        destinationRegion: OTHER_REGION,
        metrics: true,
      },
    ],
    afterCare: {
      alarms: { destinationProvider, latencySeconds: 3600, pendingBytes: 1_000_000_000 },
      jobStates: ['Suspended', 'Failed', 'Complete'],
    },
    reportBucketName: 'topology-reports',
    handoffName: 's3_backfill_watched',
  });
}
