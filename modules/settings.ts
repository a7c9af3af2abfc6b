// The settings file of `main.ts`, checked before anything is synthesized.
import { z } from 'zod';
import { faultsOf } from './settings-faults';
import { settingsSchema } from './settings-schema';
import { faultsTogether } from './settings-together';

/** The settings file, checked, with its defaults. */
export type Settings = z.output<typeof settingsSchema>;

/** The settings file is wrong; the message names every key. */
export class SettingsError extends Error {}

/**
 * Reads the text of a settings file.
 * @param origin - its path, for messages
 * @throws SettingsError
 */
export function parseSettings(text: string, origin: string): Settings {
  let file: unknown;
  try {
    file = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new SettingsError(`${origin} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = settingsSchema.safeParse(file);
  if (!parsed.success) {
    throw wrong(
      origin,
      parsed.error.issues.flatMap((issue) => faultsOf(issue, file, settingsKeys())),
    );
  }
  const faults = faultsTogether(parsed.data);
  if (faults.length > 0) throw wrong(origin, faults);
  return parsed.data;
}

function wrong(origin: string, faults: readonly string[]): SettingsError {
  const lines = faults.map((fault) => `  ${fault}`);
  return new SettingsError([`${origin} is not right:`, ...lines, 'docs/settings.md explains every key'].join('\n'));
}

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
