/** @group outside */
// The HCL for a review is HCL that Terraform itself accepts.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mustRun, runCommand } from '../../examples/demo/command';
import type { Terraform } from '../../examples/demo/terraform';
import { describeWith, makeFolder, PROJECT, removeFolder, TERRAFORM, terraformIn } from './setup';

const CDKTF = path.join(PROJECT, 'node_modules', '.bin', 'cdktf');

describeWith([TERRAFORM], 'cdktf synth --hcl', () => {
  let folder: string;
  let stack: string;
  let terraform: Terraform;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = makeFolder();
    terraform = terraformIn(folder);
    const settings = path.join(PROJECT, 'examples', 'settings', 'kms.json');
    env = {
      ...(process.env as Record<string, string>),
      ...terraform.environment,
      TERRAFORM_BINARY_NAME: terraform.program,
      S3_BACKFILL_SETTINGS: settings,
    };
    const out = path.join(folder, 'cdktf.out');
    await mustRun(CDKTF, ['synth', '--hcl', '--output', out], { cwd: PROJECT, env });
    stack = path.join(out, 'stacks', 's3-backfill');
  }, 120_000);

  afterAll(() => removeFolder(folder));

  const run = (...parameters: string[]) => runCommand(terraform.program, parameters, { cwd: stack, env });

  it('is formatted as terraform fmt would', async () => {
    expect(await run('fmt', '-check', '-diff', '.')).toMatchObject({ exitCode: 0, stdout: '' });
  }, 60_000);

  it('is accepted by terraform validate', async () => {
    expect(await run('init', '-backend=false', '-no-color')).toMatchObject({ exitCode: 0 });
    expect(await run('validate', '-no-color')).toMatchObject({ exitCode: 0 });
  }, 180_000);

  it('names no path of the machine that made it', () => {
    expect(readFileSync(path.join(stack, 'cdk.tf'), 'utf8')).not.toContain(PROJECT);
  });
});
