// Flags that mean nothing to DataSync, and why: they are refused, since nobody would see that they were not heeded.
import { UNHEEDED_BY_COPIES } from '../unheeded-by-copies';

const OF_LOCATION = 'the task says it: the location of the destination has one';
const OF_BUCKET = 'the destination bucket encrypts, as its default says';
const NOT_KEPT = 'DataSync keeps nothing of it; --method copy does';
const NOT_GIVEN = 'DataSync gives its copies nothing in place of it; those of --method copy are given it';
const NOTHING_DELETED = 'a task of s3-backfill deletes nothing; --method copy --delete does it';
const OWN_PACE = 'DataSync has its own pace; --max-bandwidth limits it';
const NOT_HANDED_ON = 'what an execution leaves is handed on to no other method';
const OF_JOBS = 'it is for jobs of S3 Batch Operations';

export const UNHEEDED: Readonly<Record<string, string>> = {
  ...UNHEEDED_BY_COPIES,
  'role-arn': 'the locations of the task name their roles',
  priority: OF_JOBS,
  'job-tags': OF_JOBS,
  'confirm-up-to': OF_JOBS,
  'destination-storage-class': OF_LOCATION,
  'destination-encryption': OF_BUCKET,
  'destination-kms-key': OF_BUCKET,
  'destination-header': NOT_GIVEN,
  'destination-metadata': NOT_GIVEN,
  'destination-tag': NOT_GIVEN,
  'without-tags': NOT_GIVEN,
  annotations: 'whether DataSync copies annotations AWS does not say',
  keep: NOT_KEPT,
  'all-versions': NOT_KEPT,
  restored: 'DataSync finds by itself what was restored, and skips the rest',
  delete: NOTHING_DELETED,
  'max-delete': NOTHING_DELETED,
  route: NOT_HANDED_ON,
  'restore-tier': NOT_HANDED_ON,
  'restore-days': NOT_HANDED_ON,
  'parts-above': OWN_PACE,
  'max-workers': OWN_PACE,
  'max-requests-per-second': OWN_PACE,
  'fail-on-empty': 'nothing under a prefix is refused anyway, unless --allow-empty allows it',
  'print-command':
    'it starts no program of this machine; plan shows the request, which aws datasync start-task-execution takes',
};
