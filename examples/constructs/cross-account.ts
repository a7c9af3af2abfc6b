import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';

/** To a bucket of another account, whose policy is attached from here. */
export class CrossAccountStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const theirs = new AwsProvider(this, 'aws-theirs', {
      alias: 'theirs',
      region: 'eu-west-1',
      assumeRole: [{ roleArn: 'arn:aws:iam::444455556666:role/deploy' }],
    });
    new BatchReplication(this, 'backfill', {
      sourceBucketName: 'my-bucket',
      rules: [{ prefix: 'folder/', destinationBucketName: 'their-replica', destinationAccountId: '444455556666' }],
      destinations: [{ bucketName: 'their-replica', provider: theirs, attachPolicies: true }],
      reportBucketName: 'my-logs',
    });
  }
}
