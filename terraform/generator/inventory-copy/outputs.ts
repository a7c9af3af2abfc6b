// outputs.tf of terraform/inventory-copy: the handoff, and the policies that others have to allow.
import { raw, valueText, type Body, type Value } from '../hcl-text';
import { DESTINATION_POLICIES, membersOf, outputBlock, withoutNulls } from '../outputs';
import type { Json, Synthesized } from '../synthesized';
import { NAMES } from './names';

/** Of a report bucket that is there, and of keys. */
const POLICIES = `{
  bucket        = var.create_report_bucket == null ? local.report_bucket : null
  bucket_policy = var.create_report_bucket == null ? data.aws_iam_policy_document.inventory_bucket.json : null
  key_policies = [
    for one in [
      { key_arn = var.inventory_kms_arn, policy = data.aws_iam_policy_document.inventory_key.json },
      { key_arn = var.queue_kms_arn, policy = data.aws_iam_policy_document.queue_key.json },
    ] : one if one.key_arn != null
  ]
}`;

export function outputsOf({ output }: Synthesized): Body {
  const { s3_backfill: handoff, replication_destination_policies: policies, inventory_policies: own } = output;
  if (handoff === undefined || policies === undefined || own === undefined)
    throw new Error('the construct made other outputs');
  const value = handoff.value as Readonly<Record<string, Json>>;
  const fields: Record<string, Value> = {};
  for (const [name, member] of Object.entries(value)) fields[name] = handoffField(name, member);
  return [
    outputBlock('s3_backfill', handoff.description, raw(withoutNulls(valueText(fields)))),
    outputBlock('inventory_policies', own.description, raw(POLICIES)),
    outputBlock('replication_destination_policies', policies.description, raw(DESTINATION_POLICIES)),
    outputBlock('worker_role_arn', 'ARN of the role that workers copy as', raw('aws_iam_role.worker.arn')),
    outputBlock('reader_role_arn', 'ARN of the role that inventories are read as', raw('aws_iam_role.reader.arn')),
    outputBlock('list_queue_url', 'URL of the queue of inventories and their files', raw('aws_sqs_queue.lists.url')),
    outputBlock('copy_queue_url', 'URL of the queue of objects to copy', raw('aws_sqs_queue.copies.url')),
    outputBlock(
      'dead_letters_arn',
      'ARN of the queue of objects that were given up',
      raw('aws_sqs_queue.copies_dead.arn'),
    ),
    outputBlock('report_bucket', 'Name of the bucket for inventories and reports', raw('local.report_bucket')),
  ];
}

function handoffField(name: string, value: Json): Value {
  if (name === 'prefixes') return raw('local.prefix == "" ? [] : [local.prefix]');
  // A number, and the empty lists of rules and destinations.
  if (typeof value !== 'object' || Array.isArray(value)) return value as Value;
  const members = membersOf(NAMES, value);
  if (name !== 'inventory') return raw(valueText(members));
  const { inventories = '', outcomes = '' } = value as Readonly<Record<string, Json>>;
  return raw(
    withoutNulls(
      valueText({
        ...members,
        prefix: raw('var.destination_prefix'),
        storageClass: raw('var.storage_class'),
        inventories: membersOf(NAMES, inventories),
        outcomes: membersOf(NAMES, outcomes),
      }),
    ),
  );
}
