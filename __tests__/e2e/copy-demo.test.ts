/** @group outside */
// `npm run demo -- copy`, `-- datasync` and `-- inventory`, as whoever tries them types them; the first one needs nothing but Node.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { type CommandResult, runCommand } from '../../examples/demo/command';
import { describeWith, PROJECT, TERRAFORM } from './setup';

const { PATH = '' } = process.env;

function demo(name: string, env: Readonly<Record<string, string>>): Promise<CommandResult> {
  // Under a minute where nothing else runs; Terraform's provider waits for queues that it makes and removes, about two minutes more.
  const options = { cwd: PROJECT, env, timeoutSeconds: 280 };
  return runCommand(process.execPath, ['--import', 'tsx', 'examples/demo/main.ts', name], options);
}

beforeAll(() => {
  if (!existsSync(path.join(PROJECT, 'dist', 's3-backfill.js'))) throw new Error('npm run build, first');
});

it('the demo of copies is killed in the middle, goes on, and is proven', async () => {
  const said = await demo('copy', { PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' });
  expect(said).toMatchObject({ exitCode: 0, stderr: '' });
  expect(said.stdout).toContain('it is gone on with from what it has settled');
  expect(said.stdout).toContain('all 600 objects are there, and the certificate says so');
  expect(said.stdout).toContain('[5/5]');
}, 160_000);

describeWith([TERRAFORM], 'the demos that Terraform applies', () => {
  it.each([
    [
      'datasync',
      [
        'all 200 objects are there, and nothing else',
        '2 objects copied, and the certificate says that all 201 are there',
        'ok: No changes.',
        '[9/9]',
      ],
    ],
    [
      'inventory',
      [
        'the functions copied all 200 objects, and nothing else',
        '2 objects copied, and the certificate says that all 201 are there',
        "ok: all 201 objects are in 'demo-ledger/kept/'",
        'ok: No changes.',
        '[10/10]',
      ],
    ],
  ] as const)(
    '%s copies what was there, then what has changed, and ends with no change in Terraform',
    async (name, sentences) => {
      const { TF_PROVIDER_MIRROR = '' } = process.env;
      const said = await demo(name, {
        PATH,
        TF_PROVIDER_MIRROR,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      });
      expect(said).toMatchObject({ exitCode: 0, stderr: '' });
      for (const sentence of sentences) expect(said.stdout).toContain(sentence);
    },
    290_000,
  );
});

it('a demo that there is none of is refused by name', async () => {
  const said = await demo('cpoy', { PATH: '' });
  expect(said).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining("got 'cpoy'") });
});
