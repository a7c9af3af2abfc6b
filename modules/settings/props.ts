// The props of the construct that a settings file asks for.
import type { TerraformProvider } from 'cdktf';
import type { AfterCareOptions } from '../after-care/after-care';
import { JOB_EVENT_STATES } from '../after-care/job-events';
import type { BatchCopyOptions, BatchCopyProps } from '../batch-copy/props';
import type { BatchReplicationProps, VersioningOptions } from '../batch-replication/props';
import type { DestinationOptions } from '../outputs/destination-policies';
import type { ExistingReplication } from '../replication/existing-configuration';
import type { ReplicationRule } from '../replication/rule';
import type { RoleOptions } from '../roles/role';
import { given } from '../values/given';
import { athenaOptionsOf } from './sections/athena-props';
import type { Settings } from './schema';

export interface FurtherProviders {
  /** Of the destination's Region and account, if something is made there. */
  readonly destination: TerraformProvider | undefined;
  /** Of the destination's Region and the source's account, if latency is watched in another Region than the source's. */
  readonly metrics: TerraformProvider | undefined;
}

export function propsOf(settings: Settings, { destination, metrics }: FurtherProviders): BatchReplicationProps {
  const { existing_replication: existing, after_care: care } = settings;
  return {
    sourceBucketName: settings.source_bucket,
    sourceRegion: settings.region,
    ...whatIsCopied(settings),
    reportBucket: reportBucketOf(settings),
    ...given({
      sourceKmsKeyArns: settings.replication_source_kms_arns,
      sourceBucketKeys: settings.replication_source_bucket_keys,
      sourceObjectLock: settings.source_object_lock,
      reportPrefix: settings.report_prefix,
      manifestPrefix: settings.manifest_prefix,
      existingReplication: existing as ExistingReplication | undefined,
      manageVersioning: settings.manage_versioning ? versioningOf(settings, destination) : undefined,
      destinations: destinationsOf(settings, destination),
      batchCopy: settings.batch_copy === undefined ? undefined : copyOptionsOf(settings),
      athena: settings.athena && athenaOptionsOf(settings.athena),
      afterCare: care === undefined ? undefined : afterCareOf(care, metrics),
    }),
    replicationRole: roleOf(settings, 'replication-'),
    batchJobRole: roleOf(settings, 'job-'),
  };
}

/** Whether nothing is replicated: objects are only copied, by `batch_copy`. */
export function copiesAlone(settings: Settings): boolean {
  const {
    batch_copy: copy,
    replication_destination_bucket_arn: replica,
    adopt_existing_replication: adopts,
  } = settings;
  return copy !== undefined && replica === undefined && !adopts;
}

/** @param there - provider of the destination's Region, if a report bucket is made in another one than the source's */
export function copyPropsOf(settings: Settings, there: TerraformProvider | undefined): BatchCopyProps {
  const reportBucket = reportBucketOf(settings);
  return {
    ...copyOptionsOf(settings),
    sourceBucketName: settings.source_bucket,
    sourceRegion: settings.region,
    prefixes: settings.prefixes,
    reportBucket:
      'create' in reportBucket ? { create: { ...reportBucket.create, ...given({ provider: there }) } } : reportBucket,
    ...given({
      sourceKmsKeyArns: settings.replication_source_kms_arns,
      sourceBucketKeys: settings.replication_source_bucket_keys,
      reportPrefix: settings.report_prefix,
      manifestPrefix: settings.manifest_prefix,
      callerArns: settings.destination_caller_arns,
    }),
  };
}

/** Where the replicas go, unless it says otherwise. */
function copyOptionsOf(settings: Settings): BatchCopyOptions {
  const { batch_copy: copy = {} } = settings;
  const isReplica = copy.destination_bucket_arn === undefined;
  const { replication_destination_region: region, replication_destination_account_id: accountId } = settings;
  const { replication_destination_kms_arn: key, replication_destination_default_kms_arn: defaultKey } = settings;
  const keys = [...new Set([key, defaultKey].filter((arn) => arn !== undefined))];
  return {
    destinationBucketName: isReplica ? destinationBucketOf(settings) : bucketIn(copy.destination_bucket_arn ?? ''),
    ...given({
      destinationPrefix: copy.destination_prefix,
      destinationRegion: copy.destination_region ?? (isReplica ? region : undefined),
      destinationAccountId: copy.destination_account_id ?? (isReplica ? accountId : undefined),
      destinationKmsKeyArns: copy.destination_kms_arns ?? (isReplica && keys.length > 0 ? keys : undefined),
      destinationBucketKeys:
        copy.destination_bucket_keys ?? (isReplica ? settings.replication_destination_bucket_keys : undefined),
    }),
    role: roleOf(settings, 'copy-'),
  };
}

