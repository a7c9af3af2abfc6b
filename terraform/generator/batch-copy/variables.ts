// Which settings terraform/batch-copy has as variables.
import { KEYS_OF_RULES } from '../../../modules/settings/copy-faults';
import { COMMON_DEFAULTS, settingsKeys, type Inputs } from '../variables';
import { folderCheck, keysCheck, PRINCIPALS_CHECK, prefixChecks, type Schema } from '../validations';

/** What belongs to a root module, to whoever runs s3-backfill, or to another way of copying. */
export const NOT_IN_A_MODULE = new Set([
  '$schema',
  'region',
  'stack_name',
  'backend',
  'provider',
  'runner',
  'datasync',
]);

/** What a settings file has to leave out, too, for copies alone: it is about replication, which terraform/backfill makes. */
export const ABOUT_REPLICATION = new Set<string>([
  ...KEYS_OF_RULES,
  'enable_replication',
  'manage_versioning',
  'replicate_delete_markers',
  'replication_destination_bucket_arn',
  'adopt_existing_replication',
]);

const COPY = 'batch_copy';

/** Members of batch_copy are variables of their own: of an object Terraform drops a misspelt member without a word. */
function settings(): readonly (readonly [name: string, schema: Schema])[] {
  const all = settingsKeys().filter(([name]) => !NOT_IN_A_MODULE.has(name) && !ABOUT_REPLICATION.has(name));
  const ofCopies = Object.entries(all.find(([name]) => name === COPY)?.[1].properties ?? {});
  // Both buckets first.
  const [source, ...more] = all.filter(([name]) => name !== COPY);
  return [...(source === undefined ? [] : [source]), ...ofCopies, ...more];
}

export const INPUTS: Inputs = {
  settings,
  required: ['source_bucket', 'destination_bucket_arn'],
  onlyHere: [],
  members: {},
  descriptions: {
    source_bucket: 'Name of the bucket to copy from; it is there already, and need not be versioned',
    destination_bucket_arn:
      'ARN of the bucket that copies go to; it is there already. That of source_bucket copies in place',
    destination_prefix: 'Folder that copies go into, below which their keys stay as they are; empty: none',
    prefixes: 'Beginnings of keys, like folder/; one job or more for each; empty: every key',
    destination_caller_arns:
      'ARNs of the users and roles that run s3-backfill: what is handed out lets them list and read the destination bucket, so that verify works with one identity; needs destination_account_id',
    report_bucket:
      'Bucket for reports and manifests that is there already, in the Region of the destination; this or create_report_bucket',
    create_report_bucket:
      'Make a bucket for reports and manifests, where the destination is in the Region of the provider; this or report_bucket',
    role_name_prefix: 'Beginning of the name of the role. Default: none',
    role_path: 'Path of the role. Default: /',
    permissions_boundary_arn: 'ARN of the policy that bounds what the role can ever do. Default: none',
    confused_deputy_conditions:
      'Let S3 assume the role only for this account (aws:SourceAccount); AWS does not document that it works, try it first',
  },
  defaults: {
    ...COMMON_DEFAULTS,
    destination_prefix: '""',
    destination_kms_arns: '[]',
    destination_bucket_keys: '"some"',
    destination_caller_arns: '[]',
    object_lock: 'false',
  },
  checks: {
    destination_prefix: [folderCheck('destination_prefix')],
    destination_kms_arns: [keysCheck('destination_kms_arns')],
    replication_source_kms_arns: [keysCheck('replication_source_kms_arns')],
    destination_caller_arns: [PRINCIPALS_CHECK],
    prefixes: prefixChecks('be copied twice'),
    report_prefix: [folderCheck('report_prefix')],
    manifest_prefix: [folderCheck('manifest_prefix')],
  },
};
