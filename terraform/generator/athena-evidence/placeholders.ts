// What AthenaEvidence is given, where people give values.
import { TerraformOutput, type TerraformStack } from 'cdktf';
import { AthenaEvidence } from '../../../modules';
import { REPLICATION } from '../of-handoff';
import { number, synthesized, variable, type Synthesized } from '../synthesized';

/** The serializer of this format stands for that of the variable's, and its columns for those of the variable's fields. */
const inventoryOf = (side: string) =>
  ({
    bucketName: variable(`${side}.bucket`),
    prefix: `\${local.${side}_prefix}`,
    inventoryId: variable(`${side}.id`),
    format: 'Parquet',
  }) as const;

/** With every option on. */
function addWithPlaceholders(stack: TerraformStack): void {
  const { source, report } = REPLICATION.handoff;
  const { handoff } = new AthenaEvidence(stack, 'backfill', {
    sourceBucketName: source.bucket,
    accountId: variable('s3_backfill.source.accountId'),
    reportBucketName: report.bucket,
    reportPrefix: report.prefix,
    destinationBucketName: '${local.destination_bucket}',
    sourceInventory: inventoryOf('source_inventory'),
    destinationInventory: inventoryOf('destination_inventory'),
    resultsPrefix: '${local.results_prefix}',
    resultsKmsKeyArn: variable('results_kms_arn'),
    scanLimitGigabytes: number('var.scan_limit_gigabytes'),
    workgroupName: variable('workgroup'),
    databaseName: variable('database'),
  });
  new TerraformOutput(stack, 'athena', {
    value: handoff,
    description: 'The member athena of an output s3_backfill, which s3-backfill verify --engine athena reads',
  }).overrideLogicalId('athena');
}

export function synthesizedWithPlaceholders(): Synthesized {
  return synthesized(addWithPlaceholders);
}
