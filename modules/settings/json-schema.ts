// The settings file for editors, and the names of its keys.
import * as z from 'zod';
import { settingsSchema } from './schema';

/** The JSON schema of the settings file; `schemas/settings.schema.json` is this. */
export function settingsJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'Settings of s3-backfill',
    ...z.toJSONSchema(settingsSchema, { io: 'input' }),
    if: {
      anyOf: [
        { properties: { adopt_existing_replication: { const: true } }, required: ['adopt_existing_replication'] },
        { properties: { batch_copy: true }, required: ['batch_copy'] },
        { properties: { datasync: true }, required: ['datasync'] },
        { properties: { inventory: true }, required: ['inventory'] },
      ],
    },
    else: {
      properties: { replication_destination_bucket_arn: true },
      required: ['replication_destination_bucket_arn'],
    },
  };
}

interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

/** What each key of a settings file means, by its path: `region`, …, `provider`, `provider.profile`, …. */
export function settingsMeanings(): Readonly<Record<string, string>> {
  const below = ({ properties = {} }: SchemaNode, parent: string): readonly (readonly [string, string])[] =>
    Object.entries(properties).flatMap(([key, node]) => [
      [`${parent}${key}`, node.description ?? ''] as const,
      ...below(node, `${parent}${key}.`),
    ]);
  return Object.fromEntries(below(settingsJsonSchema(), ''));
}

/** The path of every key of a settings file. */
export function settingsKeys(): readonly string[] {
  return Object.keys(settingsMeanings());
}
