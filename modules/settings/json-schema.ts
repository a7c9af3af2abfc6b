// The settings file for editors, and the names of its keys.
import { z } from 'zod';
import { settingsSchema } from './schema';

/** The JSON schema of the settings file; `schemas/settings.schema.json` is this. */
export function settingsJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Settings of s3-backfill', ...z.toJSONSchema(settingsSchema, { io: 'input' }) };
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

/** The path of every key of a settings file: `region`, …, `provider`, `provider.profile`, …. */
export function settingsKeys(): readonly string[] {
  const keysOf = ({ properties = {} }: SchemaNode, parent: string): readonly string[] =>
    Object.entries(properties).flatMap(([key, node]) => [`${parent}${key}`, ...keysOf(node, `${parent}${key}.`)]);
  return keysOf(settingsJsonSchema(), '');
}
