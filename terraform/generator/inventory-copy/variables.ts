// Which settings terraform/inventory-copy has as variables.
import { OF_THE_ROOT, settingsOf } from '../sections';
import { COMMON_DEFAULTS, type Inputs } from '../variables';
import {
  archiveCheck,
  folderCheck,
  keyCheck,
  keysCheck,
  LOG_DAYS_CHECK,
  principalsCheck,
  topicsCheck,
  wholeCheck,
  type Check,
} from '../validations';

/** Or belongs to another way of copying; names begin with `name`, inventories are the lists, and Lambda fills in no condition. */
export const NOT_IN_A_MODULE = new Set<string>([
  ...OF_THE_ROOT,
  'batch_copy',
  'datasync',
  'confused_deputy_conditions',
  'role_name_prefix',
  'manifest_prefix',
]);

const DEFAULTS = Object.fromEntries(Object.entries(COMMON_DEFAULTS).filter(([name]) => !NOT_IN_A_MODULE.has(name)));

const PREFIXES: readonly Check[] = [
  ['length(var.prefixes) <= 1', 'an inventory lists one beginning of keys: name one, or take a module for each'],
  [
    'alltrue([for prefix in var.prefixes : !startswith(prefix, "/")])',
    'keys do not begin with a slash, so that nothing would match',
  ],
];

export const INPUTS: Inputs = {
  settings: () => settingsOf('inventory', NOT_IN_A_MODULE),
  required: ['source_bucket', 'destination_bucket_arn', 'archive_path'],
  onlyHere: [],
  members: {},
  descriptions: {
    source_bucket:
      'Name of the bucket to copy from; it is there already, in the Region of the provider, and need not be versioned',
    prefixes: 'Beginning of the keys to copy, like ["folder/"]: at most one; empty: every key',
    archive_path:
      'Path of the archive of the functions: dist/lambdas/inventory-copy.zip of the package, in the version of this module',
    destination_caller_arns:
      'ARNs of the users and roles that run s3-backfill: what is handed out lets them list and read the destination bucket, so that verify works with one identity; needs destination_account_id',
    report_bucket:
      'Bucket for inventories and reports that is there already, in the Region of the source; this or create_report_bucket',
    create_report_bucket: 'Make a bucket for inventories and reports; this or report_bucket',
    report_prefix: 'Where reports go',
    role_path: 'Path of the roles. Default: /',
    permissions_boundary_arn: 'ARN of the policy that bounds what the roles can ever do. Default: none',
  },
  defaults: {
    ...DEFAULTS,
    destination_kms_arns: '[]',
    destination_bucket_keys: '"some"',
    destination_caller_arns: '[]',
    overwrite: '"different"',
    annotations: '"copy"',
    format: '"CSV"',
    frequency: '"Daily"',
    inventory_prefix: '"s3-backfill/inventory"',
    enabled: 'true',
    maximum_concurrency: '10',
    worker_memory_megabytes: '1024',
    most_receives: '5',
    runtime: '"nodejs22.x"',
    name: '"s3-inventory-copy"',
    log_retention_days: '30',
    alarm_action_arns: '[]',
    alarm_age_hours: '24',
    dashboard: 'false',
  },
  checks: {
    destination_prefix: [
      [
        'var.destination_prefix == null || !startswith(coalesce(var.destination_prefix, "-"), "/")',
        'keys do not begin with a slash: leave it out',
      ],
    ],
    destination_kms_arns: [keysCheck('destination_kms_arns')],
    inventory_prefix: [folderCheck('inventory_prefix')],
    inventory_kms_arn: [keyCheck('inventory_kms_arn')],
    queue_kms_arn: [keyCheck('queue_kms_arn')],
    maximum_concurrency: [wholeCheck('maximum_concurrency', 2, 1000)],
    worker_memory_megabytes: [wholeCheck('worker_memory_megabytes', 256, 10_240)],
    most_receives: [wholeCheck('most_receives', 1, 100)],
    log_retention_days: [LOG_DAYS_CHECK],
    alarm_action_arns: [topicsCheck('alarm_action_arns')],
    alarm_age_hours: [wholeCheck('alarm_age_hours', 1, 14 * 24)],
    archive_path: [archiveCheck('inventory-copy.zip')],
    replication_source_kms_arns: [keysCheck('replication_source_kms_arns')],
    destination_caller_arns: [principalsCheck('destination_caller_arns')],
    prefixes: PREFIXES,
    report_prefix: [folderCheck('report_prefix')],
  },
};
