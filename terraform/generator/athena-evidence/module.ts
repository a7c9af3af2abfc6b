// terraform/athena-evidence: what verify --engine athena asks.
import type { ModuleDescription } from '../description';
import { attribute, raw } from '../hcl-text';
import { folderLocals, REPORT_LOCALS } from '../of-handoff';
import { COLUMN_LOCALS } from './columns';
import { CONDITIONS } from './conditions';
import { NAMES } from './names';
import { outputsOf } from './outputs';
import { synthesizedWithPlaceholders } from './placeholders';
import { readme } from './readme';
import { INPUTS } from './variables';

export const ATHENA_EVIDENCE: ModuleDescription = {
  folder: 'athena-evidence',
  synthesize: synthesizedWithPlaceholders,
  inputs: INPUTS,
  names: NAMES,
  conditions: CONDITIONS,
  locals: [
    attribute(
      'destination_buckets',
      raw(
        'var.destination_bucket_arn == null ? distinct([for one in try(var.s3_backfill.destinations, []) : one.bucket]) : [split(":", var.destination_bucket_arn)[5]]',
      ),
    ),
    attribute('destination_bucket', raw('length(local.destination_buckets) == 1 ? local.destination_buckets[0] : ""')),
    ...folderLocals('source_inventory', 'var.source_inventory.prefix'),
    ...folderLocals('destination_inventory', 'var.destination_inventory.prefix'),
    ...REPORT_LOCALS,
    ...folderLocals('results', 'var.results_prefix'),
    ...COLUMN_LOCALS,
  ],
  preconditions: {
    'aws_athena_workgroup.this': [
      [
        'length(local.destination_buckets) == 1',
        'destination_bucket_arn is needed: s3_backfill names several destinations, or none where the replication is adopted; give the one that the inventory is of.',
      ],
      [
        'data.aws_region.current.id == var.s3_backfill.source.region',
        'the provider is in ${data.aws_region.current.id}, and one in ${var.s3_backfill.source.region} is needed, the Region of the source and of the report bucket.',
      ],
      [
        'var.results_kms_arn == null ? true : split(":", var.results_kms_arn)[3] == var.s3_backfill.source.region',
        'results_kms_arn: a key in ${var.s3_backfill.source.region} is needed, the Region of the source, where results are.',
      ],
    ],
  },
  outputs: outputsOf,
  readme,
};
