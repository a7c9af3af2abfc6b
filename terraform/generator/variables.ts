// variables.tf: the settings file, key by key, as far as a module can have them.
import { settingsJsonSchema } from '../../modules';
import { attribute, block, hcl, quoted, raw, type Body, type Item } from './hcl-text';

interface Schema {
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

/** What belongs to a root module, or needs a second provider or an import block, which a module cannot bring. */
export const NOT_IN_A_MODULE = new Set([
  '$schema',
  'region',
  'stack_name',
  'backend',
  'provider',
  'destination_provider',
  'attach_destination_policies',
  'existing_replication',
  'after_care',
  'runner',
]);

/** Defaults of the constructs, which a settings file leaves to them. */
const DEFAULTS: Readonly<Record<string, string>> = {
  report_prefix: '"s3-backfill/reports"',
  manifest_prefix: '"s3-backfill/manifests"',
  replication_source_kms_arns: '[]',
  replication_source_bucket_keys: '"some"',
  replication_destination_bucket_keys: '"some"',
  replication_time_control: 'false',
  replica_modification_sync: 'false',
  replica_owner_override: 'false',
  source_object_lock: 'false',
  confused_deputy_conditions: 'false',
  filter_tags: '{}',
  tags: '{}',
};

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

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  /** Undefined: the caller has to say it. */
  readonly defaultsTo?: string;
}

const schemas = (): readonly (readonly [string, Schema])[] => {
  const { properties = {} } = settingsJsonSchema() as Schema;
  return Object.entries(properties).filter(([name]) => !NOT_IN_A_MODULE.has(name));
};

export function variables(): readonly Variable[] {
  const { required = [] } = settingsJsonSchema() as Schema;
  return schemas().map(([name, schema]) => {
    const given = schema.default === undefined ? 'null' : JSON.stringify(schema.default);
    const isRequired = required.includes(name);
    const defaultsTo = DEFAULTS[name] ?? given;
    return {
      name,
      type: typeOf(schema),
      description: meaningOf(schema.description ?? '', defaultsTo),
      ...(isRequired ? {} : { defaultsTo }),
    };
  });
}

/** The default stands beside it; what null means does not. */
function meaningOf(description: string, defaultsTo: string): string {
  const [, meaning = description, behaviour] = /^(.*?)\. Default: (.*)$/.exec(description) ?? [];
  return defaultsTo === 'null' && behaviour !== undefined ? `${meaning}; null: ${behaviour}` : meaning;
}

export function variablesTf(): string {
  const known = new Map(schemas());
  return hcl(variables().map((one) => variableBlock(one, known.get(one.name) ?? {})));
}

function variableBlock({ name, type, description, defaultsTo }: Variable, schema: Schema): Item {
  const isNullable = defaultsTo === 'null';
  return block(
    'variable',
    [name],
    [
      attribute('description', raw(quoted(description))),
      attribute('type', raw(type)),
      ...(defaultsTo === undefined ? [] : [attribute('default', raw(defaultsTo))]),
      ...(isNullable ? [] : [attribute('nullable', false)]),
      ...validations(name, schema, isNullable),
    ],
  );
}

function validations(name: string, schema: Schema, isNullable: boolean): Body {
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

function typeOf({ type, items, properties, required = [] }: Schema): string {
  if (type === 'string') return 'string';
  if (type === 'boolean') return 'bool';
  if (type === 'integer') return 'number';
  if (type === 'array') return `list(${typeOf(items ?? {})})`;
  if (properties === undefined) return 'map(string)';
  const members = Object.entries(properties).map(([name, schema]) => {
    const inner = typeOf(schema);
    return [name, required.includes(name) ? inner : `optional(${inner}, ${defaultOf(schema)})`] as const;
  });
  const width = Math.max(...members.map(([name]) => name.length));
  return `object({\n${members.map(([name, text]) => `  ${name.padEnd(width)} = ${text}\n`).join('')}})`;
}

/** `… Default: 365` */
function defaultOf({ description = '' }: Schema): string {
  return /Default: (\w+)/.exec(description)?.[1] ?? 'null';
}
