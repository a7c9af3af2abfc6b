/** @group outside */
// `npm run demo -- copy` and `-- datasync`, as whoever tries them types them; the first one needs nothing but Node.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { type CommandResult, runCommand } from '../../examples/demo/command';
import { describeWith, PROJECT, TERRAFORM } from './setup';

const { PATH = '' } = process.env;

function demo(name: string, env: Readonly<Record<string, string>>): Promise<CommandResult> {
  // Under a minute where nothing else runs.
  const options = { cwd: PROJECT, env, timeoutSeconds: 150 };
  return runCommand(process.execPath, ['--import', 'tsx', 'examples/demo/main.ts', name], options);
}

beforeAll(() => {
  if (!existsSync(path.join(PROJECT, 'dist', 's3-backfill.js'))) throw new Error('npm run build, first');
});

it('the demo of copies is killed in the middle, goes on, and is proven', async () => {
  const said = await demo('copy', { PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' });
  expect(said).toMatchObject({ exitCode: 0, stderr: '' });
  expect(said.stdout).toContain('is gone on with from there');
  expect(said.stdout).toContain('all 600 objects are there, and the certificate says so');
  expect(said.stdout).toContain('[5/5]');
}, 160_000);

describeWith([TERRAFORM], 'the demo of DataSync', () => {
  it('copies what was there, then what has changed, and ends with no change in Terraform', async () => {
    const { TF_PROVIDER_MIRROR = '' } = process.env;
    const env = { PATH, TF_PROVIDER_MIRROR, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    const said = await demo('datasync', env);
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    expect(said.stdout).toContain('all 200 objects are there, and nothing else');
    expect(said.stdout).toContain('2 objects copied, and the certificate says that all 201 are there');
    expect(said.stdout).toContain('ok: No changes.');
    expect(said.stdout).toContain('[9/9]');
  }, 160_000);
});

it('a demo that there is none of is refused by name', async () => {
  const said = await demo('cpoy', { PATH: '' });
  expect(said).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining("got 'cpoy'") });
});
