// outputs.tf of terraform/datasync-copy: the handoff, and the policies that another account has to allow.
import { raw, valueText, type Body, type Value } from '../hcl-text';
import { DESTINATION_POLICIES, manifestField, membersOf, outputBlock, withoutNulls } from '../outputs';
import type { Json, Synthesized } from '../synthesized';
import { NAMES } from './names';

export function outputsOf({ output }: Synthesized): Body {
  const { s3_backfill: handoff, replication_destination_policies: policies } = output;
  if (handoff === undefined || policies === undefined) throw new Error('the construct made other outputs');
  const value = handoff.value as Readonly<Record<string, Json>>;
  const fields: Record<string, Value> = {};
  for (const [name, member] of Object.entries(value)) fields[name] = handoffField(name, member);
  return [
    outputBlock('s3_backfill', handoff.description, raw(withoutNulls(valueText(fields)))),
    outputBlock('replication_destination_policies', policies.description, raw(DESTINATION_POLICIES)),
    outputBlock('task_arn', 'ARN of the task', raw('aws_datasync_task.this.arn')),
    ...[
      ['source', 'reads the source'],
      ['destination', 'writes the destination'],
      ['report', 'writes task reports, and reads lists of keys,'],
    ].map(([side = '', does = '']) =>
      outputBlock(`${side}_role_arn`, `ARN of the role that DataSync ${does} as`, raw(`aws_iam_role.${side}.arn`)),
    ),
    outputBlock('report_bucket', 'Name of the bucket for reports and lists of keys', raw('local.report_bucket')),
  ];
}

function handoffField(name: string, value: Json): Value {
  if (name === 'prefixes') return raw('local.prefix == "" ? [] : [local.prefix]');
  if (name === 'manifest') return manifestField(NAMES, value);
  // A number, and the empty lists of rules and destinations.
  if (typeof value !== 'object' || Array.isArray(value)) return value as Value;
  const members = membersOf(NAMES, value);
  if (name !== 'dataSync') return raw(valueText(members));
  const prefix = raw('var.destination_prefix == null ? null : local.destination_folder');
  return raw(withoutNulls(valueText({ ...members, prefix })));
}
