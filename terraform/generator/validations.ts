// `validation` blocks: what a variable may hold. Each sees its own variable alone, as Terraform before 1.9 demands.
import { LOG_DAYS } from '../../modules/functions/log-days';
import { PRINCIPAL_ARN } from '../../modules/refusals/aws-names';
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

/** A condition and, if it does not hold, what is allowed. */
export type Check = readonly [condition: string, message: string];

const KEY_ARN = '^arn:[^:]+:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$';
const KEY_WORDS =
  'the ARN of a KMS key looks like arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const TOPIC_ARN = '^arn:[^:]+:sns:[a-z0-9-]+:\\d{12}:[\\w-]+$';
const TOPIC_WORDS = 'the ARN of a topic looks like arn:aws:sns:eu-west-1:111122223333:name';
const BUCKET_ARN = '^arn:[^:]+:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$';
export const BUCKET_NAME = '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$';
const FOLDER = "^([\\w!.'()-][\\w!.'()/-]*)?$";

/** What a pattern says, for people. */
const WORDS: Readonly<Record<string, string>> = {
  source_bucket: 'a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN',
  report_bucket: 'a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN',
  replication_destination_bucket_arn: 'the ARN of a bucket is needed, like arn:aws:s3:::my-replica',
  destination_bucket_arn: 'the ARN of a bucket is needed, like arn:aws:s3:::my-archive',
  destination_region: "a Region's name looks like eu-west-1",
  destination_account_id: 'an account id has twelve digits, in double quotes',
  replication_destination_region: "a Region's name looks like eu-west-1",
  replication_destination_account_id: 'an account id has twelve digits, in double quotes',
  role_name_prefix: 'at most 20 letters, digits and + = , . @ _ -',
  role_path: 'a path begins and ends with a slash, like /replication/',
  workgroup: 'one to 128 letters, digits and . _ -',
  database: 'lower-case letters, digits and underscores: Athena takes no others',
  permissions_boundary_arn: 'the ARN of a policy looks like arn:aws:iam::111122223333:policy/name',
};

export function match(name: string, pattern: string): string {
  return `can(regex(${JSON.stringify(pattern)}, var.${name}))`;
}

function orNull(name: string, pattern: string, member = ''): string {
  return `var.${name} == null || ${match(`${name}${member}`, pattern)}`;
}

export function keyCheck(name: string): Check {
  return [orNull(name, KEY_ARN), KEY_WORDS];
}

export function keysCheck(name: string): Check {
  return [`alltrue([for arn in var.${name} : can(regex(${JSON.stringify(KEY_ARN)}, arn))])`, KEY_WORDS];
}

export function folderCheck(name: string): Check {
  return [match(name, FOLDER), "letters, digits and / - _ . ! ' ( ), without a leading slash"];
}

export function folderOrNullCheck(name: string): Check {
  const [condition, words] = folderCheck(name);
  return [`var.${name} == null || ${condition}`, words];
}

export function wholeCheck(name: string, least: number, most: number): Check {
  const condition = `var.${name} >= ${least} && var.${name} <= ${most} && floor(var.${name}) == var.${name}`;
  return [condition, `a whole number from ${least} to ${most}`];
}

export const LOG_DAYS_CHECK: Check = [
  `contains([${LOG_DAYS.join(', ')}], var.log_retention_days)`,
  `CloudWatch Logs takes ${LOG_DAYS.join(', ')}`,
];

export function topicsCheck(name: string): Check {
  return [`alltrue([for arn in var.${name} : can(regex(${JSON.stringify(TOPIC_ARN)}, arn))])`, TOPIC_WORDS];
}

/** A topic, as an object with its ARN, or null. */
export function topicCheck(name: string): Check {
  return [orNull(name, TOPIC_ARN, '.arn'), TOPIC_WORDS];
}

export function bucketArnsCheck(name: string): Check {
  return [
    `alltrue([for arn in var.${name} : can(regex(${JSON.stringify(BUCKET_ARN)}, arn))])`,
    'ARNs of buckets are needed, like arn:aws:s3:::my-replica',
  ];
}

export function archiveCheck(archive: string): Check {
  return [
    'fileexists(var.archive_path)',
    `there is no such file: it is dist/lambdas/${archive} in the folder of the package, like node_modules/s3-backfill`,
  ];
}

export function principalsCheck(name: string): Check {
  const { pattern, allowed } = PRINCIPAL_ARN;
  return [`alltrue([for arn in var.${name} : can(regex(${JSON.stringify(pattern.source)}, arn))])`, allowed];
}

/** @param whyNoneTwice - what would happen to an object that two prefixes cover */
export function prefixChecks(whyNoneTwice: string): readonly Check[] {
  return [
    [
      'alltrue([for prefix in var.prefixes : !startswith(prefix, "/")])',
      'keys do not begin with a slash, so that nothing would match',
    ],
    ['length(var.prefixes) == length(distinct(var.prefixes))', 'each prefix is named once'],
    [
      'alltrue([for one in var.prefixes : length([for other in var.prefixes : other if startswith(one, other)]) == 1])',
      `a prefix that another one covers already would ${whyNoneTwice}: leave one of them out`,
    ],
  ];
}

/** @param about.further - beside what the schema says */
export function validations(
  name: string,
  schema: Schema,
  { isNullable, further }: { readonly isNullable: boolean; readonly further: readonly Check[] },
): Body {
  const orNothing = isNullable ? `var.${name} == null || ` : '';
  const checks: Check[] = [];
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
  checks.push(...further);
  return checks.map(([condition, message]) =>
    block(
      'validation',
      [],
      [attribute('condition', raw(condition)), attribute('error_message', raw(quoted(`${name}: ${message}.`)))],
    ),
  );
}
