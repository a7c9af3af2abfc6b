// Each recipe of examples/pipelines: which commands its file has, and how its system starts them.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { PROJECT } from '../e2e/setup';

export const RECIPES = path.join(PROJECT, 'examples', 'pipelines');
export const textOf = (recipe: string): string => readFileSync(path.join(RECIPES, recipe), 'utf8');

/** Text, lists and mappings, as YAML has them. */
export type Yaml = Readonly<Record<string, unknown>>;
export const yamlOf = (recipe: string): Yaml => parse(textOf(recipe)) as Yaml;

/** What stands at the end of such a path; `*`: of every member. */
export function at(value: unknown, ...names: readonly string[]): readonly string[] {
  const [name, ...rest] = names;
  if (name === undefined) return typeof value === 'string' ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  const members = name === '*' ? Object.values(value) : [(value as Yaml)[name]];
  return members.flatMap((member) => at(member, ...rest));
}

export interface Recipe {
  /** What the system hands to a shell, one script for each shell that it starts. */
  readonly scripts: readonly string[];
  /** The shell, as the system starts it: https://docs.github.com/actions/reference, runner's docs of the others. */
  readonly shell: readonly string[];
  /** Variables that the system sets. */
  readonly env?: (folder: string) => Readonly<Record<string, string>>;
  /** Files that are beside the recipe. */
  readonly files?: readonly string[];
  /** How each ends. @default 0 */
  readonly exitCode?: number;
  /** What it has said or written at its end. */
  readonly leaves: RegExp;
}

export const BASH = ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c'];
const SH = ['sh', '-e', '-c'];
const DONE = /"?backfill report/i;
const LEFT = /come back with: s3-backfill watch|\*\*Come back with\*\*|s3-backfill watch/;

export const RECIPE: Readonly<Record<string, Recipe>> = {
  'gitlab/.gitlab-ci.yml': {
    // One shell for both sections: GitLab puts them together.
    scripts: [
      [
        ...at(yamlOf('gitlab/.gitlab-ci.yml'), 'backfill', 'before_script', '*'),
        ...at(yamlOf('gitlab/.gitlab-ci.yml'), 'backfill', 'script', '*'),
      ].join('\n'),
    ],
    shell: BASH,
    env: (folder) => ({ AWS_TOKEN: 'token', TMPDIR: folder }),
    leaves: DONE,
  },
  'atlantis/atlantis.yaml': {
    scripts: at(yamlOf('atlantis/atlantis.yaml'), 'workflows', 'backfill', 'apply', 'steps', '*', 'run'),
    shell: ['sh', '-c'],
    leaves: LEFT,
  },
  'terragrunt/terragrunt.hcl': {
    scripts: [executedBy(textOf('terragrunt/terragrunt.hcl'))],
    shell: ['sh', '-c'],
    files: ['terragrunt/backfill.sh'],
    leaves: LEFT,
  },
  'codebuild/buildspec.yml': {
    scripts: at(yamlOf('codebuild/buildspec.yml'), 'phases', '*', 'commands', '*'),
    shell: ['bash', '-c'],
    leaves: DONE,
  },
  'jenkins/Jenkinsfile': {
    scripts: [...textOf('jenkins/Jenkinsfile').matchAll(/(?:\bsh |script: )'([^']+)'/g)].map(
      ([, script = '']) => script,
    ),
    shell: ['sh', '-xe', '-c'],
    leaves: DONE,
  },
  'shell/backfill.sh': { scripts: [textOf('shell/backfill.sh')], shell: SH, leaves: DONE },
  'shell/detached.sh': { scripts: [textOf('shell/detached.sh')], shell: SH, leaves: DONE },
};

/** The list `execute` as a command line, with what Terragrunt puts in for its function. */
function executedBy(hcl: string): string {
  const words = JSON.parse(/execute\s*=\s*(\[.*\])/.exec(hcl)?.[1] ?? '[]') as string[];
  return words.map((word) => word.replace('${get_terragrunt_dir()}', '.')).join(' ');
}

export interface Ran {
  readonly exitCode: number | null;
  readonly said: string;
}

export function shellIn(
  cwd: string,
  [name = 'sh', ...words]: readonly string[],
  script: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, [...words, script], { cwd, env, signal: AbortSignal.timeout(50_000) });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, said }));
  });
}
