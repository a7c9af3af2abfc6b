// terraform/batch-copy: copies by S3 Batch Operations without any rule.
import type { ModuleDescription } from '../description';
import { attribute, raw } from '../hcl-text';
import { folderLocals, NO_REPORTS_IN_THE_SOURCE, ONE_REPORT_BUCKET, REPORT_LOCALS } from '../report-place';
import { synthesized } from '../synthesized';
import { CONDITIONS } from './conditions';
import { NAMES } from './names';
import { outputsOf } from './outputs';
import { addWithPlaceholders } from './placeholders';
import { readme } from './readme';
import { INPUTS } from './variables';

export const BATCH_COPY: ModuleDescription = {
  folder: 'batch-copy',
  synthesize: () => synthesized(addWithPlaceholders),
  inputs: INPUTS,
  names: NAMES,
  conditions: CONDITIONS,
  locals: [
    attribute('destination_bucket', raw('split(":", var.destination_bucket_arn)[5]')),
    ...folderLocals('destination'),
    ...REPORT_LOCALS,
  ],
  preconditions: {
    'aws_iam_role.batch_copy': [
      ONE_REPORT_BUCKET,
      NO_REPORTS_IN_THE_SOURCE,
      [
        'alltrue([for arn in var.destination_kms_arns : split(":", arn)[3] == coalesce(var.destination_region, split(":", arn)[3])])',
        'the keys in destination_kms_arns have to be in destination_region: S3 uses no key of another Region.',
      ],
      [
        'length(var.destination_caller_arns) == 0 || var.destination_account_id != null',
        "destination_caller_arns needs destination_account_id: within one account a policy of the callers' own is enough.",
      ],
      [
        'var.create_report_bucket == null || coalesce(var.destination_region, data.aws_region.current.id) == data.aws_region.current.id',
        'create_report_bucket: jobs that copy, and their reports, are in destination_region, and a module has one provider, that of the source: make the bucket beside the module, with a provider of that Region, and name it in report_bucket.',
      ],
    ],
  },
  outputs: outputsOf,
  readme,
};
