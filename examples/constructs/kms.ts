import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';

const SOURCE_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const REPLICA_KEY = 'arn:aws:kms:eu-central-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321';

/** Objects under SSE-KMS, to another Region; versioning of both buckets is switched on. */
export class EncryptedStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const frankfurt = new AwsProvider(this, 'aws-frankfurt', { region: 'eu-central-1', alias: 'frankfurt' });
    new BatchReplication(this, 'backfill', {
      sourceBucketName: 'my-bucket',
      sourceKmsKeyArns: [SOURCE_KEY],
      rules: [
        {
          prefix: 'folder/',
          destinationBucketName: 'my-replica',
          destinationRegion: 'eu-central-1',
          replicaKmsKeyArn: REPLICA_KEY,
        },
      ],
      manageVersioning: { destinationProvider: frankfurt },
      reportBucket: { existing: 'my-logs' },
      reportPrefix: 'backfill/my-bucket/reports',
      manifestPrefix: 'backfill/my-bucket/manifests',
    });
  }
}
