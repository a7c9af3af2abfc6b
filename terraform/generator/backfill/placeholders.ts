// What BatchReplication is given, where people give values.
import type { TerraformStack } from 'cdktf';
import { BatchReplication } from '../../../modules';
import { JOB_EVENT_STATES } from '../../../modules/after-care/job-events';
import { number, variable } from '../synthesized';

const status = (condition: string): string => `\${${condition} ? "Enabled" : "Disabled"}`;

/** With every option on. */
export function addWithPlaceholders(stack: TerraformStack): void {
  const role = {
    path: variable('role_path'),
    permissionsBoundaryArn: variable('permissions_boundary_arn'),
    confusedDeputyConditions: true,
  };
  new BatchReplication(stack, 'backfill', {
    sourceBucketName: variable('source_bucket'),
    sourceKmsKeyArns: [variable('replication_source_kms_arns')],
    sourceObjectLock: true,
    rules: [
      {
        id: '${rule.value.id}',
        prefix: '${rule.value.prefix}',
        tags: { FILTER: 'TAGS' },
        priority: number('rule.value.priority'),
        status: status('var.enable_replication') as 'Enabled',
        destinationBucketName: '${local.destination_bucket}',
        destinationRegion: variable('replication_destination_region'),
        destinationAccountId: variable('replication_destination_account_id'),
        storageClass: variable('replication_storage_class'),
        replicaKmsKeyArn: variable('replication_destination_kms_arn'),
        destinationDefaultKmsKeyArn: variable('replication_destination_default_kms_arn'),
        replicationTimeControl: true,
        replicaModificationSync: true,
        ownerOverride: true,
        existingObjectReplication: variable('existing_object_replication') as 'Enabled',
      },
    ],
    manageVersioning: {},
    reportBucket: { create: { bucketName: variable('create_report_bucket.name') } },
    reportPrefix: '${local.report_prefix}',
    manifestPrefix: '${local.manifest_prefix}',
    afterCare: {
      alarms: {
        latencySeconds: number('var.after_care.latency_seconds'),
        pendingBytes: number('var.after_care.pending_bytes'),
      },
      jobStates: JOB_EVENT_STATES,
      topicName: variable('after_care.topic_name'),
    },
    replicationRole: { ...role, roleNamePrefix: 'REPLICATION_ROLE_NAME_PREFIX' },
    batchJobRole: { ...role, roleNamePrefix: 'JOB_ROLE_NAME_PREFIX' },
  });
}
