/** @group outside */
// The tarball in an empty folder, without this repository: each way to use it from the first command to the proof. What users install beside
// it (cdktf, constructs, the AWS bindings, cdktf-cli, TypeScript) is linked from here; nothing else of this project is in reach.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type CommandResult, mustRun, runCommand } from '../../examples/demo/command';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import { blocksIn, textOf } from '../docs/page';
import { describeWith, makeFolder, PROJECT, removeFolder, TERRAFORM, terraformIn } from './setup';

const BESIDE = ['cdktf', 'constructs', '@cdktf/provider-aws', 'typescript', '@types/node'];
const OBJECTS = [
  { key: 'folder/{n}', count: 20 },
  { key: 'other/a', body: 'x' },
];
const SEED = {
  buckets: [
    ...['settings', 'app', 'plain'].flatMap((name) => [
      { name: `${name}-bucket`, region: 'eu-west-1', versioning: 'Enabled', objects: OBJECTS },
      { name: `${name}-replica`, region: 'eu-west-1', versioning: 'Enabled' },
    ]),
    { name: 'app-reports', region: 'eu-west-1' },
    { name: 'copied-bucket', region: 'eu-west-1', objects: OBJECTS },
    { name: 'copied-archive', region: 'eu-west-1' },
  ],
};
/** Each way has a folder below the one that the package is installed in, as users have it. */
const STACK = `import { App, TerraformStack } from 'cdktf';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { BatchReplication } from 's3-backfill';

const app = new App();
const stack = new TerraformStack(app, 'mine');
new AwsProvider(stack, 'aws', { region: 'eu-west-1', maxRetries: 2 });
new BatchReplication(stack, 'backfill', {
  sourceBucketName: 'app-bucket',
  destinationBucketName: 'app-replica',
  prefixes: ['folder/'],
  reportBucketName: 'app-reports',
});
app.synth();
`;

type Event = Readonly<Record<string, unknown>>;

