import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';

/** Beside a replication configuration that another team looks after: job role, reports and handoff only. The runner reads their rules. */
export function adopt(scope: Construct): BatchReplication {
  return BatchReplication.fromExistingReplication(scope, 'adopted', {
    sourceBucketName: 'adopted-source',
    reportBucketName: 'topology-reports',
    handoffName: 's3_backfill_adopted',
  });
}
