// The CDKTF app: one stack from the settings file. docs/settings.md
import { readFileSync } from 'node:fs';
import { App } from 'cdktf';
import { addSettingsStack, parseSettings, RefusedProps, SettingsError } from './modules';

const DEFAULT_PATH = 's3-backfill.json';

/** The environment wins over the context of cdktf.json, so that a pipeline need not change a file. */
function settingsPath(app: App): string {
  const inContext = app.node.tryGetContext('settings') as unknown;
  return process.env['S3_BACKFILL_SETTINGS'] ?? (typeof inContext === 'string' ? inContext : DEFAULT_PATH);
}

function readSettings(path: string): string {
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

function main(): void {
  const app = new App();
  const path = settingsPath(app);
  addSettingsStack(app, parseSettings(readSettings(path), path)).synth();
}

try {
  main();
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof RefusedProps)) throw error;
  process.stderr.write(`s3-backfill: ${error.message}\n`);
  process.exitCode = 2;
}
