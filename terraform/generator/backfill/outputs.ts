// outputs.tf of terraform/backfill: the handoff and the policies that another account has to allow.
import { raw, valueText, type Body, type Value } from '../hcl-text';
import { indented, manifestField, membersOf, outputBlock, withoutNulls, withThoseOf } from '../outputs';
import { referencesIn } from '../references';
import type { Json, Synthesized } from '../synthesized';
import { NAMES } from './names';

/** Fields of the handoff that are left out where they say nothing, and what they are then. */
const SPECIAL: Readonly<Record<string, string>> = {
  tags: 'length(var.filter_tags) == 0 ? null : var.filter_tags',
  prefix: 'rule.prefix == "" ? null : rule.prefix',
  status: 'var.enable_replication ? "Enabled" : "Disabled"',
  deleteMarkers: 'var.replicate_delete_markers',
};

export function outputsOf({ output }: Synthesized): Body {
  const { s3_backfill: handoff, replication_destination_policies: policies } = output;
  if (handoff === undefined || policies === undefined) throw new Error('the constructs made other outputs');
  const value = handoff.value as Readonly<Record<string, Json>>;
  const fields: Record<string, Value> = {};
  for (const [name, member] of Object.entries(value)) fields[name] = handoffField(name, member);
  return [
    outputBlock('s3_backfill', handoff.description, raw(withoutNulls(valueText(fields)))),
    outputBlock('replication_destination_policies', policies.description, raw(policiesValue())),
    outputBlock(
      'replication_role_arn',
      'ARN of the role that S3 assumes to copy; null when the replication is adopted',
      raw('one(aws_iam_role.replication[*].arn)'),
    ),
    outputBlock(
      'batch_job_role_arn',
      'ARN of the role that S3 Batch Operations assumes',
      raw('aws_iam_role.batch_job.arn'),
    ),
    outputBlock(
      'rule_ids',
      'Ids of the replication rules, in the order of prefixes; none when the replication is adopted',
      raw('local.rules[*].id'),
    ),
    outputBlock(
      'topic_arn',
      'ARN of the SNS topic that after_care notifies, to subscribe to; null if nobody is notified',
      raw('local.topic_arn'),
    ),
    outputBlock('report_bucket', 'Name of the bucket for reports and manifests', raw('local.report_bucket')),
  ];
}

function handoffField(name: string, value: Json): Value {
  if (name === 'version') return value;
  if (name === 'prefixes') return raw('var.enable_replication && !contains(var.prefixes, "") ? var.prefixes : []');
  if (name === 'manifest') return manifestField(NAMES, value);
  if (name === 'rules' || name === 'destinations') {
    const [only] = value as readonly Record<string, Json>[];
    const members = Object.fromEntries(
      Object.entries(only ?? {}).map(([key, member]) => {
        const special = name === 'rules' ? SPECIAL[key] : undefined;
        return [key, special === undefined ? ruleMember(member) : raw(special)];
      }),
    );
    return raw(`[\n  for rule in local.rules : ${indented(withoutNulls(valueText(members)))}\n]`);
  }
  const members = membersOf(NAMES, value);
  if (name !== 'roles') return raw(valueText(members));
  const roles = { ...members, replicationArn: raw('one(aws_iam_role.replication[*].arn)') };
  // Whether an ARN is null Terraform knows after apply, and all of the handoff with it: this it knows when it plans.
  return raw(withThoseOf(valueText(roles), 'name == "batchJobArn" || !var.adopt_existing_replication'));
}

function ruleMember(member: Json): Value {
  return typeof member === 'string'
    ? raw(referencesIn(NAMES, member.replaceAll('rule.value.', 'rule.')).replace(/^\$\{(.*)\}$/, '$1'))
    : member;
}

function policiesValue(): string {
  return `[
  for policy in data.aws_iam_policy_document.destination_bucket : {
    account_id    = var.replication_destination_account_id
    bucket        = local.destination_bucket
    bucket_policy = policy.json
    key_policies = [
      for key in data.aws_iam_policy_document.destination_key : {
        key_arns = local.replica_keys
        policy   = key.json
      } if length(local.replica_keys) > 0
    ]
  } if var.replication_destination_account_id != null
]`;
}
