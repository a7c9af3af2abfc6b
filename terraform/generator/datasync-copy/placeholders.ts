// What DataSyncCopy is given, where people give values.
import type { TerraformStack } from 'cdktf';
import { DataSyncCopy } from '../../../modules';
import { variable } from '../synthesized';

/** With every option on. In Basic mode, which alone has a log group of its own. */
export function addWithPlaceholders(stack: TerraformStack): void {
  new DataSyncCopy(stack, 'backfill', {
    sourceBucketName: variable('source_bucket'),
    prefix: '${local.prefix}',
    sourceKmsKeyArns: [variable('replication_source_kms_arns')],
    destinationBucketName: '${local.destination_bucket}',
    destinationPrefix: '${local.destination_folder}',
    destinationRegion: variable('destination_region'),
    destinationAccountId: variable('destination_account_id'),
    destinationKmsKeyArns: [variable('destination_kms_arns')],
    storageClass: variable('storage_class'),
    taskMode: 'BASIC',
    includes: ['${join("|", var.includes)}'],
    excludes: ['${join("|", var.excludes)}'],
    schedule: variable('schedule'),
    taskName: variable('task_name'),
    callerArns: [variable('destination_caller_arns')],
    reportBucket: { create: { bucketName: variable('create_report_bucket.name') } },
    reportPrefix: '${local.report_prefix}',
    manifestPrefix: '${local.manifest_prefix}',
    role: { path: variable('role_path'), permissionsBoundaryArn: variable('permissions_boundary_arn') },
  });
}
