import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchReplication, DetachedRun } from '../../modules';

/** A backfill that runs in the account: one call starts it after apply. */
export class DetachedStack extends TerraformStack {
  /** @param archivePath - of the function; the installed package has it, and it can be left out there */
  constructor(scope: Construct, id: string, archivePath: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const replication = new BatchReplication(this, 'backfill', {
      sourceBucketName: 'my-bucket',
      rules: [{ destinationBucketName: 'my-replica', prefix: 'videos/' }],
      reportBucket: { create: { bucketName: 'my-bucket-backfill-reports' } },
    });
    const run = new DetachedRun(this, 'run', {
      replication,
      topicArn: 'arn:aws:sns:eu-west-1:111122223333:backfills',
      archivePath,
    });
    new TerraformOutput(this, 'backfill_machine', { value: run.stateMachineArn, staticId: true });
  }
}
