import { readFileSync } from 'node:fs';
import type { App, TerraformStack } from 'cdktf';
import { addSettingsStack, parseSettings } from '../../modules';

/** The stack of a settings file, in an app that has other stacks too. */
export function addBackfill(app: App, path: string): TerraformStack {
  return addSettingsStack(app, parseSettings(readFileSync(path, 'utf8'), path));
}
