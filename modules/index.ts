// What `import … from 's3-backfill'` offers.
export { addSettingsStack } from './app';
export { BatchJobRole, type BatchJobRoleProps, type BucketLocation } from './batch-job-role';
export { BatchReplication, type BatchReplicationProps, type VersioningOptions } from './batch-replication';
export { HANDOFF_OUTPUT, HANDOFF_VERSION, type Handoff } from './handoff';
export { BATCH_JOB_PERMISSIONS, REPLICATION_PERMISSIONS, type Permission, type PermissionTarget } from './permissions';
export { ReplicationConfiguration, type ReplicationConfigurationProps } from './replication-configuration';
export { ReplicationRole, type ReplicationRoleProps } from './replication-role';
export type { ReplicationRule, ResolvedRule } from './replication-rule';
export { ReportBucket, type ReportBucketProps } from './report-bucket';
export { RefusedProps } from './refusal';
export type { RoleOptions } from './role';
export { parseSettings, settingsJsonSchema, SettingsError, type Settings } from './settings';
