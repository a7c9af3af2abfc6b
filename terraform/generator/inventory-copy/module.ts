// terraform/inventory-copy: functions that copy what an S3 Inventory lists.
import type { ModuleDescription } from '../description';
import { attribute, raw } from '../hcl-text';
import { folderLocals, NO_REPORTS_IN_THE_SOURCE, ONE_REPORT_BUCKET, reportBucketLocal } from '../report-place';
import { CONDITIONS } from './conditions';
import { NAMES } from './names';
import { outputsOf } from './outputs';
import { synthesizedWithPlaceholders } from './placeholders';
import { readme } from './readme';
import { INPUTS } from './variables';

export const INVENTORY_COPY: ModuleDescription = {
  folder: 'inventory-copy',
  synthesize: synthesizedWithPlaceholders,
  inputs: INPUTS,
  names: NAMES,
  conditions: CONDITIONS,
  locals: [
    attribute('prefix', raw('length(var.prefixes) == 0 ? "" : var.prefixes[0]')),
    attribute('destination_bucket', raw('split(":", var.destination_bucket_arn)[5]')),
    attribute('destination_prefix', raw('var.destination_prefix == null ? local.prefix : var.destination_prefix')),
    // Variables of a function are texts.
    attribute('storage_class', raw('var.storage_class == null ? "" : var.storage_class')),
    // The provider takes no ARN without a name.
    reportBucketLocal('none'),
    ...folderLocals('report'),
    ...folderLocals('inventory'),
  ],
  preconditions: {
    'aws_iam_role.reader': [
      ONE_REPORT_BUCKET,
      NO_REPORTS_IN_THE_SOURCE,
      [
        'local.destination_bucket != var.source_bucket || !startswith(local.destination_prefix, local.prefix)',
        'destination_prefix: the copies would be among the keys that are copied: take another bucket, or a folder outside of the one in prefixes.',
      ],
      [
        'alltrue([for arn in var.destination_kms_arns : split(":", arn)[3] == coalesce(var.destination_region, split(":", arn)[3])])',
        'the keys in destination_kms_arns have to be in destination_region: S3 uses no key of another Region.',
      ],
      [
        'alltrue([for arn in [var.inventory_kms_arn, var.queue_kms_arn] : arn == null || try(split(":", arn)[3], "") == data.aws_region.current.id])',
        'inventory_kms_arn and queue_kms_arn have to be in the Region of the source, which is that of the provider.',
      ],
      [
        'length(var.destination_caller_arns) == 0 || var.destination_account_id != null',
        "destination_caller_arns needs destination_account_id: within one account a policy of the callers' own is enough.",
      ],
    ],
  },
  outputs: outputsOf,
  readme,
};
