// What `import … from 's3-backfill'` offers.
export { addSettingsStack } from './settings/app';
export { BatchCopyRole, type BatchCopyRoleProps } from './roles/batch-copy-role';
export { BatchJobRole, type BatchJobRoleProps } from './roles/batch-job-role';
export type { BucketLocation } from './roles/bucket-location';
export { AfterCare, type AfterCareOptions, type AfterCareProps } from './after-care/after-care';
export { AthenaEvidence } from './athena-evidence/athena-evidence';
export type {
  AthenaEvidenceProps,
  AthenaInventoryOptions,
  AthenaOptions,
  InventoryField,
} from './athena-evidence/props';
export { BatchReplication } from './batch-replication/batch-replication';
export type { BatchReplicationProps, VersioningOptions } from './batch-replication/props';
export { BatchCopy } from './batch-copy/batch-copy';
export type { BatchCopyOptions, BatchCopyProps } from './batch-copy/props';
export { DataSyncCopy } from './datasync-copy/datasync-copy';
export type { DataSyncCopyProps } from './datasync-copy/props';
export { InventoryCopy } from './inventory-copy/inventory-copy';
export type { InventoryCopyProps, InventoryRoleOptions } from './inventory-copy/props';
export { DetachedRun } from './detached-run/detached-run';
export type { DetachedRunProps } from './detached-run/props';
export { PipelineRole } from './pipeline-role/pipeline-role';
export type { GitHubTrust, GitLabTrust, PipelineRoleProps } from './pipeline-role/props';
export { PIPELINE_PERMISSIONS, type PipelinePermission, type PipelineVerb } from './policies/pipeline-permissions';
export { DESTINATION_POLICIES_OUTPUT, type DestinationOptions } from './outputs/destination-policies';
export { DataBucket, type DataBucketProps } from './buckets/data-bucket';
export { DestinationAccess, type DestinationAccessProps } from './buckets/destination-access';
export type { CopyingRole, DestinationPolicyOptions } from './policies/destination';
export type { ExistingReplication } from './replication/existing-configuration';
export { HANDOFF_OUTPUT, HANDOFF_VERSION, type Handoff } from './handoff';
export { BATCH_COPY_PERMISSIONS } from './policies/copy-permissions';
export {
  DATASYNC_DESTINATION_PERMISSIONS,
  DATASYNC_REPORT_PERMISSIONS,
  DATASYNC_SOURCE_PERMISSIONS,
} from './policies/datasync-permissions';
export { INVENTORY_READER_PERMISSIONS, INVENTORY_WORKER_PERMISSIONS } from './policies/inventory-permissions';
export { DETACHED_MACHINE_PERMISSIONS, DETACHED_RUN_PERMISSIONS } from './policies/detached-permissions';
export { JobEvents, type JobEventsProps, type JobEventState } from './after-care/job-events';
export {
  BATCH_JOB_PERMISSIONS,
  DESTINATION_PERMISSIONS,
  REPLICATION_PERMISSIONS,
  type Permission,
  type PermissionTarget,
} from './policies/permissions';
export { ReplicationAlarms, type AlarmOptions, type ReplicationAlarmsProps } from './after-care/replication-alarms';
export { ReplicationConfiguration, type ReplicationConfigurationProps } from './replication/configuration';
export { ReplicationRole, type ReplicationRoleProps } from './roles/replication-role';
export type { BucketKeys, ReplicationRule, ResolvedRule } from './replication/rule';
export { ReportBucket, type ReportBucketProps } from './buckets/report-bucket';
export { RefusedProps } from './refusals/refusal';
export type { RoleOptions } from './roles/role';
export { settingsJsonSchema } from './settings/json-schema';
export { parseSettings, SettingsError } from './settings/parse';
export type { Settings } from './settings/schema';
