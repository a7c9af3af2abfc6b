import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';

/** Beside a replication configuration that another team looks after: job role, reports and handoff only. */
export function adopt(scope: Construct): BatchReplication {
  return BatchReplication.fromExistingReplication(scope, 'adopted', {
    sourceBucketName: 'adopted-source',
    rules: [{ id: 'theirs', prefix: 'a/', destinationBucketName: 'adopted-replica' }],
    reportBucketName: 'topology-reports',
    handoffName: 's3_backfill_adopted',
  });
}
