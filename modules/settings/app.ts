// One stack from one settings file.
import { App, type TerraformStack } from 'cdktf';
import type { Settings } from './schema';
import { SettingsStack } from './stack';

/**
 * The app of `main.ts`; nothing is written before `synth()`.
 * @param load - gets the path in CDKTF's context `settings`, if there is one, and reads the settings
 */
export function buildApp(load: (pathInContext: string | undefined) => Settings): App {
  const app = new App();
  const inContext = app.node.tryGetContext('settings') as unknown;
  addSettingsStack(app, load(typeof inContext === 'string' ? inContext : undefined));
  return app;
}

/** Adds the stack of a settings file to an app. */
export function addSettingsStack(app: App, settings: Settings): TerraformStack {
  return new SettingsStack(app, settings);
}
