// Which settings terraform/batch-copy has as variables.
import { OF_THE_ROOT, settingsOf } from '../sections';
import { COMMON_DEFAULTS, type Inputs } from '../variables';
import { folderCheck, keysCheck, principalsCheck, prefixChecks } from '../validations';

/** Or belongs to another way of copying. */
export const NOT_IN_A_MODULE = new Set<string>([...OF_THE_ROOT, 'datasync', 'inventory']);

export const INPUTS: Inputs = {
  settings: () => settingsOf('batch_copy', NOT_IN_A_MODULE),
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
  },
  checks: {
    destination_prefix: [folderCheck('destination_prefix')],
    destination_kms_arns: [keysCheck('destination_kms_arns')],
    replication_source_kms_arns: [keysCheck('replication_source_kms_arns')],
    destination_caller_arns: [principalsCheck('destination_caller_arns')],
    prefixes: prefixChecks('be copied twice'),
    report_prefix: [folderCheck('report_prefix')],
    manifest_prefix: [folderCheck('manifest_prefix')],
  },
};
