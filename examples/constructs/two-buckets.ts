import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchReplication, ReportBucket } from '../../modules';

/** Two source buckets in one stack, one of which replicates already; their reports go to one bucket. */
export class TwoBucketsStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const reports = new ReportBucket(this, 'reports', { bucketName: 'my-backfill-reports', expireDays: 90 });
    new BatchReplication(this, 'images', {
      sourceBucketName: 'my-images',
      rules: [{ destinationBucketName: 'my-images-replica' }],
      reportBucket: { existing: reports.bucketName },
      reportPrefix: 'images/reports',
      manifestPrefix: 'images/manifests',
    });
    BatchReplication.fromExistingReplication(this, 'videos', {
      sourceBucketName: 'my-videos',
      prefixes: ['raw/'],
      reportBucket: { existing: reports.bucketName },
      reportPrefix: 'videos/reports',
      manifestPrefix: 'videos/manifests',
      handoffName: 's3_backfill_videos',
    });
  }
}
