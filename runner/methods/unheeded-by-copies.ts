// Flags that mean nothing to copies, and why: they are refused, since nobody would see that they were not heeded.

const OF_REPLICATION = 'copies are made without replication rules, and live replication has no part in them';
const OF_VERSIONS =
  'copies are made of what the listings show, which tell nothing of it; --manifest takes a list of keys';
const COUNTED = 'both sides are listed, whole, and counted exactly';
const NO_JOB = 'no job of S3 Batch Operations makes its copies: this machine does';

/** By every method but one. */
export const NO_TASK = 'it starts no task of DataSync; --method datasync does';

const NO_FUNCTIONS = 'it reads no inventory; --method inventory does';

/** Of all copies, by whomever they are made. With a value behind a space: what begins so. */
export const UNHEEDED_BY_COPIES: Readonly<Record<string, string>> = {
  'version-id': 'copies are made of the current versions',
  'replication-status': OF_VERSIONS,
  'latest-only': 'copies are made of the current versions anyway, unless all are asked for',
  encryption: OF_VERSIONS,
  'rule-wait-seconds': OF_REPLICATION,
  'always-create': 's3-backfill copy --overwrite always copies what is there already',
  'survey inventory:': COUNTED,
  'survey-limit': COUNTED,
  canary: `it replicates one object, and ${OF_REPLICATION}; s3-backfill copy with --key copies one object`,
  'canary-wait': OF_REPLICATION,
  'from-listing': NO_FUNCTIONS,
  wait: OF_REPLICATION,
};

/** Of copies that this machine makes. */
export const UNHEEDED_ON_THIS_MACHINE: Readonly<Record<string, string>> = {
  ...UNHEEDED_BY_COPIES,
  'role-arn': `${NO_JOB}, as whoever it is given credentials of (--profile, --destination-role-arn)`,
  'task-arn': NO_TASK,
  'report-bucket': NO_JOB,
  'report-prefix': NO_JOB,
  'report-wait-seconds': NO_JOB,
  'manifest-bucket': NO_JOB,
  'manifest-prefix': NO_JOB,
  priority: NO_JOB,
  'job-tags': NO_JOB,
  detach: `${NO_JOB}, and stops when the program does`,
  'confirm-up-to': `${NO_JOB}; --max-objects ends it before anything is sent`,
};

/** Of those that the program itself makes. */
export const UNHEEDED: Readonly<Record<string, string>> = {
  ...UNHEEDED_ON_THIS_MACHINE,
  retries: 'each request is tried again as long as that is worth it; retry copies again what has failed',
  'print-command': 'it starts no other program',
};
