// Which settings terraform/datasync-copy has as variables.
import { OF_THE_ROOT, settingsOf } from '../sections';
import { COMMON_DEFAULTS, type Inputs } from '../variables';
import { folderCheck, folderOrNullCheck, keysCheck, match, principalsCheck, type Check } from '../validations';

/** Or belongs to another way of copying; the roles of DataSync always have the conditions. */
export const NOT_IN_A_MODULE = new Set<string>([
  ...OF_THE_ROOT,
  'batch_copy',
  'inventory',
  'confused_deputy_conditions',
]);

const DEFAULTS = Object.fromEntries(Object.entries(COMMON_DEFAULTS).filter(([name]) => !NOT_IN_A_MODULE.has(name)));

/** No part between two slashes is empty, or a way up. */
const NO_FOLDER = '(^|/)[.]{0,2}/';

const PREFIXES: readonly Check[] = [
  [
    'length(var.prefixes) <= 1',
    'a task of DataSync copies one folder: name one, and choose what is below it by includes',
  ],
  [
    `alltrue([for prefix in var.prefixes : prefix == "" || (endswith(prefix, "/") && !can(regex(${JSON.stringify(NO_FOLDER)}, prefix)))])`,
    'a location of DataSync is a folder, like videos/: a slash at its end, none at its beginning, and no empty part, . or .. between two',
  ],
];

const INCLUDES: Check = [
  `alltrue([for pattern in var.includes : can(regex(${JSON.stringify('^/[^*|]*[*]?$')}, pattern))])`,
  'a path begins with a slash, which is the folder of the source, has * only as its last character, and no |: write paths one by one',
];

const EXCLUDES: Check = [
  `alltrue([for pattern in var.excludes : can(regex(${JSON.stringify('^[^|]+$')}, pattern))])`,
  'a pattern is no empty text and holds no |: write patterns one by one',
];

const SCHEDULE: Check = [
  `var.schedule == null || ${match('schedule', '^(cron|rate)\\(.+\\)$')}`,
  'a schedule looks like cron(0 3 * * ? *) or rate(12 hours)',
];

export const INPUTS: Inputs = {
  settings: () => settingsOf('datasync', NOT_IN_A_MODULE),
  required: ['source_bucket', 'destination_bucket_arn'],
  onlyHere: [],
  members: {},
  descriptions: {
    source_bucket: 'Name of the bucket to copy from; it is there already, and need not be versioned',
    destination_region:
      'Region of that bucket, which has to be that of the provider: the task is in it. Default: that of the source',
    prefixes: 'The folder to copy, like ["videos/"]: at most one; empty: the whole bucket',
    destination_caller_arns:
      'ARNs of the users and roles that run s3-backfill: what is handed out lets them list and read the destination bucket, so that verify works with one identity; needs destination_account_id',
    report_bucket: 'Bucket for task reports and lists of keys that is there already; this or create_report_bucket',
    create_report_bucket: 'Make a bucket for task reports and lists of keys; this or report_bucket',
    report_prefix: 'Where task reports go',
    manifest_prefix: 'Where lists of keys are, for filters and retry; empty: none is kept',
    role_name_prefix: 'Beginning of the names of the roles. Default: none',
    role_path: 'Path of the roles. Default: /',
    permissions_boundary_arn: 'ARN of the policy that bounds what the roles can ever do. Default: none',
  },
  defaults: {
    ...DEFAULTS,
    destination_kms_arns: '[]',
    destination_bucket_keys: '"some"',
    destination_caller_arns: '[]',
    task_mode: '"ENHANCED"',
    verify_mode: '"ONLY_FILES_TRANSFERRED"',
    overwrite_mode: '"ALWAYS"',
    log_level: '"BASIC"',
    includes: '[]',
    excludes: '[]',
    task_name: '"s3-backfill"',
  },
  checks: {
    destination_prefix: [folderOrNullCheck('destination_prefix')],
    destination_kms_arns: [keysCheck('destination_kms_arns')],
    replication_source_kms_arns: [keysCheck('replication_source_kms_arns')],
    destination_caller_arns: [principalsCheck('destination_caller_arns')],
    bytes_per_second: [['var.bytes_per_second == null || try(var.bytes_per_second >= 1, false)', 'at least 1']],
    includes: [INCLUDES],
    excludes: [EXCLUDES],
    schedule: [SCHEDULE],
    task_name: [['length(var.task_name) >= 1 && length(var.task_name) <= 256', '1 to 256 characters']],
    prefixes: PREFIXES,
    report_prefix: [folderCheck('report_prefix')],
    manifest_prefix: [folderCheck('manifest_prefix')],
  },
};