/** Of a configuration that is left alone nothing is said: which rules it has, the runner reads from S3. */
function whatIsCopied(settings: Settings): Partial<BatchReplicationProps> {
  if (!settings.adopt_existing_replication) return { rules: rulesOf(settings) };
  return { adoptExistingReplication: true, prefixes: settings.prefixes };
}

/** Without one the settings have been refused, unless nothing is asked of it. */
const destinationBucketOf = ({ replication_destination_bucket_arn: arn = '' }: Settings): string => bucketIn(arn);

export const bucketIn = (arn: string): string => arn.replace(/^.*:/, '');

/** One rule for each prefix; a single one for every key if there is none. */
function rulesOf(settings: Settings): ReplicationRule[] {
  const prefixes = settings.prefixes.length === 0 ? [''] : settings.prefixes;
  return prefixes.map((prefix) => ({
    prefix,
    status: settings.enable_replication ? 'Enabled' : 'Disabled',
    replicateDeleteMarkers: settings.replicate_delete_markers,
    destinationBucketName: destinationBucketOf(settings),
    ...given({
      tags: settings.filter_tags,
      destinationRegion: settings.replication_destination_region,
      destinationAccountId: settings.replication_destination_account_id,
      storageClass: settings.replication_storage_class,
      replicaKmsKeyArn: settings.replication_destination_kms_arn,
      replicaBucketKeys: settings.replication_destination_bucket_keys,
      destinationDefaultKmsKeyArn: settings.replication_destination_default_kms_arn,
      replicationTimeControl: settings.replication_time_control,
      metrics: settings.replication_metrics,
      replicaModificationSync: settings.replica_modification_sync,
      ownerOverride: settings.replica_owner_override,
      existingObjectReplication: settings.existing_object_replication,
    }),
  }));
}

/** Without a provider for it, a destination in another account is not ours to change. */
function versioningOf(settings: Settings, there: TerraformProvider | undefined): VersioningOptions {
  if (there !== undefined) return { destinationProvider: there };
  return settings.replication_destination_account_id === undefined ? {} : { destinations: false };
}

function destinationsOf(
  settings: Settings,
  provider: TerraformProvider | undefined,
): readonly DestinationOptions[] | undefined {
  const { attach_destination_policies: attach, destination_caller_arns: callerArns } = settings;
  const attached = attach === true && provider !== undefined ? { provider, attachPolicies: true } : undefined;
  if (attached === undefined && callerArns === undefined) return undefined;
  return [{ bucketName: destinationBucketOf(settings), ...attached, ...given({ callerArns }) }];
}

function afterCareOf(
  care: NonNullable<Settings['after_care']>,
  destinationProvider: TerraformProvider | undefined,
): AfterCareOptions {
  const { latency_seconds: latencySeconds, pending_bytes: pendingBytes } = care;
  return given({
    alarms: care.alarms === true ? given({ latencySeconds, pendingBytes, destinationProvider }) : undefined,
    jobStates: care.job_events === true ? JOB_EVENT_STATES : undefined,
    topicArn: care.topic_arn,
    topicName: care.topic_name,
  });
}

export function roleOf(settings: Settings, kind: string): RoleOptions {
  const { role_name_prefix: prefix } = settings;
  return given({
    roleNamePrefix: prefix === undefined ? undefined : prefix + kind,
    path: settings.role_path,
    permissionsBoundaryArn: settings.permissions_boundary_arn,
    confusedDeputyConditions: settings.confused_deputy_conditions,
  });
}

export function reportBucketOf(settings: Settings): NonNullable<BatchReplicationProps['reportBucket']> {
  const { report_bucket: existing, create_report_bucket: create } = settings;
  if (create === undefined) return { existing: existing ?? '' };
  const { name, expire_days: expireDays, force_destroy: forceDestroy } = create;
  return { create: { bucketName: name, ...given({ expireDays, forceDestroy }) } };
}
