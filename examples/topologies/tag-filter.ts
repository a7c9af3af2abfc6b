import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';

/** Only what carries a tag. A rule that asks for tags copies no delete markers. */
export function tagFilter(scope: Construct): BatchReplication {
  return new BatchReplication(scope, 'tags', {
    sourceBucketName: 'tags-source',
    rules: [{ tags: { keep: 'yes' }, destinationBucketName: 'tags-replica', metrics: true }],
    reportBucketName: 'topology-reports',
    handoffName: 's3_backfill_tags',
  });
}
