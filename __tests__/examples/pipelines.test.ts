/** @group outside */
// Each recipe of examples/pipelines, its commands taken out of its file and run as the system would, on the emulator. The systems themselves
// are not here: Terraform and npm are stubs that take the words of these recipes and no others; s3-backfill is the program.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { PROJECT } from '../e2e/setup';
import { builtProgram } from '../program/built';
import type { Program } from '../program/setup';
import { BASH, RECIPE, RECIPES, shellIn, yamlOf, type Ran, type Yaml } from './recipes';

const built = builtProgram();
const START_KEYS = ['folder/a', 'folder/b'];

/** In place of Terraform and npm: what the recipes ask of them, and a failure for everything else. */
function stubs(program: Program): void {
  const bin = path.join(program.folder, 'bin');
  mkdirSync(bin);
  const write = (name: string, lines: readonly string[]): void => {
    writeFileSync(
      path.join(bin, name),
      ['#!/bin/sh', ...lines, `echo "${name} $*: not of a recipe" >&2; exit 99`, ''].join('\n'),
    );
    chmodSync(path.join(bin, name), 0o755);
  };
  const outputs = path.join(program.folder, 'outputs.json');
  write('terraform', [`[ "$*" = "output -json" ] && exec cat ${outputs}`, '[ "$*" = "init -input=false" ] && exit 0']);
  write('npm', ['[ "$*" = "ci --ignore-scripts" ] && exit 0']);
  write('npx', [`[ "$1 $2" = "--no s3-backfill" ] && shift 2 && exec ${process.execPath} ${built.runner()} "$@"`]);
}

async function started(): Promise<Program> {
  const program = await built.start(START_KEYS);
  stubs(program);
  return program;
}

