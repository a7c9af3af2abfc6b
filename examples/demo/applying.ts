// What the demos with Terraform have in common: a stack of a settings file, applied to the local AWS, planned again and destroyed.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { mustRun, runCommand } from './command';
import type { LocalAws } from './local-aws';
import type { Terraform } from './terraform';

export interface Demo {
  /** Root of the project. */
  readonly project: string;
  /** A temporary folder; everything that is written goes here. */
  readonly work: string;
  /** The built runner. */
  readonly runner: string;
  readonly terraform: Terraform;
  readonly aws: LocalAws;
  readonly signal: AbortSignal;
  /** Shows what a program said, as it is. */
  show(text: string): void;
}

export interface Step {
  readonly title: string;
  run(demo: Demo): Promise<string>;
}

const STACK = 's3-backfill';
const OUTPUTS = 'outputs.json';

/** @param settings - beside those that every stack of the demo has */
export async function synthesize(demo: Demo, settings: object): Promise<string> {
  const file = path.join(demo.work, 's3-backfill.json');
  const common = { region: demo.aws.region, stack_name: STACK, provider: { max_retries: 2 } };
  writeFileSync(file, `${JSON.stringify({ ...common, ...settings }, null, 2)}\n`);
  await mustRun(process.execPath, ['--import', 'tsx', 'main.ts'], {
    cwd: demo.project,
    env: { ...demo.aws.environment, S3_BACKFILL_SETTINGS: file, CDKTF_OUTDIR: path.join(demo.work, 'cdktf.out') },
    signal: demo.signal,
  });
  return `stack '${STACK}'`;
}

export async function initialize(demo: Demo): Promise<string> {
  await mustTerraform(demo, ['init', '-no-color']);
  return `${demo.terraform.program} ${demo.terraform.version}, AWS provider from ${demo.terraform.providerFrom}`;
}

export async function apply(demo: Demo): Promise<string> {
  const { stdout } = await mustTerraform(demo, ['apply', '-auto-approve', '-no-color']);
  return lineWith(stdout, 'Apply complete!');
}

/** Also writes what the runner reads. */
export async function applyWithOutputs(demo: Demo): Promise<string> {
  const applied = await apply(demo);
  writeFileSync(path.join(demo.work, OUTPUTS), (await mustTerraform(demo, ['output', '-json'])).stdout);
  return applied;
}

/** The runner, after `applyWithOutputs`. @returns its standard output */
export async function runWithOutputs(demo: Demo, words: readonly string[]): Promise<string> {
  const { work: cwd, runner, aws, signal } = demo;
  const options = { cwd, env: aws.environment, signal, timeoutSeconds: 60 };
  const parameters = [runner, ...words, '--outputs', path.join(cwd, OUTPUTS)];
  const { exitCode, stdout, stderr } = await runCommand(process.execPath, parameters, options);
  demo.show(stderr);
  demo.show(stdout);
  if (exitCode !== 0) throw new Error(`s3-backfill ${words.join(' ')} ended with exit code ${exitCode}`);
  return stdout;
}

export async function planAgain(demo: Demo): Promise<string> {
  const { exitCode, stdout, stderr } = await terraform(demo, ['plan', '-detailed-exitcode', '-no-color']);
  if (exitCode !== 0)
    throw new Error(`terraform plan ended with exit code ${exitCode}:\n${stdout.slice(-2_000)}${stderr}`);
  return lineWith(stdout, 'No changes');
}

export async function destroyAll(demo: Demo): Promise<string> {
  const { stdout } = await mustTerraform(demo, ['destroy', '-auto-approve', '-no-color']);
  return lineWith(stdout, 'Destroy complete!');
}

function terraformCall(demo: Demo, parameters: readonly string[]) {
  const cwd = path.join(demo.work, 'cdktf.out', 'stacks', STACK);
  const env = { ...demo.aws.environment, ...demo.terraform.environment };
  return [demo.terraform.program, parameters, { cwd, env, signal: demo.signal, timeoutSeconds: 300 }] as const;
}

const terraform = (demo: Demo, parameters: readonly string[]) => runCommand(...terraformCall(demo, parameters));
export const mustTerraform = (demo: Demo, parameters: readonly string[]) => mustRun(...terraformCall(demo, parameters));

function lineWith(text: string, words: string): string {
  const line = text.split('\n').find((candidate) => candidate.includes(words));
  if (line === undefined) throw new Error(`terraform did not say '${words}'`);
  return line.trim();
}
