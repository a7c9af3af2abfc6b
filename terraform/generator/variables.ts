// variables.tf: the settings file, key by key, as far as a module can have them.
import { settingsJsonSchema } from '../../modules';
import { attribute, block, hcl, quoted, raw, type Item } from './hcl-text';
import { validations, type Schema } from './validations';

/**
 * What belongs to a root module, or needs a second provider or an import block, which a module cannot bring before Terraform 1.16; and copies
 * without rules, which the module does not make yet.
 */
export const NOT_IN_A_MODULE = new Set([
  '$schema',
  'region',
  'stack_name',
  'backend',
  'provider',
  'destination_provider',
  'attach_destination_policies',
  'destination_caller_arns',
  'existing_replication',
  'batch_copy',
  'runner',
]);

/**
 * What only a module asks for. How many of something there are has to be known when Terraform plans; a settings file holds values, which
 * always are, and a module is given attributes of resources that are made by the same apply.
 */
export const ONLY_IN_A_MODULE: readonly (Variable & { readonly after: string })[] = [
  {
    name: 'manage_destination_versioning',
    type: 'bool',
    description:
      'With manage_versioning, that of the destination too; false for a destination in another account or another Region',
    defaultsTo: 'true',
    after: 'manage_versioning',
  },
];

type Member = readonly [name: string, type: string];

/** Members of objects in a module, for the same reason, by the key of the settings file that they stand for. */
const MEMBERS: Readonly<Record<string, readonly Member[]>> = {
  alarms: [
    ['alarms', 'optional(bool, false)'],
    ['latency_alarms', 'optional(bool, true)'],
  ],
  topic_arn: [
    ['topic', 'optional(object({ arn = string }))'],
    // Terraform drops members that an object has not, without a word: this one is refused.
    ['topic_arn', 'optional(string)'],
  ],
};

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  replication_destination_bucket_arn:
    'ARN of the bucket to copy to; it is there already, and versioned. Default: required, unless adopt_existing_replication is true: the runner asks S3',
  report_bucket:
    'Bucket for reports and manifests that is there already, in the Region of the source; this or create_report_bucket',
  manage_versioning:
    'Switch on versioning of the source, and of the destination unless manage_destination_versioning is false',
};

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
  after_care: '{}',
  tags: '{}',
};

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
  return schemas().flatMap(([name, schema]) => {
    const given = schema.default === undefined ? 'null' : JSON.stringify(schema.default);
    const isRequired = required.includes(name);
    const defaultsTo = DEFAULTS[name] ?? given;
    const description = meaningOf(DESCRIPTIONS[name] ?? schema.description ?? '', defaultsTo);
    const one: Variable = { name, type: typeOf(schema), description, ...(isRequired ? {} : { defaultsTo }) };
    return [one, ...ONLY_IN_A_MODULE.filter(({ after }) => after === name)];
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

function typeOf({ type, items, properties, required = [] }: Schema): string {
  if (type === 'string') return 'string';
  if (type === 'boolean') return 'bool';
  if (type === 'integer') return 'number';
  if (type === 'array') return `list(${typeOf(items ?? {})})`;
  if (properties === undefined) return 'map(string)';
  const members = Object.entries(properties).flatMap(([name, schema]): readonly Member[] => {
    const inner = typeOf(schema);
    const defaultsTo = defaultOf(schema);
    const optional = defaultsTo === undefined ? `optional(${inner})` : `optional(${inner}, ${defaultsTo})`;
    return MEMBERS[name] ?? [[name, required.includes(name) ? inner : optional]];
  });
  const width = Math.max(...members.map(([name]) => name.length));
  return `object({\n${members.map(([name, text]) => `  ${name.padEnd(width)} = ${text}\n`).join('')}})`;
}

/** `… Default: 365` */
function defaultOf({ description = '' }: Schema): string | undefined {
  return /Default: (true|false|\d+)$/.exec(description)?.[1];
}
