// The props of DetachedRun, of a settings file with `detached_run`.
import type { DetachedRunProps } from '../../detached-run/props';
import { given } from '../../values/given';
import { bucketIn, roleOf } from '../props';
import type { Settings } from '../schema';

export type DetachedRunSettings = NonNullable<Settings['detached_run']>;

export function detachedRunPropsOf(
  settings: Settings,
  of: DetachedRunSettings,
  replication: DetachedRunProps['replication'],
): DetachedRunProps {
  const { path, permissionsBoundaryArn } = roleOf(settings, '');
  return {
    replication,
    role: given({ path, permissionsBoundaryArn }),
    ...given({
      destinationBucketNames: of.destination_bucket_arns?.map(bucketIn),
      topicArn: of.topic_arn,
      alarmActionArns: of.alarm_action_arns,
      startAfterSeconds: of.start_after_seconds,
      pollSeconds: of.poll_seconds,
      timeoutSeconds: of.timeout_seconds,
      memoryMegabytes: of.memory_megabytes,
      runtime: of.runtime,
      name: of.name,
      logRetentionDays: of.log_retention_days,
      archivePath: of.archive_path,
    }),
  };
}
