// The JSON schema of the file of --fleet, made of the flags: what one of several may be told.
import { entryFlags } from '../../runner/cli/fleet/entry-flags';
import { VERBS } from '../../runner/cli/cli';
import { wordsOf, type Flag } from '../../runner/cli/flags/flag';

type Schema = Readonly<Record<string, unknown>>;

const TYPES = { text: 'string', file: 'string', directory: 'string', number: 'number', nothing: 'boolean' } as const;

function schemaOf(flag: Flag): Schema {
  const { takes, choices, repeatable } = flag;
  const one: Schema = takes === 'choice' ? { enum: choices } : { type: TYPES[takes] };
  const { meaning } = wordsOf(flag);
  return {
    description: meaning,
    ...(repeatable === true ? { anyOf: [one, { type: 'array', minItems: 1, items: one }] } : one),
  };
}

/** `schemas/fleet.schema.json`, as a value. */
export function fleetSchema(): Schema {
  const flags = new Map(
    ['plan', 'run', 'verify'].flatMap((verb) => {
      const command = VERBS[verb];
      return command === undefined ? [] : entryFlags(command).map((name) => [name, command.flags[name]] as const);
    }),
  );
  const properties = [...flags]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, flag]) => (flag === undefined ? [] : [[name, schemaOf(flag)] as const]));
  const name = { type: 'string', minLength: 1, description: 'what it is called; else by its outputs' };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Backfills of s3-backfill run --fleet',
    description: 'One entry for each backfill: its outputs file, or its flags without their dashes.',
    type: 'array',
    minItems: 1,
    items: {
      anyOf: [
        { type: 'string', minLength: 1 },
        {
          type: 'object',
          properties: { name, ...Object.fromEntries(properties) },
          anyOf: [{ required: ['outputs'] }, { required: ['source-bucket'] }],
          additionalProperties: false,
        },
      ],
    },
  };
}
