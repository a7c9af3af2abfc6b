/** @group outside */
// The Terraform files of the guide, and the role of a pipeline, are formatted, and accepted by Terraform and its AWS provider.
import { copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runCommand } from '../../examples/demo/command';
import type { Terraform } from '../../examples/demo/terraform';
import { describeWith, makeFolder, PROJECT, removeFolder, TERRAFORM, terraformIn } from '../e2e/setup';

const GUIDE = path.join(PROJECT, 'examples', 'guide');

const ROLE = path.join(PROJECT, 'examples', 'pipelines', 'github-actions', 'role.tf');

describeWith([TERRAFORM], 'examples/guide/*/main.tf, and role.tf of a pipeline,', () => {
  let folder: string;
  let terraform: Terraform;

  // As modules of one configuration: the provider is started once for all of them.
  beforeAll(() => {
    folder = makeFolder();
    terraform = terraformIn(folder);
    const methods = readdirSync(GUIDE).filter((name) => readdirSync(path.join(GUIDE, name)).includes('main.tf'));
    expect(methods).toEqual(['batch-replication', 'datasync', 'inventory-lambda']);
    for (const method of methods) {
      mkdirSync(path.join(folder, method));
      copyFileSync(path.join(GUIDE, method, 'main.tf'), path.join(folder, method, 'main.tf'));
    }
    const calls = methods.map((method) => `module "${method}" {\n  source = "./${method}"\n}\n`);
    mkdirSync(path.join(folder, 'role'));
    copyFileSync(ROLE, path.join(folder, 'role', 'main.tf'));
    const module = path.join('terraform', 'pipeline-role');
    cpSync(path.join(PROJECT, module), path.join(folder, 'role', 'node_modules', 's3-backfill', module), {
      recursive: true,
    });
    const roles = 'roles = { batchJobArn = "arn:aws:iam::111122223333:role/job" }';
    const handoff = `{ version = 1, destinations = [{ bucket = "my-replica" }], ${roles} }`;
    calls.push(
      `module "role" {\n  source      = "./role"\n  repository  = "owner/name"\n  s3_backfill = ${handoff}\n}\n`,
    );
    writeFileSync(path.join(folder, 'main.tf'), calls.join('\n'));
  });

  afterAll(() => removeFolder(folder));

  const run = (...parameters: string[]) => {
    const env = { ...(process.env as Record<string, string>), ...terraform.environment };
    return runCommand(terraform.program, parameters, { cwd: folder, env, timeoutSeconds: 60 });
  };

  it('is formatted as terraform fmt would', async () => {
    expect(await run('fmt', '-check', '-diff', '-recursive', '.')).toMatchObject({ exitCode: 0, stdout: '' });
  }, 60_000);

  it('is accepted by terraform validate', async () => {
    expect(await run('init', '-backend=false', '-no-color')).toMatchObject({ exitCode: 0 });
    const said = await run('validate', '-no-color');
    expect(said).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('The configuration is valid') });
    expect(said.stdout).not.toContain('Warning');
  }, 120_000);
});
