// Which settings terraform/backfill has as variables.
import { COMMON_DEFAULTS, settingsKeys, type Inputs, type Member } from '../variables';
import { folderCheck, keyCheck, keysCheck, match, prefixChecks, type Check } from '../validations';

/**
 * What belongs to a root module, or needs a second provider or an import block, which a module cannot bring before Terraform 1.16; copies
 * without rules, a run in the account, the role of a pipeline and what Athena asks have modules of their own.
 */
export const NOT_IN_A_MODULE = new Set([
  '$schema',
  'region',
  'stack_name',
  'backend',
  'provider',
  'destination_provider',
  'attach_destination_policies',
  'destination_caller_arns',
  'existing_replication',
  'batch_copy',
  'datasync',
  'inventory',
  'detached_run',
  'athena',
  'pipeline_role',
  'runner',
]);

const MEMBERS: Readonly<Record<string, readonly Member[]>> = {
  alarms: [
    ['alarms', 'optional(bool, false)'],
    ['latency_alarms', 'optional(bool, true)'],
  ],
  topic_arn: [
    ['topic', 'optional(object({ arn = string }))'],
    // Terraform drops members that an object has not, without a word: this one is refused.
    ['topic_arn', 'optional(string)'],
  ],
};

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  replication_destination_bucket_arn:
    'ARN of the bucket to copy to; it is there already, and versioned. Default: required, unless adopt_existing_replication is true: the runner asks S3',
  report_bucket:
    'Bucket for reports and manifests that is there already, in the Region of the source; this or create_report_bucket',
  manage_versioning:
    'Switch on versioning of the source, and of the destination unless manage_destination_versioning is false',
};

const DEFAULTS: Readonly<Record<string, string>> = {
  ...COMMON_DEFAULTS,
  replication_destination_bucket_keys: '"some"',
  replication_time_control: 'false',
  replica_modification_sync: 'false',
  replica_owner_override: 'false',
  source_object_lock: 'false',
  filter_tags: '{}',
  after_care: '{}',
};

const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  replication_destination_kms_arn: [keyCheck('replication_destination_kms_arn')],
  replication_destination_default_kms_arn: [keyCheck('replication_destination_default_kms_arn')],
  replication_source_kms_arns: [keysCheck('replication_source_kms_arns')],
  prefixes: prefixChecks('make two rules for one object'),
  after_care: [
    ['var.after_care.latency_seconds >= 1', 'latency_seconds is at least 1'],
    ['coalesce(var.after_care.pending_bytes, 0) >= 0', 'pending_bytes is at least 0'],
    [
      `var.after_care.topic_name == null || ${match('after_care.topic_name', '^[\\w-]{1,256}$')}`,
      'topic_name has at most 256 letters, digits, hyphens and underscores',
    ],
    ['var.after_care.topic_arn == null', 'a module is given the topic as topic = { arn = … }'],
    [
      `var.after_care.topic == null || ${match('after_care.topic.arn', '^arn:[^:]+:sns:[a-z0-9-]+:\\d{12}:[\\w-]+$')}`,
      'topic.arn is the ARN of an SNS topic, like arn:aws:sns:eu-west-1:111122223333:storage',
    ],
  ],
  report_prefix: [folderCheck('report_prefix')],
  manifest_prefix: [folderCheck('manifest_prefix')],
};

export const INPUTS: Inputs = {
  settings: () => settingsKeys().filter(([name]) => !NOT_IN_A_MODULE.has(name)),
  required: ['source_bucket'],
  onlyHere: [
    {
      name: 'manage_destination_versioning',
      type: 'bool',
      description:
        'With manage_versioning, that of the destination too; false for a destination in another account or another Region',
      defaultsTo: 'true',
      after: 'manage_versioning',
    },
  ],
  members: MEMBERS,
  descriptions: DESCRIPTIONS,
  defaults: DEFAULTS,
  checks: CHECKS,
};
