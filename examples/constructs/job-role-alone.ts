import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchJobRole, HANDOFF_OUTPUT, HANDOFF_VERSION, ReportBucket, type Handoff } from '../../modules';

/** What a job needs, for a bucket whose replication is managed elsewhere, with a handoff that is written by hand. */
export class JobRoleStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const reports = new ReportBucket(this, 'reports', { bucketName: 'my-bucket-backfill-reports' });
    const report = { bucketName: reports.bucketName, prefix: 'reports' };
    const role = new BatchJobRole(this, 'job-role', { sourceBucketName: 'my-bucket', report });
    const handoff: Handoff = {
      version: HANDOFF_VERSION,
      source: { bucket: 'my-bucket', region: 'eu-west-1', accountId: '111122223333' },
      destinations: [],
      rules: [],
      roles: { batchJobArn: role.roleArn },
      report: { bucket: report.bucketName, prefix: report.prefix },
      prefixes: ['folder/'],
    };
    new TerraformOutput(this, HANDOFF_OUTPUT, { value: handoff, staticId: true });
  }
}
