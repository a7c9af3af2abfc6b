import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';

/** A replication whose evidence Athena compares: both buckets have inventories of all versions already. */
export class AthenaStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    new BatchReplication(this, 'backfill', {
      sourceBucketName: 'my-bucket',
      rules: [{ destinationBucketName: 'my-replica' }],
      reportBucket: { create: { bucketName: 'my-bucket-backfill-reports' } },
      athena: {
        sourceInventory: { bucketName: 'my-inventories', prefix: 'lists', inventoryId: 'all-versions' },
        destinationInventory: { bucketName: 'my-inventories-there', inventoryId: 'all-versions', format: 'Parquet' },
        scanLimitGigabytes: 200,
      },
    });
  }
}
