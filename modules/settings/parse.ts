// The settings file of `main.ts`, checked before anything is synthesized.
import { installedPage } from '../../docs/installed-page';
import { faultsTogether, missingTogether } from './combination-faults';
import { settingsMeanings } from './json-schema';
import { settingsSchema, type Settings } from './schema';
import { faultLines, faultsOf } from './schema-faults';

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
  const single = parsed.success ? [] : parsed.error.issues;
  const meanings = settingsMeanings();
  const faults = [
    ...faultLines([...single.flatMap((issue) => faultsOf(issue, file, meanings)), ...missingTogether(file)]),
    ...(parsed.success ? faultsTogether(parsed.data) : []),
  ];
  if (!parsed.success || faults.length > 0) throw wrong(origin, faults);
  return parsed.data;
}

function wrong(origin: string, faults: readonly string[]): SettingsError {
  const lines = faults.map((fault) => `  ${fault}`);
  return new SettingsError(
    [
      `${origin} is not right:`,
      ...lines,
      `every key is explained in ${installedPage('docs/settings.md', 'Keys')}`,
    ].join('\n'),
  );
}
