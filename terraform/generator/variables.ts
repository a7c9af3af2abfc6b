// variables.tf: the settings file, key by key, as far as a module can have them.
import { settingsJsonSchema } from '../../modules';
import { attribute, block, hcl, quoted, raw, type Item } from './hcl-text';
import { validations, type Check, type Schema } from './validations';

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  /** Undefined: the caller has to say it. */
  readonly defaultsTo?: string;
}

export type Member = readonly [name: string, type: string];

/** Which variables a module has, and what about them a settings file has no words for. */
export interface Inputs {
  /** Keys of the settings file, in the order of the variables. */
  readonly settings: () => readonly (readonly [name: string, schema: Schema])[];
  readonly required: readonly string[];
  /**
   * What only a module asks for. How many of something there are has to be known when Terraform plans; a settings file holds values, which
   * always are, and a module is given attributes of resources that are made by the same apply.
   */
  readonly onlyHere: readonly (Variable & { readonly after: string })[];
  /** Members of objects in a module, for the same reason, by the key of the settings file that they stand for. */
  readonly members: Readonly<Record<string, readonly Member[]>>;
  /** In the place of those of the settings file. */
  readonly descriptions: Readonly<Record<string, string>>;
  /** Defaults of the constructs, which a settings file leaves to them. */
  readonly defaults: Readonly<Record<string, string>>;
  /** What the JSON schema of the settings file has no words for. */
  readonly checks: Readonly<Record<string, readonly Check[]>>;
}

/** What every module leaves to the constructs. */
export const COMMON_DEFAULTS: Readonly<Record<string, string>> = {
  report_prefix: '"s3-backfill/reports"',
  manifest_prefix: '"s3-backfill/manifests"',
  replication_source_kms_arns: '[]',
  replication_source_bucket_keys: '"some"',
  confused_deputy_conditions: 'false',
  tags: '{}',
};

/** Keys of a settings file with what they may hold. */
export function settingsKeys(): readonly (readonly [name: string, schema: Schema])[] {
  const { properties = {} } = settingsJsonSchema() as Schema;
  return Object.entries(properties);
}

export function variables(inputs: Inputs): readonly Variable[] {
  return inputs.settings().flatMap(([name, schema]) => {
    const given = schema.default === undefined ? 'null' : JSON.stringify(schema.default);
    const isRequired = inputs.required.includes(name);
    const defaultsTo = inputs.defaults[name] ?? given;
    const description = meaningOf(inputs.descriptions[name] ?? schema.description ?? '', defaultsTo);
    const type = typeOf(schema, inputs);
    const one: Variable = { name, type, description, ...(isRequired ? {} : { defaultsTo }) };
    return [one, ...inputs.onlyHere.filter(({ after }) => after === name)];
  });
}

/** The default stands beside it; what null means does not. */
function meaningOf(description: string, defaultsTo: string): string {
  const [, meaning = description, behaviour] = /^(.*?)\. Default: (.*)$/.exec(description) ?? [];
  return defaultsTo === 'null' && behaviour !== undefined ? `${meaning}; null: ${behaviour}` : meaning;
}

export function variablesTf(inputs: Inputs): string {
  const known = new Map(inputs.settings());
  return hcl(variables(inputs).map((one) => variableBlock(one, known.get(one.name) ?? {}, inputs)));
}

function variableBlock({ name, type, description, defaultsTo }: Variable, schema: Schema, inputs: Inputs): Item {
  const isNullable = defaultsTo === 'null';
  return block(
    'variable',
    [name],
    [
      attribute('description', raw(quoted(description))),
      attribute('type', raw(type)),
      ...(defaultsTo === undefined ? [] : [attribute('default', raw(defaultsTo))]),
      ...(isNullable ? [] : [attribute('nullable', false)]),
      ...validations(name, schema, { isNullable, further: inputs.checks[name] ?? [] }),
    ],
  );
}

function typeOf({ type, items, properties, required = [] }: Schema, inputs: Inputs): string {
  if (type === 'string') return 'string';
  if (type === 'boolean') return 'bool';
  if (type === 'integer') return 'number';
  if (type === 'array') return `list(${typeOf(items ?? {}, inputs)})`;
  if (properties === undefined) return 'map(string)';
  const members = Object.entries(properties).flatMap(([name, schema]): readonly Member[] => {
    const inner = typeOf(schema, inputs);
    const defaultsTo = defaultOf(schema);
    const optional = defaultsTo === undefined ? `optional(${inner})` : `optional(${inner}, ${defaultsTo})`;
    return inputs.members[name] ?? [[name, required.includes(name) ? inner : optional]];
  });
  const width = Math.max(...members.map(([name]) => name.length));
  return `object({\n${members.map(([name, text]) => `  ${name.padEnd(width)} = ${text}\n`).join('')}})`;
}

/** `… Default: 365` */
function defaultOf({ description = '' }: Schema): string | undefined {
  return /Default: (true|false|\d+)$/.exec(description)?.[1];
}
