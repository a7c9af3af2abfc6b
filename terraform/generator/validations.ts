// `validation` blocks: what a variable may hold. Each sees its own variable alone, as Terraform before 1.9 demands.
import { attribute, block, quoted, raw, type Body } from './hcl-text';

/** Of a key of the settings file. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

const KEY_ARN = '^arn:[^:]+:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$';
const KEY_WORDS =
  'the ARN of a KMS key looks like arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const FOLDER = "^([\\w!.'()-][\\w!.'()/-]*)?$";

/** What the JSON schema of the settings file has no words for. */
const CHECKS: Readonly<Record<string, readonly (readonly [condition: string, message: string])[]>> = {
  replication_destination_kms_arn: [[orNull('replication_destination_kms_arn', KEY_ARN), KEY_WORDS]],
  replication_destination_default_kms_arn: [[orNull('replication_destination_default_kms_arn', KEY_ARN), KEY_WORDS]],
  replication_source_kms_arns: [
    [`alltrue([for arn in var.replication_source_kms_arns : can(regex(${JSON.stringify(KEY_ARN)}, arn))])`, KEY_WORDS],
  ],
  prefixes: [
    [
      'alltrue([for prefix in var.prefixes : !startswith(prefix, "/")])',
      'keys do not begin with a slash, so that nothing would match',
    ],
    ['length(var.prefixes) == length(distinct(var.prefixes))', 'each prefix is named once'],
    [
      'alltrue([for one in var.prefixes : length([for other in var.prefixes : other if startswith(one, other)]) == 1])',
      'a prefix that another one covers already would make two rules for one object: leave one of them out',
    ],
  ],
  after_care: [
    ['var.after_care.latency_seconds >= 1', 'latency_seconds is at least 1'],
    ['coalesce(var.after_care.pending_bytes, 0) >= 0', 'pending_bytes is at least 0'],
    [
      `var.after_care.topic_name == null || ${match('after_care.topic_name', '^[\\w-]{1,256}$')}`,
      'topic_name has at most 256 letters, digits, hyphens and underscores',
    ],
    ['var.after_care.topic_arn == null', 'a module is given the topic as topic = { arn = … }'],
    [
      `var.after_care.topic == null || ${match('after_care.topic.arn', '^arn:[^:]+:sns:[a-z0-9-]+:\\d{12}:[\\w-]+$')}`,
      'topic.arn is the ARN of an SNS topic, like arn:aws:sns:eu-west-1:111122223333:storage',
    ],
  ],
  report_prefix: [[match('report_prefix', FOLDER), "letters, digits and / - _ . ! ' ( ), without a leading slash"]],
  manifest_prefix: [[match('manifest_prefix', FOLDER), "letters, digits and / - _ . ! ' ( ), without a leading slash"]],
};

/** What a pattern says, for people. */
const WORDS: Readonly<Record<string, string>> = {
  source_bucket: 'a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN',
  report_bucket: 'a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN',
  replication_destination_bucket_arn: 'the ARN of a bucket is needed, like arn:aws:s3:::my-replica',
  replication_destination_region: "a Region's name looks like eu-west-1",
  replication_destination_account_id: 'an account id has twelve digits, in double quotes',
  role_name_prefix: 'at most 20 letters, digits and + = , . @ _ -',
  role_path: 'a path begins and ends with a slash, like /replication/',
  permissions_boundary_arn: 'the ARN of a policy looks like arn:aws:iam::111122223333:policy/name',
};

function match(name: string, pattern: string): string {
  return `can(regex(${JSON.stringify(pattern)}, var.${name}))`;
}

function orNull(name: string, pattern: string): string {
  return `var.${name} == null || ${match(name, pattern)}`;
}

export function validations(name: string, schema: Schema, isNullable: boolean): Body {
  const orNothing = isNullable ? `var.${name} == null || ` : '';
  const checks: (readonly [string, string])[] = [];
  if (schema.pattern !== undefined) {
    checks.push([orNothing + match(name, schema.pattern), WORDS[name] ?? `it has to match ${schema.pattern}`]);
  }
  if (schema.enum !== undefined) {
    // contains() does not take null for an answer.
    const given = isNullable ? `coalesce(var.${name}, ${JSON.stringify(schema.enum[0])})` : `var.${name}`;
    checks.push([
      `contains(${JSON.stringify(schema.enum).replaceAll(',', ', ')}, ${given})`,
      `one of ${schema.enum.join(', ')}`,
    ]);
  }
  checks.push(...(CHECKS[name] ?? []));
  return checks.map(([condition, message]) =>
    block(
      'validation',
      [],
      [attribute('condition', raw(condition)), attribute('error_message', raw(quoted(`${name}: ${message}.`)))],
    ),
  );
}
