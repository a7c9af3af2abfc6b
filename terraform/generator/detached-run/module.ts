// terraform/detached-run: s3-backfill run in the account, started by one call.
import { MOST_LOOKS } from '../../../modules/detached-run/timing';
import type { ModuleDescription } from '../description';
import { attribute, raw } from '../hcl-text';
import { CONDITIONS } from './conditions';
import { NAMES } from './names';
import { outputsOf } from './outputs';
import { synthesizedWithPlaceholders } from './placeholders';
import { readme } from './readme';
import { INPUTS } from './variables';

const folder = (prefix: string) => raw(`local.${prefix}_prefix == "" ? "" : "\${local.${prefix}_prefix}/"`);

export const DETACHED_RUN: ModuleDescription = {
  folder: 'detached-run',
  synthesize: synthesizedWithPlaceholders,
  inputs: INPUTS,
  names: NAMES,
  conditions: CONDITIONS,
  locals: [
    attribute(
      'destination_buckets',
      raw(
        'length(var.destination_bucket_arns) > 0 ? distinct([for arn in var.destination_bucket_arns : split(":", arn)[5]]) : distinct([for one in var.s3_backfill.destinations : one.bucket])',
      ),
    ),
    attribute('report_prefix', raw('replace(var.s3_backfill.report.prefix, "/\\\\/+$/", "")')),
    attribute('report_folder', folder('report')),
    attribute('manifest_bucket', raw('try(var.s3_backfill.manifest.bucket, "")')),
    attribute('manifest_prefix', raw('replace(try(var.s3_backfill.manifest.prefix, ""), "/\\\\/+$/", "")')),
    attribute('manifest_folder', folder('manifest')),
  ],
  preconditions: {
    'aws_iam_role.step': [
      [
        'length(local.destination_buckets) > 0',
        'destination_bucket_arns is needed: the replication is adopted and names no destination; give those that its rules copy to.',
      ],
    ],
    'aws_sfn_state_machine.this': [
      [
        `var.timeout_seconds <= var.poll_seconds * ${MOST_LOOKS}`,
        `timeout_seconds is at most ${MOST_LOOKS} times poll_seconds: an execution of Step Functions has room for no more looks.`,
      ],
    ],
  },
  outputs: outputsOf,
  readme,
};
