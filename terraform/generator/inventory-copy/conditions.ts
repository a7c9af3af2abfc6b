// What of terraform/inventory-copy depends on a variable.
import type { Conditions, StandIn } from '../description';
import { raw } from '../hcl-text';
import { REPORT_STAND_INS } from '../report-place';
import { isText, keysOf } from '../stand-ins';

// Lists have a length before their members are known.
const hasCallers = 'length(var.destination_caller_arns) > 0';
const QUEUES = ['lists', 'copies'] as const;
/** Hours of the construct's default in seconds. */
const AGE_SECONDS = 24 * 3600;

const REPORT_BUCKET = 'arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}';

/** SQS encrypts by a key of its own, or by one of yours. */
const byOwnKey = { sqs_managed_sse_enabled: raw('var.queue_kms_arn == null ? true : null') };

export const CONDITIONS: Conditions = {
  statements: {
    SourceKey: 'length(var.replication_source_kms_arns) > 0',
    DestinationKey: 'length(var.destination_kms_arns) > 0',
    InventoryKey: 'var.inventory_kms_arn != null',
    QueueKey: 'var.queue_kms_arn != null',
    ComparedBucket: hasCallers,
    ComparedObjects: hasCallers,
  },
  // Handed out only with a key.
  statementsOf: { 'backfill_key-policy': { DestinationKey: true } },
  blocks: {
    aws_s3_bucket_inventory: {
      filter: 'local.prefix != ""',
      sse_kms: 'var.inventory_kms_arn != null',
      sse_s3: 'var.inventory_kms_arn == null',
    },
  },
  values: [
    [
      (key, value) => key === 'identifiers' && isText(value, 'var.destination_caller_arns'),
      raw('var.destination_caller_arns'),
    ],
    ...keysOf('replication_source_kms_arns', 'var.replication_source_kms_arns'),
    ...keysOf('destination_kms_arns', 'var.destination_kms_arns'),
    through('s3', 'inventory_kms_arn'),
    through('sqs', 'queue_kms_arn'),
    // The key of inventories is for buckets with and without S3 Bucket Keys.
    [
      (key, value) => key === 'values' && isText(value, 'aws_s3_bucket.backfill_reports_bucket'),
      raw(`["${REPORT_BUCKET}", "${REPORT_BUCKET}/*"]`),
    ],
    [
      (key, value) => key === 'resources' && isText(value, 'var.create_report_bucket.name'),
      raw(`["${REPORT_BUCKET}/\${local.inventory_folder}*"]`),
    ],
    ...REPORT_STAND_INS,
    ...QUEUES.flatMap(redriveOf),
    [(key) => key === 'source_code_hash', raw('filebase64sha256(var.archive_path)')],
    [(key) => key === 'enabled', raw('var.enabled')],
    [(key) => key === 'alarm_actions', raw('var.alarm_action_arns')],
    [(key, value) => key === 'threshold' && value === AGE_SECONDS, raw('var.alarm_age_hours * 3600')],
  ],
  further: Object.fromEntries(
    QUEUES.flatMap((queue) => [
      [`backfill_${queue}-queue_messages`, byOwnKey],
      [`backfill_${queue}-queue_dead-letters`, byOwnKey],
    ]),
  ),
  bucketKeysOf: (sid) => (sid === 'SourceKey' ? 'replication_source_bucket_keys' : 'destination_bucket_keys'),
};

/** The service in the Region of the key, through which it is used. */
function through(service: string, variable: string): StandIn {
  return [
    (key, value) => key === 'values' && isText(value, `split(":", "\${var.${variable}`),
    raw(`["${service}.\${split(":", var.${variable})[3]}.\${data.aws_partition.current.dns_suffix}"]`),
  ];
}

function redriveOf(queue: (typeof QUEUES)[number]): readonly StandIn[] {
  const isOf = (value: unknown): boolean => String(value).includes(`backfill_${queue}-queue_`);
  return [
    [
      (key, value) => key === 'redrive_policy' && isOf(value),
      raw(
        `jsonencode({\n  deadLetterTargetArn = aws_sqs_queue.${queue}_dead.arn\n  maxReceiveCount     = var.most_receives\n})`,
      ),
    ],
    [
      (key, value) => key === 'redrive_allow_policy' && isOf(value),
      raw(`jsonencode({\n  redrivePermission = "byQueue"\n  sourceQueueArns   = [aws_sqs_queue.${queue}.arn]\n})`),
    ],
  ];
}
