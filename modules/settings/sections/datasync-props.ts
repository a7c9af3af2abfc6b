// The props of DataSyncCopy, of a settings file with `datasync`.
import type { TerraformProvider } from 'cdktf';
import type { DataSyncCopyProps } from '../../datasync-copy/props';
import { given } from '../../values/given';
import { bucketIn, reportBucketOf, roleOf } from '../props';
import type { Settings } from '../schema';

export type DataSyncSettings = NonNullable<Settings['datasync']>;

/** @param there - provider of the destination's Region, if it is another one than the source's */
export function dataSyncPropsOf(
  settings: Settings,
  of: DataSyncSettings,
  there: TerraformProvider | undefined,
): DataSyncCopyProps {
  const { role_name_prefix: roleNamePrefix } = settings;
  const { path, permissionsBoundaryArn } = roleOf(settings, '');
  return {
    sourceBucketName: settings.source_bucket,
    sourceRegion: settings.region,
    destinationBucketName: bucketIn(of.destination_bucket_arn),
    reportBucket: reportBucketOf(settings),
    role: given({
      // One name is the beginning of those of three roles, which Terraform tells apart by what it adds.
      roleNamePrefix: roleNamePrefix === undefined ? undefined : `${roleNamePrefix}datasync-`,
      path,
      permissionsBoundaryArn,
    }),
    ...given({
      prefix: settings.prefixes[0],
      sourceKmsKeyArns: settings.replication_source_kms_arns,
      sourceBucketKeys: settings.replication_source_bucket_keys,
      destinationPrefix: folderIn(of.destination_prefix),
      destinationRegion: of.destination_region,
      destinationAccountId: of.destination_account_id,
      destinationProvider: there,
      destinationKmsKeyArns: of.destination_kms_arns,
      destinationBucketKeys: of.destination_bucket_keys,
      storageClass: of.storage_class,
      taskMode: of.task_mode,
      verifyMode: of.verify_mode,
      overwriteMode: of.overwrite_mode,
      bytesPerSecond: of.bytes_per_second,
      logLevel: of.log_level,
      includes: of.includes,
      excludes: of.excludes,
      schedule: of.schedule,
      taskName: of.task_name,
      callerArns: settings.destination_caller_arns,
      reportPrefix: settings.report_prefix,
      manifestPrefix: settings.manifest_prefix,
    }),
  };
}

/** A settings file says folders without a slash at their end. */
function folderIn(folder: string | undefined): string | undefined {
  if (folder === undefined || folder === '') return folder;
  return `${folder.replace(/\/+$/, '')}/`;
}
