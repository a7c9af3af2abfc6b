// Parts of outputs.tf that every module has.
import type { Names } from './description';
import { attribute, block, raw, valueText, type Item, type Value } from './hcl-text';
import { referencesIn } from './references';
import type { Json } from './synthesized';

export const outputBlock = (name: string, description: string, value: Value): Item =>
  block('output', [name], [attribute('description', description), attribute('value', value)]);

/** The members of an object, as the module knows them. */
export function membersOf(names: Names, value: Json): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Json>>).map(([key, member]) => [
      key,
      typeof member === 'string' ? referencesIn(names, member) : (member as Value),
    ]),
  );
}

/** Absent where no manifest is kept. */
export function manifestField(names: Names, value: Json): Value {
  return raw(`local.manifest_prefix == "" ? null : ${valueText(membersOf(names, value))}`);
}

/** Terraform has no optional members of values: those that are null are left out. */
export function withoutNulls(object: string): string {
  return withThoseOf(object, 'value != null');
}

/** @param condition - on `name` and `value` */
export function withThoseOf(object: string, condition: string): string {
  return `{\n  for name, value in ${indented(object)} : name => value if ${condition}\n}`;
}

export const indented = (text: string): string => text.replaceAll('\n', '\n  ');

/** For the one destination of a module, if it is in another account. */
export const DESTINATION_POLICIES = `var.destination_account_id == null ? [] : [
  {
    account_id    = var.destination_account_id
    bucket        = local.destination_bucket
    bucket_policy = data.aws_iam_policy_document.destination_bucket.json
    key_policies = [
      for policy in [data.aws_iam_policy_document.destination_key.json] : {
        key_arns = var.destination_kms_arns
        policy   = policy
      } if length(var.destination_kms_arns) > 0
    ]
  }
]`;
