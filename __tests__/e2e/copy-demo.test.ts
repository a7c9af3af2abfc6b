/** @group outside */
// `npm run demo -- copy`, as whoever tries it types it; it needs nothing but Node.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { runCommand } from '../../examples/demo/command';
import { PROJECT } from './setup';

it('the demo of copies is killed in the middle, goes on, and is proven', async () => {
  if (!existsSync(path.join(PROJECT, 'dist', 's3-backfill.js'))) throw new Error('npm run build, first');
  const { PATH = '' } = process.env;
  const said = await runCommand(process.execPath, ['--import', 'tsx', 'examples/demo/main.ts', 'copy'], {
    cwd: PROJECT,
    env: { PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // Under a minute where nothing else runs.
    timeoutSeconds: 150,
  });
  expect(said).toMatchObject({ exitCode: 0, stderr: '' });
  expect(said.stdout).toContain('is gone on with from there');
  expect(said.stdout).toContain('all 600 objects are there, and the certificate says so');
  expect(said.stdout).toContain('[5/5]');
}, 160_000);

it('a demo that there is none of is refused by name', async () => {
  const said = await runCommand(process.execPath, ['--import', 'tsx', 'examples/demo/main.ts', 'cpoy'], {
    cwd: PROJECT,
    env: { PATH: '' },
  });
  expect(said).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining("got 'cpoy'") });
});
