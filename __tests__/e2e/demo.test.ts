/** @group outside */
// CI runs the demo itself (`.ci/run`); here: what it says on a machine without Terraform.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../examples/demo/command';
import { makeFolder, PROJECT, removeFolder } from './setup';

describe('npm run demo without Terraform', () => {
  let emptyFolder: string;

  beforeAll(() => {
    emptyFolder = makeFolder();
  });
  afterAll(() => removeFolder(emptyFolder));

  it('says at once what is missing and how to install it, before it does anything', async () => {
    const said = await runCommand(process.execPath, ['--import', 'tsx', 'examples/demo/main.ts'], {
      cwd: PROJECT,
      env: { PATH: emptyFolder },
    });
    expect(said.exitCode).toBe(1);
    expect(said.stdout).toBe('');
    expect(said.stderr).toContain('neither terraform nor tofu is on the PATH');
    expect(said.stderr).toContain('https://developer.hashicorp.com/terraform/install');
  });
});
