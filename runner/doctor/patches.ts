// What repairs a finding, to be pasted as it is: HCL for what Terraform manages, statements for policies.
import { roleInArn } from '../arn';
import type { Patch } from '../checks/check';
import type { Statement } from '../policy/document';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A value as HCL writes it. */
function hclValue(value: Json, indent: string): string {
  // A dollar or percent sign in front of a brace would begin a template.
  if (typeof value === 'string') return JSON.stringify(value).replace(/[$%](?=\{)/g, '$&$&');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (isList(value)) {
    if (value.every((item) => typeof item === 'string'))
      return `[${value.map((item) => hclValue(item, inner)).join(', ')}]`;
    return `[\n${value.map((item) => `${inner}${hclValue(item, inner)},\n`).join('')}${indent}]`;
  }
  const members = Object.entries(value).map(([name, member]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : hclValue(name, '');
    return `${inner}${key} = ${hclValue(member, inner)}\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A name that Terraform takes, made of words of the finding. */
function label(...words: readonly string[]): string {
  return `s3_backfill_${words.join('_').replace(/[^A-Za-z0-9]+/g, '_')}`.toLowerCase().replace(/_+$/, '');
}

export interface Allowing {
  readonly action: string;
  readonly resource: string;
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function allowingStatement({ action, resource, condition }: Allowing): { readonly [name: string]: Json } {
  return {
    Effect: 'Allow',
    Action: action,
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

const LONGEST_POLICY_NAME = 128;

/** One more inline policy of the role. */
export function rolePolicyPatch(roleArn: string, allowing: Allowing): Patch {
  const role = roleInArn(roleArn)?.name ?? roleArn;
  const [, action = ''] = allowing.action.split(':');
  // Of the resource too: one role may lack one action in several places.
  const place = allowing.resource
    .split(':')
    .slice(5)
    .join('-')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/-$/, '');
  const name = `s3-backfill-${action}-${place}`.slice(0, LONGEST_POLICY_NAME);
  const policy = { Version: '2012-10-17', Statement: [allowingStatement(allowing)] };
  return {
    language: 'hcl',
    text: [
      `resource "aws_iam_role_policy" "${label(role, name.slice('s3-backfill-'.length))}" {`,
      `  name   = ${hclValue(name, '')}`,
      `  role   = ${hclValue(role, '')}`,
      `  policy = jsonencode(${hclValue(policy, '  ')})`,
      '}',
    ].join('\n'),
  };
}

export function jsonPatch(value: unknown): Patch {
  return { language: 'json', text: JSON.stringify(value, null, 2) };
}

/** A statement for the policy of a bucket, or with `resource` `*` of a key. */
export function resourceStatementPatch(roleArn: string, allowing: Allowing): Patch {
  const { Effect, ...rest } = allowingStatement(allowing);
  return jsonPatch({ Sid: 'S3Backfill', Effect, Principal: { AWS: roleArn }, ...rest });
}

/** The statement that denies, as it is, with an exception for the role. */
export function exceptionPatch({ written }: Statement, roleArn: string): Patch {
  const given = (written['Condition'] ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const before = given['ArnNotEquals']?.['aws:PrincipalArn'];
  const roles = [...[before ?? []].flat(), roleArn];
  const except = { ...given['ArnNotEquals'], 'aws:PrincipalArn': roles.length === 1 ? roleArn : roles };
  return jsonPatch({ ...written, Condition: { ...given, ArnNotEquals: except } });
}

/** The statement of a trust policy. */
export function trustPatch(service: string): Patch {
  return jsonPatch({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
}

export function versioningPatch(bucket: string): Patch {
  return hclPatch('aws_s3_bucket_versioning', label(bucket), [
    `bucket = ${hclValue(bucket, '')}`,
    'versioning_configuration {',
    '  status = "Enabled"',
    '}',
  ]);
}

export function objectLockPatch(bucket: string): Patch {
  return hclPatch('aws_s3_bucket_object_lock_configuration', label(bucket), [
    `bucket              = ${hclValue(bucket, '')}`,
    'object_lock_enabled = "Enabled"',
  ]);
}

export function requestPaymentPatch(bucket: string): Patch {
  return hclPatch('aws_s3_bucket_request_payment_configuration', label(bucket), [
    `bucket = ${hclValue(bucket, '')}`,
    'payer  = "BucketOwner"',
  ]);
}

export function ownershipPatch(bucket: string): Patch {
  return hclPatch('aws_s3_bucket_ownership_controls', label(bucket), [
    `bucket = ${hclValue(bucket, '')}`,
    'rule {',
    '  object_ownership = "BucketOwnerEnforced"',
    '}',
  ]);
}

function hclPatch(type: string, name: string, lines: readonly string[]): Patch {
  return {
    language: 'hcl',
    text: [`resource "${type}" "${name}" {`, ...lines.map((line) => `  ${line}`), '}'].join('\n'),
  };
}

/** What a rule needs so that it replicates objects under SSE-KMS: two blocks of its own. */
export function kmsRulePatch(bucket: string, replicaKeyArn: string): Patch {
  return {
    language: 'hcl',
    text: [
      'source_selection_criteria {',
      '  sse_kms_encrypted_objects {',
      '    status = "Enabled"',
      '  }',
      '}',
      'destination {',
      `  bucket = ${hclValue(`arn:aws:s3:::${bucket}`, '')}`,
      '  encryption_configuration {',
      `    replica_kms_key_id = ${hclValue(replicaKeyArn, '')}`,
      '  }',
      '}',
    ].join('\n'),
  };
}
