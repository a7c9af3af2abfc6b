import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';

/**
 * First → second → third. Live replication does not move replicas on: what comes to the second bucket from the first goes to
 * the third only by a job that selects the status REPLICA. Synthesis says so.
 */
export function chain(scope: Construct): readonly BatchReplication[] {
  const link = (from: string, to: string) =>
    new BatchReplication(scope, `chain-${from}`, {
      sourceBucketName: `chain-${from}`,
      destinationBucketName: `chain-${to}`,
      reportBucketName: 'topology-reports',
      reportPrefix: `chain/${from}/reports`,
      manifestPrefix: `chain/${from}/manifests`,
      handoffName: `s3_backfill_chain_${from}`,
    });
  return [link('first', 'second'), link('second', 'third')];
}
