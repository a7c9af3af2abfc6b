/** @group outside */
// Terraform's AWS provider, with every resource of S3, IAM, DataSync, SQS, Lambda, CloudWatch, SNS and EventBridge that the emulator
// answers for: what it applies stays as it is, what it changes has changed, what it destroys is gone.
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { beforeAll, expect, it } from '@jest/globals';
import { type CommandResult, runCommand } from '../../examples/demo/command';
import { describeWith, TERRAFORM, terraformIn } from '../e2e/setup';
import { zipOf } from '../emulator/lambda/archive';
import { withEmulator } from './setup';

const CONFIGURATION = path.join(__dirname, 'terraform');
const KEY = 'in/ä b+c%.txt';

interface Line {
  readonly type: string;
  readonly '@level': string;
  readonly '@message': string;
  readonly changes?: Readonly<Record<'add' | 'change' | 'remove', number>>;
  readonly outputs?: { readonly found?: { readonly value?: object } };
}

describeWith([TERRAFORM], "Terraform's AWS provider", () => {
  const local = withEmulator(['--run-functions']);
  let terraform: (...words: readonly string[]) => Promise<CommandResult>;

  beforeAll(async () => {
    const { aws, folder } = local();
    const root = path.join(folder, 'configuration');
    cpSync(CONFIGURATION, root, { recursive: true });
    writeFileSync(path.join(root, 'worker.zip'), zipOf({ 'index.mjs': 'export const handler = () => undefined;' }));
    const { program, environment } = terraformIn(folder);
    const { accessKeyId: access_key, secretAccessKey: secret_key } = aws.accounts[1] ?? {};
    const env = {
      ...aws.environment,
      ...environment,
      TF_VAR_partner: JSON.stringify({ access_key, secret_key }),
    };
    terraform = (...words) => runCommand(program, words, { cwd: root, env, timeoutSeconds: 170 });
    const { exitCode, stderr } = await terraform('init', '-no-color');
    expect(exitCode === 0 ? '' : stderr).toBe('');
  }, 120_000);

  /** Lines of a command that writes JSON; it must succeed. */
  async function lines(command: string, ...more: readonly string[]): Promise<readonly Line[]> {
    const { stdout, exitCode } = await terraform(command, '-json', '-parallelism=30', ...more);
    const said = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);
    expect(said.filter((line) => line['@level'] === 'error').map((line) => line['@message'])).toEqual([]);
    expect(exitCode).toBe(0);
    return said;
  }

  const changesOf = (said: readonly Line[]) => said.findLast(({ type }) => type === 'change_summary')?.changes;

  const planned = (said: readonly Line[]) =>
    said.filter(({ type }) => type === 'planned_change').map((line) => line['@message']);

  it('applies, finds nothing to change, changes in place, and destroys', async () => {
    const applied = await lines('apply', '-auto-approve', '-var=stage=1');
    const created = changesOf(applied);
    expect(created).toMatchObject({ change: 0, remove: 0 });
    expect(created?.add).toBeGreaterThanOrEqual(40);
    expect(applied.findLast(({ type }) => type === 'outputs')?.outputs?.found?.value).toEqual({
      account: '111122223333',
      partner: '444455556666',
      owner: expect.stringMatching(/^[0-9a-f]{64}$/),
      region: 'eu-west-1',
      keys: [KEY],
      body: 'stage 1',
    });
    expect(planned(await lines('plan', '-var=stage=1'))).toEqual([]);
    const changed = changesOf(await lines('apply', '-auto-approve', '-var=stage=2'));
    expect(changed).toMatchObject({ add: 0, remove: 0 });
    expect(changed?.change).toBeGreaterThanOrEqual(20);
    expect(planned(await lines('plan', '-var=stage=2'))).toEqual([]);
    const destroyed = changesOf(await lines('destroy', '-auto-approve', '-var=stage=2'));
    expect(destroyed).toMatchObject({ add: 0, change: 0, remove: created?.add });
    expect((await local().aws.s3.send(new ListBucketsCommand({}))).Buckets).toEqual([]);
  }, 600_000);
});
