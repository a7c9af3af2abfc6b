import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';

/** One rule and one job for each prefix; delete markers of one of them too. */
export function severalPrefixes(scope: Construct): BatchReplication {
  return new BatchReplication(scope, 'prefixes', {
    sourceBucketName: 'prefixes-source',
    rules: [
      { prefix: 'a/', destinationBucketName: 'prefixes-replica', replicateDeleteMarkers: true },
      { prefix: 'b/', destinationBucketName: 'prefixes-replica', storageClass: 'STANDARD_IA' },
    ],
    reportBucketName: 'topology-reports',
    handoffName: 's3_backfill_prefixes',
  });
}