describeWith([TERRAFORM], 'from the tarball alone', () => {
  let folder: string;
  let aws: LocalAws;
  let environment: Record<string, string>;
  let terraform: string;
  /** What is installed before anything is linked beside it. */
  let alone: readonly string[];
  const took: string[] = [];

  const installed = (...names: string[]): string => path.join(folder, 'node_modules', 's3-backfill', ...names);

  function folderOf(way: string): string {
    mkdirSync(path.join(folder, way));
    return path.join(folder, way);
  }

  /** The commands of one way, counted and timed. */
  async function way(name: string, commands: (run: typeof mustRun) => Promise<void>): Promise<void> {
    const began = Date.now();
    let count = 0;
    await commands((program, parameters, options) => {
      count += 1;
      return mustRun(program, parameters, options);
    });
    took.push(`${name}: ${count} commands, ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }

  const inFolder = (cwd: string) => ({ cwd, env: environment, timeoutSeconds: 280 });

  beforeAll(async () => {
    folder = makeFolder();
    const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
    const tarball = execFileSync('npm', pack, { cwd: PROJECT, encoding: 'utf8' }).trim();
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    writeFileSync(path.join(folder, 'seed.json'), JSON.stringify(SEED));
    const found = terraformIn(folder);
    terraform = found.program;
    const install = ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', `./${tarball}`];
    execFileSync('npm', install, { cwd: folder, stdio: 'pipe' });
    alone = readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    aws = await startLocalAws(installed('dist', 's3-backfill.js'), process.env, [
      '--seed',
      path.join(folder, 'seed.json'),
    ]);
    environment = { ...aws.environment, ...found.environment, TERRAFORM_BINARY_NAME: terraform };
  }, 120_000);

  afterAll(async () => {
    await aws.stop();
    removeFolder(folder);
    if (process.env['S3_BACKFILL_SHOW_TIMES'] !== undefined) process.stderr.write(`${took.join('\n')}\n`);
  });

  const linkWhatUsersInstall = (): void => {
    for (const name of BESIDE) {
      const to = path.join(folder, 'node_modules', name);
      mkdirSync(path.dirname(to), { recursive: true });
      symlinkSync(path.join(PROJECT, 'node_modules', name), to, 'junction');
    }
  };

  /** Runs, compares every version, and returns what was said. */
  async function proven(
    cwd: string,
    words: readonly string[],
    run: typeof mustRun = mustRun,
  ): Promise<readonly Event[]> {
    const flags = ['--verify', 'always', '--poll-seconds', '0.2', '--output', 'json'];
    const said = await run('npx', ['--no', 's3-backfill', ...words, ...flags], inFolder(cwd));
    return provenEvents(said);
  }

  function provenEvents({ stdout }: CommandResult): readonly Event[] {
    const events = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Event);
    expect(events.find(({ kind }) => kind === 'certificate')).toMatchObject({ answer: 'complete' });
    expect(events.at(-1)).toMatchObject({ kind: 'verdict', outcome: 'done', exitCode: 0 });
    return events;
  }

  it('installs one package of less than 15 MB, and no other', () => {
    expect(alone).toEqual(['s3-backfill']);
    const files = readdirSync(installed(), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const bytes = files.reduce((sum, file) => sum + statSync(path.join(file.parentPath, file.name)).size, 0);
    took.push(`installed: ${(bytes / 1_000_000).toFixed(1)} MB`);
    expect(bytes).toBeLessThan(15_000_000);
  });

  it('copies between two buckets', async () => {
    const here = folderOf('copied');
    await way('two buckets', async (run) => {
      const words = [
        'copy',
        's3://copied-bucket/folder/',
        's3://copied-archive/folder/',
        '--yes',
        '--region',
        'eu-west-1',
      ];
      const said = await run(
        'npx',
        ['--no', 's3-backfill', ...words, '--verify', 'always', '--output', 'json'],
        inFolder(here),
      );
      provenEvents(said);
    });
  });

  it('serves plain Terraform, then a bucket that is known by flags alone', async () => {
    const here = folderOf('plain');
    let role = '';
    await way('plain Terraform', async (run) => {
      const says = [
        '--source-bucket',
        'plain-bucket',
        '--region',
        'eu-west-1',
        '--destination-bucket',
        'plain-replica',
      ];
      await run('npx', ['--no', 's3-backfill', 'init', '--hcl', ...says], inFolder(here));
      await mustRun(terraform, ['fmt', '-check'], inFolder(here));
      await run(terraform, ['init', '-no-color'], inFolder(here));
      await run(terraform, ['apply', '-auto-approve', '-no-color'], inFolder(here));
      const { stdout } = await run(terraform, ['output', '-json'], inFolder(here));
      writeFileSync(path.join(here, 'outputs.json'), stdout);
      await proven(here, ['run', '--outputs', 'outputs.json', '--prefix', 'folder/'], run);
      const outputs = JSON.parse(stdout) as { s3_backfill: { value: { roles: { batchJobArn: string } } } };
      role = outputs.s3_backfill.value.roles.batchJobArn;
    });
    const alone = folderOf('bucket');
    await way('only a bucket', async (run) => {
      const flags = ['--region', 'eu-west-1', '--role-arn', role, '--report-bucket', 'plain-bucket-backfill-reports'];
      await proven(alone, ['run', '--source-bucket', 'plain-bucket', '--prefix', 'other/', ...flags], run);
    });
  }, 300_000);

  it('serves a settings file and constructs by CDKTF, and a program by the library', async () => {
    linkWhatUsersInstall();
    const here = folderOf('settings');
    const cdktf = path.join(PROJECT, 'node_modules', '.bin', 'cdktf');
    await way('CDKTF with a settings file', async (run) => {
      const says = ['--source-bucket', 'settings-bucket', '--region', 'eu-west-1', '--prefix', 'folder/'];
      await run(
        'npx',
        ['--no', 's3-backfill', 'init', ...says, '--destination-bucket', 'settings-replica'],
        inFolder(here),
      );
      const deploy = ['deploy', '--auto-approve', '--skip-provider-lock', '--outputs-file', 'outputs.json'];
      await run(cdktf, deploy, inFolder(here));
      await proven(here, ['run', '--outputs', 'outputs.json'], run);
    });

    const app = folderOf('app');
    const [example = ''] = blocksIn(textOf('docs/library.md'), 'ts');
    writeFileSync(path.join(app, 'stack.ts'), STACK);
    writeFileSync(path.join(app, 'library.ts'), example);
    compile(app, ['library.ts'], ['--skipLibCheck', 'false']);
    compile(app, ['stack.ts'], ['--skipLibCheck', 'true']);
    await mustRun(process.execPath, ['stack.js'], inFolder(app));
    const stack = path.join(app, 'cdktf.out', 'stacks', 'mine');
    await mustRun(terraform, ['init', '-no-color'], inFolder(stack));
    await mustRun(terraform, ['apply', '-auto-approve', '-no-color'], inFolder(stack));
    const { stdout } = await mustRun(terraform, ['output', '-json'], inFolder(stack));
    writeFileSync(path.join(app, 'outputs.json'), stdout);
    const said = await runCommand(process.execPath, ['library.js'], inFolder(app));
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    expect(said.stdout).toContain('compared: complete\n');
  }, 300_000);

  /** Strictly, as a project of today does. */
  function compile(cwd: string, files: readonly string[], flags: readonly string[]): void {
    const tsc = path.join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--strict', '--exactOptionalPropertyTypes', '--module', 'node16', '--target', 'es2023'];
    execFileSync(process.execPath, [tsc, ...options, ...flags, ...files], { cwd, stdio: 'pipe', encoding: 'utf8' });
  }

  it('has pages where its messages say, below the folder that it is installed in', async () => {
    const said = await runCommand('npx', ['--no', 's3-backfill', 'run', '--role-arn', 'x'], inFolder(folder));
    const [, page = ''] = /explained in (\S+\.md)/.exec(said.stderr) ?? [];
    expect(path.dirname(page)).toBe(installed('docs'));
    expect(readFileSync(page, 'utf8')).toMatch(/^# /);
  });
});
