// What BatchCopy is given, where people give values.
import type { TerraformStack } from 'cdktf';
import { BatchCopy } from '../../../modules';
import { variable } from '../synthesized';

/** With every option on. */
export function addWithPlaceholders(stack: TerraformStack): void {
  new BatchCopy(stack, 'backfill', {
    sourceBucketName: variable('source_bucket'),
    sourceKmsKeyArns: [variable('replication_source_kms_arns')],
    destinationBucketName: '${local.destination_bucket}',
    destinationPrefix: '${local.destination_prefix}',
    destinationRegion: variable('destination_region'),
    destinationAccountId: variable('destination_account_id'),
    destinationKmsKeyArns: [variable('destination_kms_arns')],
    callerArns: [variable('destination_caller_arns')],
    reportBucket: { create: { bucketName: variable('create_report_bucket.name') } },
    reportPrefix: '${local.report_prefix}',
    manifestPrefix: '${local.manifest_prefix}',
    prefixes: [variable('prefixes')],
    role: {
      path: variable('role_path'),
      permissionsBoundaryArn: variable('permissions_boundary_arn'),
      confusedDeputyConditions: true,
      roleNamePrefix: 'COPY_ROLE_NAME_PREFIX',
    },
  });
}
