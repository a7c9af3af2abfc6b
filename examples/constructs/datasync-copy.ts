import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { DataSyncCopy } from '../../modules';

/** A task of DataSync that copies one folder into a bucket of another Region. */
export class DataSyncStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const frankfurt = new AwsProvider(this, 'aws-frankfurt', { region: 'eu-central-1', alias: 'frankfurt' });
    new DataSyncCopy(this, 'copies', {
      sourceBucketName: 'my-bucket',
      prefix: 'videos/',
      destinationBucketName: 'my-archive',
      destinationRegion: 'eu-central-1',
      destinationProvider: frankfurt,
      storageClass: 'STANDARD_IA',
      reportBucket: { create: { bucketName: 'my-bucket-backfill-reports' } },
    });
  }
}
