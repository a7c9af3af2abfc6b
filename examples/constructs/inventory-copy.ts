import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { InventoryCopy } from '../../modules';

/** Copies of one folder, by functions that read an inventory of it each day. */
export class InventoryStack extends TerraformStack {
  /** @param archivePath - of the functions; the installed package has it, and it can be left out there */
  constructor(scope: Construct, id: string, archivePath: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    new InventoryCopy(this, 'copies', {
      sourceBucketName: 'my-bucket',
      prefix: 'videos/',
      destinationBucketName: 'my-archive',
      reportBucket: { create: { bucketName: 'my-bucket-backfill-reports' } },
      maximumConcurrency: 20,
      archivePath,
    });
  }
}
