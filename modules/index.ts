// What `import … from 's3-backfill'` offers.
export { addSettingsStack } from './app';
export { BatchJobRole, type BatchJobRoleProps, type BucketLocation } from './batch-job-role';
export { AfterCare, type AfterCareOptions, type AfterCareProps } from './after-care';
export { BatchReplication } from './batch-replication';
export type { BatchReplicationProps, DestinationOptions, VersioningOptions } from './batch-replication-props';
export { DESTINATION_POLICIES_OUTPUT } from './cross-account';
export { DataBucket, type DataBucketProps } from './data-bucket';
export { DestinationAccess, type DestinationAccessProps } from './destination-access';
export type { DestinationPolicyOptions } from './destination-policies';
export type { ExistingReplication } from './existing-replication';
export { HANDOFF_OUTPUT, HANDOFF_VERSION, type Handoff } from './handoff';
export { JobEvents, type JobEventsProps, type JobEventState } from './job-events';
export {
  BATCH_JOB_PERMISSIONS,
  DESTINATION_PERMISSIONS,
  REPLICATION_PERMISSIONS,
  type Permission,
  type PermissionTarget,
} from './permissions';
export { ReplicationAlarms, type AlarmOptions, type ReplicationAlarmsProps } from './replication-alarms';
export { ReplicationConfiguration, type ReplicationConfigurationProps } from './replication-configuration';
export { ReplicationRole, type ReplicationRoleProps } from './replication-role';
export type { BucketKeys, ReplicationRule, ResolvedRule } from './replication-rule';
export { ReportBucket, type ReportBucketProps } from './report-bucket';
export { RefusedProps } from './refusal';
export type { RoleOptions } from './role';
export { parseSettings, settingsJsonSchema, SettingsError, type Settings } from './settings';
