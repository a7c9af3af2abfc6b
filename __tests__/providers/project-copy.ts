// The constructs and their examples in a folder of their own, beside other packages under the names that they import.
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CommandResult, runCommand } from '../../examples/demo/command';
import { PROJECT } from '../e2e/setup';

const SOURCES = [
  'modules',
  'dist/lambdas',
  'main.ts',
  'docs/installed-page.ts',
  'examples/constructs',
  'examples/settings',
  'examples/topologies',
  '__tests__/providers/synthesize-all.ts',
];
const OURS = ['@types/node', 'tsx', 'typescript', 'zod'];
const THEIRS = ['@cdktf', 'cdktf', 'constructs'];

/** The folder that the packages of `name` are installed in by `npm ci --prefix __tests__/providers/<name>`. */
const installed = (name: string): string => path.join(__dirname, name, 'node_modules');

export const isInstalled = (name: string): boolean =>
  THEIRS.every((dependency) => existsSync(path.join(installed(name), dependency)));

/** Fills `folder`; Node and the compiler find there what they would find in a project that has these packages. */
export function copyProject(folder: string, name: string): void {
  for (const source of SOURCES) cpSync(path.join(PROJECT, source), path.join(folder, source), { recursive: true });
  const link = (from: string, dependency: string): void => {
    const to = path.join(folder, 'node_modules', dependency);
    mkdirSync(path.dirname(to), { recursive: true });
    symlinkSync(path.join(from, dependency), to);
  };
  for (const dependency of THEIRS) link(installed(name), dependency);
  for (const dependency of OURS) link(path.join(PROJECT, 'node_modules'), dependency);
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: path.join(PROJECT, 'tsconfig.json'),
      compilerOptions: {
        incremental: false,
        tsBuildInfoFile: null,
        types: ['node'],
        typeRoots: ['node_modules/@types'],
      },
      include: ['main.ts', 'modules', 'examples', '__tests__'],
    }),
  );
}

/** Runs Node in a folder with the sources. */
export function nodeIn(
  folder: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const { PATH = '', HOME = '' } = process.env;
  return runCommand(process.execPath, parameters, { cwd: folder, env: { PATH, HOME, ...environment } });
}
