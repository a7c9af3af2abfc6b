// Flags that mean nothing to functions that are there already, and why: they are refused, since nobody would see that they were not heeded.
import { NO_TASK, UNHEEDED_BY_COPIES } from '../unheeded-by-copies';

const OF_FUNCTION = 'the function says it, as the construct InventoryCopy was told';
const OF_BUCKET = 'the destination bucket encrypts, as its default says';
const NOT_KEPT = 'the function keeps nothing of it; --method copy does';
const NOT_GIVEN = 'the function gives its copies nothing in place of it; those of --method copy are given it';
const NOTHING_DELETED = 'the functions delete nothing; --method copy --delete does it';
const OWN_PACE = 'maximumConcurrency of the construct says how much at once';
const NOT_HANDED_ON = 'what the functions leave is handed on to no other method';
const OF_JOBS = 'it is for jobs of S3 Batch Operations';
const OF_HANDOFF = 'the handoff says where the functions write and read';

/** A listing of its own this method knows. */
const OF_ALL_COPIES = Object.fromEntries(
  Object.entries(UNHEEDED_BY_COPIES).filter(([flag]) => flag !== 'from-listing'),
);

export const UNHEEDED: Readonly<Record<string, string>> = {
  ...OF_ALL_COPIES,
  'role-arn': 'the functions have roles of their own',
  'task-arn': NO_TASK,
  priority: OF_JOBS,
  'job-tags': OF_JOBS,
  'destination-bucket': OF_FUNCTION,
  'destination-prefix': OF_FUNCTION,
  'report-bucket': OF_HANDOFF,
  'report-prefix': OF_HANDOFF,
  'manifest-bucket': OF_HANDOFF,
  'manifest-prefix': OF_HANDOFF,
  'report-wait-seconds': 'workers write what became of an object before its message is gone',
  overwrite: OF_FUNCTION,
  annotations: OF_FUNCTION,
  'destination-storage-class': OF_FUNCTION,
  'destination-encryption': OF_BUCKET,
  'destination-kms-key': OF_BUCKET,
  'destination-header': NOT_GIVEN,
  'destination-metadata': NOT_GIVEN,
  'destination-tag': NOT_GIVEN,
  'without-tags': NOT_GIVEN,
  keep: NOT_KEPT,
  'all-versions': NOT_KEPT,
  restored: 'what was restored is copied by itself, once it can be read',
  delete: NOTHING_DELETED,
  'max-delete': NOTHING_DELETED,
  route: NOT_HANDED_ON,
  'restore-tier': NOT_HANDED_ON,
  'restore-days': NOT_HANDED_ON,
  'parts-above': OWN_PACE,
  'max-workers': OWN_PACE,
  'max-requests-per-second': OWN_PACE,
  'max-bandwidth': OWN_PACE,
  retries:
    'SQS gives each message to a worker again, as often as the construct says; retry sends the dead letters once more',
  out: 'an inventory can be replaced by a newer one: plan shows the exact message, and run finds it anew',
  'print-command': 'it starts no program of this machine; plan shows the message, which aws sqs send-message takes',
};
