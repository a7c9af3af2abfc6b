import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchReplication, DataBucket } from '../../modules';

/** Buckets and all, with alarms and news of jobs. */
export class ArchiveStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const source = new DataBucket(this, 'source', { bucketName: 'my-archive' });
    const replica = new DataBucket(this, 'replica', { bucketName: 'my-archive-replica' });
    new BatchReplication(this, 'backfill', {
      sourceBucketName: source.bucketName,
      rules: [{ destinationBucketName: replica.bucketName, metrics: true }],
      reportBucket: { create: { bucketName: 'my-archive-backfill-reports' } },
      afterCare: { alarms: { latencySeconds: 3600 }, jobStates: ['Failed', 'Complete'] },
    });
  }
}
