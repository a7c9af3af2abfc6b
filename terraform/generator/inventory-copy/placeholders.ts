// What InventoryCopy is given, where people give values.
import type { TerraformStack } from 'cdktf';
import { InventoryCopy, type InventoryCopyProps } from '../../../modules';
import { number, synthesized, variable, type Block, type Synthesized } from '../synthesized';

/** One of the words that the construct takes, which the variable holds to them. */
const word = <Name extends keyof InventoryCopyProps>(name: Name, expression: string) =>
  ({ [name]: expression }) as unknown as Pick<InventoryCopyProps, Name>;

/** With every option on. */
function addWithPlaceholders(stack: TerraformStack): void {
  new InventoryCopy(stack, 'backfill', {
    sourceBucketName: variable('source_bucket'),
    prefix: '${local.prefix}',
    sourceKmsKeyArns: [variable('replication_source_kms_arns')],
    destinationBucketName: '${local.destination_bucket}',
    destinationPrefix: '${local.destination_prefix}',
    destinationRegion: variable('destination_region'),
    destinationAccountId: variable('destination_account_id'),
    destinationKmsKeyArns: [variable('destination_kms_arns')],
    ...word('storageClass', '${local.storage_class}'),
    ...word('overwrite', variable('overwrite')),
    ...word('annotations', variable('annotations')),
    ...word('format', variable('format')),
    ...word('frequency', variable('frequency')),
    ...word('runtime', variable('runtime')),
    inventoryPrefix: '${local.inventory_prefix}',
    inventoryKmsKeyArn: variable('inventory_kms_arn'),
    queueKmsKeyArn: variable('queue_kms_arn'),
    maximumConcurrency: number('var.maximum_concurrency'),
    workerMemoryMegabytes: number('var.worker_memory_megabytes'),
    mostReceives: number('var.most_receives'),
    logRetentionDays: number('var.log_retention_days'),
    name: variable('name'),
    alarmActionArns: [variable('alarm_action_arns')],
    dashboard: true,
    archivePath: variable('archive_path'),
    callerArns: [variable('destination_caller_arns')],
    reportBucket: { create: { bucketName: variable('create_report_bucket.name') } },
    reportPrefix: '${local.report_prefix}',
    role: { path: variable('role_path'), permissionsBoundaryArn: variable('permissions_boundary_arn') },
  });
}

/** The construct encrypts inventories by a key or by SSE-S3, and the module knows later which. */
export function synthesizedWithPlaceholders(): Synthesized {
  const made = synthesized(addWithPlaceholders);
  const inventories = Object.entries(made.resource['aws_s3_bucket_inventory'] ?? {});
  const both = inventories.map(([id, inventory]) => {
    const { bucket } = inventory['destination'] as { readonly bucket: Block };
    const encryption = { ...(bucket['encryption'] as Block), sse_s3: {} };
    return [id, { ...inventory, destination: { bucket: { ...bucket, encryption } } }] as const;
  });
  return { ...made, resource: { ...made.resource, aws_s3_bucket_inventory: Object.fromEntries(both) } };
}
