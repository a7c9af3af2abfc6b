// What the programs that are driven do to the fixture, as their plans announce it: written down here, and asked of nobody.
import type { InstalledTool } from './tools';

/** Where each puts its copies. */
export const PREFIX: Readonly<Record<InstalledTool['title'], string>> = {
  rclone: 'rcl/',
  'AWS CLI 1': 'cl1/',
  'AWS CLI 2': 'cl2/',
};

/** A folder to the CLI, and whatever is no path to rclone. */
export const NOT_CARRIED: Readonly<Record<InstalledTool['method'], readonly string[]>> = {
  'aws-cli': ['trailing/'],
  rclone: [
    ...['.', '..', '../up', './here', '//', '/leading', 'a/.', 'a/../b', 'a//b'],
    ...['trailing-with-content/', 'trailing/'],
  ],
};
