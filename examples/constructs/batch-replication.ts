import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';

/** Two folders of one bucket, to one destination. */
export class InvoicesStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    new BatchReplication(this, 'backfill', {
      sourceBucketName: 'my-bucket',
      rules: [
        { prefix: 'invoices/', destinationBucketName: 'my-replica', storageClass: 'STANDARD_IA' },
        { prefix: 'contracts/', destinationBucketName: 'my-replica', replicateDeleteMarkers: true },
      ],
      reportBucket: { create: { bucketName: 'my-bucket-backfill-reports' } },
    });
  }
}
