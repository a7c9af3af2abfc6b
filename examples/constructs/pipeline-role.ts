import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchReplication, PipelineRole } from '../../modules';

/** A backfill, and the role of the workflow that runs it. */
export class PipelineStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const replication = new BatchReplication(this, 'backfill', {
      sourceBucketName: 'my-bucket',
      rules: [{ destinationBucketName: 'my-replica', prefix: 'videos/' }],
      reportBucket: { create: { bucketName: 'my-bucket-backfill-reports' } },
    });
    const role = new PipelineRole(this, 'pipeline', {
      replication,
      verbs: ['run', 'watch'],
      github: { repository: 'acme/storage', branches: ['main'] },
      roleName: 'backfill-pipeline',
    });
    new TerraformOutput(this, 'backfill_pipeline_role', { value: role.roleArn, staticId: true });
  }
}