function shellOf(program: Program, cwd: string, shell: readonly string[], script: string, more = {}): Promise<Ran> {
  return shellIn(cwd, shell, script, {
    ...program.environment,
    // Waiting is made short here; every recipe's own flags stay as they are.
    S3_BACKFILL_POLL_SECONDS: '0.05',
    PATH: `${path.join(program.folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    ...more,
  });
}

/** Keys of somebody who may do what the policy says, and nothing else. */
async function userWith({ iam }: Program, policy: string): Promise<Readonly<Record<string, string>>> {
  await iam.send(new CreateUserCommand({ UserName: 'pipeline' }));
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'pipeline', PolicyDocument: policy }));
  await iam.send(new AttachUserPolicyCommand({ UserName: 'pipeline', PolicyArn: Policy?.Arn ?? '' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'pipeline' }));
  return { AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '', AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '' };
}

/** Everything that lies in the folder at the end. */
function textsIn(place: string): string {
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(place, entry.name), 'utf8'))
    .join('\n');
}

describe('a recipe', () => {
  it.each(Object.entries(RECIPE))(
    'runs as %s says',
    async (_name, { scripts, shell, env, files = [], exitCode = 0, leaves }) => {
      expect(scripts.join('\n')).toContain(files.length === 0 ? 'npx --no s3-backfill' : path.basename(files[0] ?? ''));
      const program = await started();
      const here = path.join(program.folder, 'here');
      mkdirSync(here);
      copyFileSync(path.join(program.folder, 'outputs.json'), path.join(here, 'outputs.json'));
      for (const file of files) copyFileSync(path.join(RECIPES, file), path.join(here, path.basename(file)));
      let said = '';
      for (const script of scripts) {
        const ran = await shellOf(program, here, shell, script, env?.(here));
        expect([script, ran]).toMatchObject([script, { exitCode }]);
        said += ran.said;
      }
      expect(said + textsIn(here)).toMatch(leaves);
    },
  );

  // GitHub's are held below; those of Terraform by the e2e test of a run in the account.
  it('has a row here for each file, those of GitHub and of Terraform aside', () => {
    const files = readdirSync(RECIPES, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(RECIPES, path.join(entry.parentPath, entry.name)));
    const beside = Object.values(RECIPE).flatMap(({ files: more = [] }) => more);
    const unheld = files.filter((file) => !(file in RECIPE) && !beside.includes(file));
    expect(unheld.filter((file) => !/^(github|terraform)-actions\//.test(file))).toEqual([]);
  });
});

describe('the workflow of GitHub Actions', () => {
  interface GitHubStep {
    readonly id?: string;
    readonly run?: string;
    readonly uses?: string;
    readonly with?: Readonly<Record<string, string | number | boolean>>;
  }
  const { jobs } = yamlOf('github-actions/backfill.yml') as unknown as {
    readonly jobs: Readonly<Record<'start' | 'watch' | 'prove', { readonly steps: readonly GitHubStep[] }>>;
  };
  const { inputs } = parse(readFileSync(path.join(PROJECT, 'action.yml'), 'utf8')) as {
    readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  };

  async function job(
    program: Program,
    here: string,
    steps: readonly GitHubStep[],
    needs: Readonly<Record<string, string>>,
    keys: Readonly<Record<string, string>>,
  ): Promise<Record<string, string>> {
    const outputs: Record<string, string> = {};
    for (const step of steps) {
      if (step.run !== undefined)
        expect(await shellOf(program, here, BASH, step.run, keys)).toMatchObject({ exitCode: 0 });
      if (step.uses !== './node_modules/s3-backfill') continue;
      const output = path.join(here, `output-${readdirSync(here).length}`);
      writeFileSync(output, '');
      const given = { ...step.with };
      const env = Object.keys({ ...inputs, ...given }).map((name): [string, string] => {
        const text = String(given[name] ?? inputs[name]?.default ?? '');
        return [
          `INPUT_${name.toUpperCase()}`,
          text.replace(/\$\{\{ needs\.start\.outputs\.([\w-]+) \}\}/g, (_all, of: string) => needs[of] ?? ''),
        ];
      });
      expect(Object.keys(given).filter((name) => !(name in inputs))).toEqual([]);
      const action = `exec ${process.execPath} ${path.join(path.dirname(built.runner()), 'action.js')}`;
      const ran = await shellOf(program, here, BASH, action, {
        ...keys,
        ...Object.fromEntries(env),
        GITHUB_OUTPUT: output,
        RUNNER_TEMP: here,
      });
      expect(ran).toMatchObject({ exitCode: 0 });
      for (const [, name = '', value = ''] of readFileSync(output, 'utf8').matchAll(
        /^([\w-]+)<<(?:end-.*)\n(.*)\nend-/gm,
      ))
        outputs[name] = value;
    }
    return outputs;
  }

  it('starts the jobs in one job, watches them in another, which knows of them by outputs alone, and compares in a third, with the policy of its role', async () => {
    const program = await started();
    const [first, later, last] = ['start', 'watch', 'prove'].map((name) => path.join(program.folder, name)) as [
      string,
      string,
      string,
    ];
    for (const here of [first, later, last]) mkdirSync(here);
    copyFileSync(path.join(program.folder, 'outputs.json'), path.join(first, 'outputs.json'));
    // What the role of role.tf may do: a test of PipelineRole holds that.
    const { stdout } = await program.run([
      'policy',
      'caller',
      '--for',
      'run',
      '--outputs',
      'outputs.json',
      '--output',
      'json',
    ]);
    const told = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Yaml]));
    const keys = await userWith(program, JSON.stringify(told.find(({ kind }) => kind === 'policy')?.['policy']));
    const outputs = await job(program, first, jobs.start.steps, {}, keys);
    expect(outputs).toMatchObject({ outcome: 'detached', region: 'us-east-1' });
    expect(await job(program, later, jobs.watch.steps, outputs, keys)).toMatchObject({
      outcome: 'done',
      jobs: outputs['jobs'],
    });
    expect(existsSync(path.join(later, 'outputs.json'))).toBe(false);
    expect(await job(program, last, jobs.prove.steps, outputs, keys)).toMatchObject({
      outcome: 'done',
      compared: 'complete',
    });
  }, 60_000);
});
