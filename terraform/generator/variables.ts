// variables.tf: the settings file, key by key, as far as a module can have them.
import { settingsJsonSchema } from '../../modules';
import { attribute, block, hcl, quoted, raw, type Item } from './hcl-text';
import { validations, type Schema } from './validations';

/** What belongs to a root module, or needs a second provider or an import block, which a module cannot bring before Terraform 1.16. */
export const NOT_IN_A_MODULE = new Set([
  '$schema',
  'region',
  'stack_name',
  'backend',
  'provider',
  'destination_provider',
  'attach_destination_policies',
  'existing_replication',
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

function typeOf({ type, items, properties, required = [] }: Schema): string {
  if (type === 'string') return 'string';
  if (type === 'boolean') return 'bool';
  if (type === 'integer') return 'number';
  if (type === 'array') return `list(${typeOf(items ?? {})})`;
  if (properties === undefined) return 'map(string)';
  const members = Object.entries(properties).map(([name, schema]) => {
    const inner = typeOf(schema);
    const defaultsTo = defaultOf(schema);
    const optional = defaultsTo === undefined ? `optional(${inner})` : `optional(${inner}, ${defaultsTo})`;
    return [name, required.includes(name) ? inner : optional] as const;
  });
  const width = Math.max(...members.map(([name]) => name.length));
  return `object({\n${members.map(([name, text]) => `  ${name.padEnd(width)} = ${text}\n`).join('')}})`;
}

/** `… Default: 365` */
function defaultOf({ description = '' }: Schema): string | undefined {
  return /Default: (true|false|\d+)$/.exec(description)?.[1];
}
