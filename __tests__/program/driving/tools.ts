// The programs that can be driven, as this machine has them: rclone, and both versions of the AWS CLI wherever they lie.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe } from '@jest/globals';
import { scriptFolder } from './scripts';

export interface InstalledTool {
  readonly title: string;
  readonly method: 'rclone' | 'aws-cli';
  readonly program: 'rclone' | 'aws';
  /** Why it is not tried. */
  readonly lacks?: string;
  readonly file: string;
}

/** Every program of that name in the folders of PATH, with what it says of its version. */
function all(program: string): readonly (readonly [file: string, version: string])[] {
  const files = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, program));
  return files
    .filter((file) => existsSync(file))
    .flatMap((file) => {
      const { stdout, stderr, status } = spawnSync(file, [program === 'aws' ? '--version' : 'version'], {
        encoding: 'utf8',
      });
      return status === 0 ? [[file, stdout + stderr] as const] : [];
    });
}

function installed(title: string, method: InstalledTool['method'], says: RegExp): InstalledTool {
  const program = method === 'rclone' ? 'rclone' : 'aws';
  const found = all(program).find(([, version]) => says.test(version));
  const lacks = found === undefined ? { lacks: `${title} is in no folder of PATH` } : {};
  return { title, method, program, file: found?.[0] ?? '', ...lacks };
}

export const TOOLS: readonly InstalledTool[] = [
  installed('rclone', 'rclone', /^rclone v/),
  installed('AWS CLI 1', 'aws-cli', /^aws-cli\/1\./),
  installed('AWS CLI 2', 'aws-cli', /^aws-cli\/2\./),
];

/** `describe` for each of them; what is not there is skipped, and why is said. */
export function describeTools(title: string, tests: (tool: InstalledTool) => void): void {
  for (const tool of TOOLS) {
    if (tool.lacks === undefined) describe(`${title}, by ${tool.title}`, () => tests(tool));
    else {
      process.stderr.write(`skipped: ${title} (${tool.lacks})\n`);
      describe.skip(`${title}, by ${tool.title}`, () => tests(tool));
    }
  }
}

/** PATH on which this tool, and no other of its name, is the first. */
export function pathOf({ program, file }: InstalledTool, folder: string): string {
  return [scriptFolder(folder, program, `exec '${file}' "$@"`), process.env['PATH'] ?? ''].join(path.delimiter);
}
