// terraform/datasync-copy: a task of DataSync.
import type { ModuleDescription } from '../description';
import { attribute, raw } from '../hcl-text';
import { NO_REPORTS_IN_THE_SOURCE, ONE_REPORT_BUCKET, REPORT_LOCALS } from '../report-place';
import { synthesized } from '../synthesized';
import { CONDITIONS } from './conditions';
import { NAMES } from './names';
import { outputsOf } from './outputs';
import { addWithPlaceholders } from './placeholders';
import { readme } from './readme';
import { INPUTS } from './variables';

export const DATASYNC_COPY: ModuleDescription = {
  folder: 'datasync-copy',
  synthesize: () => synthesized(addWithPlaceholders),
  inputs: INPUTS,
  names: NAMES,
  conditions: CONDITIONS,
  locals: [
    attribute('prefix', raw('length(var.prefixes) == 0 ? "" : var.prefixes[0]')),
    attribute('destination_bucket', raw('split(":", var.destination_bucket_arn)[5]')),
    // Without a folder of their own copies are in that of the source, which has its slash.
    attribute(
      'destination_prefix',
      raw('var.destination_prefix == null ? local.prefix : replace(var.destination_prefix, "/\\\\/+$/", "")'),
    ),
    attribute(
      'destination_folder',
      raw(
        'var.destination_prefix == null || local.destination_prefix == "" ? local.destination_prefix : "${local.destination_prefix}/"',
      ),
    ),
    ...REPORT_LOCALS,
  ],
  preconditions: {
    'aws_iam_role.source': [
      ONE_REPORT_BUCKET,
      NO_REPORTS_IN_THE_SOURCE,
      [
        'coalesce(var.destination_region, data.aws_region.current.id) == data.aws_region.current.id',
        'destination_region: the task and the location of the destination are made in that Region, and a module has one provider, that of the source: take the construct DataSyncCopy, or a settings file, which bring a second one.',
      ],
      [
        'local.destination_bucket != var.source_bucket || !(startswith(local.prefix, local.destination_folder) || startswith(local.destination_folder, local.prefix))',
        'destination_prefix: in one bucket neither folder may lie in the other, or copies would be copied: name another one.',
      ],
      [
        'alltrue([for arn in var.destination_kms_arns : split(":", arn)[3] == data.aws_region.current.id])',
        'the keys in destination_kms_arns have to be in the Region of the destination: S3 uses no key of another Region.',
      ],
      [
        'length(var.destination_caller_arns) == 0 || var.destination_account_id != null',
        "destination_caller_arns needs destination_account_id: within one account a policy of the callers' own is enough.",
      ],
      [
        'var.task_mode == "BASIC" || var.verify_mode == "ONLY_FILES_TRANSFERRED"',
        'verify_mode: ENHANCED verifies what it has transferred (ONLY_FILES_TRANSFERRED) and nothing else: leave it out, or take task_mode BASIC.',
      ],
      [
        'var.verify_mode != "POINT_IN_TIME_CONSISTENT" || !contains(["GLACIER", "DEEP_ARCHIVE"], coalesce(var.storage_class, "STANDARD"))',
        'verify_mode: what is in GLACIER or DEEP_ARCHIVE cannot be read to be compared: take ONLY_FILES_TRANSFERRED or NONE.',
      ],
    ],
  },
  outputs: outputsOf,
  readme,
};
