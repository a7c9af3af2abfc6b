import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';

/** Two buckets that replicate to each other, in one apply; changes of a replica's tags go back too. */
export function bothWays(scope: Construct): readonly BatchReplication[] {
  const link = (id: string, from: string, to: string) =>
    new BatchReplication(scope, `pair-${id}`, {
      sourceBucketName: from,
      rules: [{ destinationBucketName: to, replicaModificationSync: true }],
      reportBucketName: 'topology-reports',
      reportPrefix: `pair/${id}/reports`,
      manifestPrefix: `pair/${id}/manifests`,
      handoffName: `s3_backfill_pair_${id}`,
    });
  return [link('there', 'pair-left', 'pair-right'), link('back', 'pair-right', 'pair-left')];
}
