import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchCopy } from '../../modules';

/** Copies of one folder, into a folder of another bucket, without any replication rule. */
export class CopiesStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    new BatchCopy(this, 'copies', {
      sourceBucketName: 'my-bucket',
      prefixes: ['videos/'],
      destinationBucketName: 'my-archive',
      destinationPrefix: 'from-my-bucket',
      reportBucket: { create: { bucketName: 'my-bucket-backfill-reports' } },
    });
  }
}
