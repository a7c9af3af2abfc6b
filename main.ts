// The CDKTF app: one stack from the settings file. docs/settings.md
import { readFileSync } from 'node:fs';
import { buildApp } from './modules/settings/app';
import { RefusedProps } from './modules/refusals/refusal';
import { parseSettings, SettingsError } from './modules/settings/parse';
import type { Settings } from './modules/settings/schema';

const DEFAULT_PATH = 's3-backfill.json';

/** The environment wins over the context of cdktf.json, so that a pipeline need not change a file. */
function load(pathInContext: string | undefined): Settings {
  const path = process.env['S3_BACKFILL_SETTINGS'] ?? pathInContext ?? DEFAULT_PATH;
  return parseSettings(readText(path), path);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'cannot be read';
    throw new SettingsError(
      `the settings file ${path} ${why}: copy one of examples/settings to s3-backfill.json, ` +
        'or name yours in S3_BACKFILL_SETTINGS or in the context "settings" of cdktf.json',
      { cause: error },
    );
  }
}

try {
  buildApp(load).synth();
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof RefusedProps)) throw error;
  process.stderr.write(`s3-backfill: ${error.message}\n`);
  process.exitCode = 2;
}
