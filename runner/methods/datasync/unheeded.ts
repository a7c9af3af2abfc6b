// Flags that mean nothing to DataSync, and why: they are refused, since nobody would see that they were not heeded.

const OF_LOCATION = 'the task says it: the location of the destination has one';
const NOT_KEPT = 'DataSync keeps nothing of it; --method copy does';
const OF_JOBS = 'it is for jobs of S3 Batch Operations';
const OWN_PACE = 'DataSync has its own pace; --max-bandwidth limits it';

export const UNHEEDED: Readonly<Record<string, string>> = {
  'destination-storage-class': OF_LOCATION,
  'destination-encryption': 'the destination bucket encrypts, as its default says',
  'destination-kms-key': 'the destination bucket encrypts, as its default says',
  annotations: 'whether DataSync copies annotations AWS does not say',
  keep: NOT_KEPT,
  'all-versions': NOT_KEPT,
  restored: 'DataSync finds by itself what was restored, and skips the rest',
  delete: 'a task of s3-backfill deletes nothing; --method copy --delete does',
  'max-delete': 'a task of s3-backfill deletes nothing; --method copy --delete does',
  'parts-above': OWN_PACE,
  'max-workers': OWN_PACE,
  'max-requests-per-second': OWN_PACE,
  'role-arn': 'the locations of the task name their roles',
  'version-id': 'it copies the current objects',
  'replication-status': 'it copies without replication rules',
  'latest-only': 'it copies the current objects in any case',
  encryption: 'it has no such filter',
  'rule-wait-seconds': 'it copies without replication rules',
  'always-create': '--overwrite always copies what is there already',
  'confirm-up-to': OF_JOBS,
  priority: OF_JOBS,
  out: 'a task can change: plan shows the exact request, and run makes it anew',
  'print-command':
    'it starts no program of this machine; plan shows the request, which aws datasync start-task-execution takes',
};
