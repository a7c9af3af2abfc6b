// The props of InventoryCopy, of a settings file with `inventory`.
import type { InventoryCopyProps } from '../../inventory-copy/props';
import { given } from '../../values/given';
import { bucketIn, reportBucketOf, roleOf } from '../props';
import type { Settings } from '../schema';

export type InventorySettings = NonNullable<Settings['inventory']>;

export function inventoryPropsOf(settings: Settings, of: InventorySettings): InventoryCopyProps {
  const { path, permissionsBoundaryArn } = roleOf(settings, '');
  return {
    sourceBucketName: settings.source_bucket,
    sourceRegion: settings.region,
    destinationBucketName: bucketIn(of.destination_bucket_arn),
    reportBucket: reportBucketOf(settings),
    role: given({ path, permissionsBoundaryArn }),
    ...given({
      prefix: settings.prefixes[0],
      sourceKmsKeyArns: settings.replication_source_kms_arns,
      sourceBucketKeys: settings.replication_source_bucket_keys,
      callerArns: settings.destination_caller_arns,
      reportPrefix: settings.report_prefix,
      destinationPrefix: of.destination_prefix,
      destinationRegion: of.destination_region,
      destinationAccountId: of.destination_account_id,
      destinationKmsKeyArns: of.destination_kms_arns,
      destinationBucketKeys: of.destination_bucket_keys,
      storageClass: of.storage_class,
      overwrite: of.overwrite,
      annotations: of.annotations,
      format: of.format,
      frequency: of.frequency,
      inventoryPrefix: of.inventory_prefix,
      inventoryKmsKeyArn: of.inventory_kms_arn,
      queueKmsKeyArn: of.queue_kms_arn,
      enabled: of.enabled,
      maximumConcurrency: of.maximum_concurrency,
      workerMemoryMegabytes: of.worker_memory_megabytes,
      mostReceives: of.most_receives,
      runtime: of.runtime,
      name: of.name,
      logRetentionDays: of.log_retention_days,
      alarmActionArns: of.alarm_action_arns,
      alarmAgeHours: of.alarm_age_hours,
      dashboard: of.dashboard,
      archivePath: of.archive_path,
    }),
  };
}
