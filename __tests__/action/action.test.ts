// The action as GitHub runs it: the file that action.yml names, with the variables that are set for a step, against the emulator.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DeleteRolePolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { PROJECT } from '../e2e/setup';
import { builtProgram } from '../program/built';
import type { Program } from '../program/setup';

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

const ACTION = parse(readFileSync(path.join(PROJECT, 'action.yml'), 'utf8')) as ActionFile;
const FAST = ['--poll-seconds=0.05', '--rule-wait-seconds=0'];

interface Step {
  readonly exitCode: number | null;
  /** What GitHub reads of it, line by line. */
  readonly log: string;
  readonly annotations: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

describe('the action', () => {
  const built = builtProgram();
  const main = (): string => path.join(path.dirname(built.runner()), path.relative('dist', ACTION.runs.main));
  let steps = 0;

  /** A step `uses:` it `with:` these inputs. `cancelAt`: somebody cancels the workflow when the log says this. */
  function step(
    program: Program,
    inputs: Readonly<Record<string, string>>,
    { cancelAt, file = main() }: { readonly cancelAt?: RegExp; readonly file?: string } = {},
  ): Promise<Step> {
    const temporary = path.join(program.folder, `step-${(steps += 1)}`);
    mkdirSync(temporary);
    const [output, summary] = [path.join(temporary, 'output'), path.join(temporary, 'summary')];
    writeFileSync(output, '');
    writeFileSync(summary, '');
    const given = Object.entries(ACTION.inputs).map(([name, { default: standard = '' }]) => {
      return [`INPUT_${name.toUpperCase()}`, inputs[name] ?? standard] as const;
    });
    const env = {
      ...program.environment,
      ...Object.fromEntries(given),
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: temporary,
    };
    return new Promise((resolve, reject) => {
      const options = { cwd: program.folder, env, signal: AbortSignal.timeout(50_000) };
      const child = spawn(process.execPath, [file], options);
      let log = '';
      let isCancelled = false;
      const listen = (chunk: Buffer): void => {
        log += chunk.toString();
        if (cancelAt === undefined || isCancelled || !cancelAt.test(log)) return;
        isCancelled = child.kill('SIGINT');
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.on('error', reject);
      child.on('close', (exitCode) =>
        resolve({
          exitCode,
          log,
          annotations: log.split('\n').filter((line) => line.startsWith('::')),
          outputs: outputsIn(readFileSync(output, 'utf8')),
          summary: readFileSync(summary, 'utf8'),
        }),
      );
    });
  }

  it('names in action.yml a file that a build makes, and runs with Node alone', () => {
    expect(ACTION.runs.using).toMatch(/^node\d\d$/);
    expect(readFileSync(main(), 'utf8')).not.toMatch(/require\("(?!node:)/);
  });

  it('is described in docs/pipelines.md, input by input and output by output', () => {
    const page = readFileSync(path.join(PROJECT, 'docs', 'pipelines.md'), 'utf8');
    const rows = Object.entries({ ...ACTION.inputs, ...ACTION.outputs }).map(
      ([name, { description }]) => `| \`${name}\` | ${description} |`,
    );
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  });

  it('detaches, and a later step watches what it has left, by outputs alone', async () => {
    const program = await built.start(['folder/a', 'folder/b', 'other/c']);
    const first = await step(program, {
      outputs: 'outputs.json',
      detach: 'true',
      prefix: 'folder/',
      flags: FAST.join('\n'),
    });
    expect(first).toMatchObject({ exitCode: 0, outputs: { outcome: 'detached', 'exit-code': '0', compared: '' } });
    expect(Object.keys(first.outputs).sort()).toEqual(Object.keys(ACTION.outputs).sort());
    expect(first.annotations).toEqual([
      expect.stringMatching(/^::notice title=s3-backfill%3A detached::.*s3-backfill watch/),
    ]);
    expect(first.outputs['jobs']).toMatch(/^[0-9a-f-]{36}$/);

    const { jobs = '', region = '', 'account-id': account = '' } = first.outputs;
    const flags = [`--region=${region}`, `--account-id=${account}`, '--poll-seconds=0.05'].join('\n');
    const then = await step(program, { command: 'watch', arguments: jobs, flags });
    expect(then).toMatchObject({ exitCode: 0, outputs: { outcome: 'done', jobs } });
    expect(then.log).toContain(jobs);

    const again = await step(program, { outputs: 'outputs.json', flags: ['--verify=always', ...FAST].join('\n') });
    expect(again).toMatchObject({ exitCode: 0, outputs: { outcome: 'nothing-to-do' } });
    expect(again.summary).toContain('# Backfill report');
    expect(readFileSync(again.outputs['report'] ?? '', 'utf8')).toBe(again.summary);
  }, 60_000);

  it('fails with an error for each cause, each check that said no, and how it ended', async () => {
    const program = await built.start(['folder/a', 'folder/b', 'other/c']);
    await program.iam.send(new DeleteRolePolicyCommand({ RoleName: 'job', PolicyName: 'all' }));
    const refused = await step(program, { outputs: 'outputs.json', flags: FAST.join('\n') });
    expect(refused).toMatchObject({ exitCode: 2, outputs: { outcome: 'error', jobs: '' } });
    expect(refused.annotations).toContainEqual(expect.stringMatching(/^::error title=check job-role-permissions::/));
    expect(refused.annotations.at(-1)).toMatch(/^::error title=s3-backfill%3A preflight::/);
  }, 60_000);

  it('is red, with a warning and not an error, where the job still runs at the deadline', async () => {
    const program = await built.start(['folder/a', 'folder/b', 'other/c']);
    const red = await step(program, { outputs: 'outputs.json', timeout: '0', flags: FAST.join('\n') });
    expect(red).toMatchObject({ exitCode: 4, outputs: { outcome: 'still-running' } });
    expect(red.annotations).toEqual([expect.stringMatching(/^::warning title=s3-backfill%3A still-running::/)]);
  }, 60_000);

  it('is green then where that is asked for', async () => {
    const program = await built.start(['folder/a', 'folder/b', 'other/c']);
    const inputs = { outputs: 'outputs.json', timeout: '0', flags: FAST.join('\n') };
    const green = await step(program, { ...inputs, 'fail-when-running': 'false' });
    expect(green).toMatchObject({ exitCode: 0, outputs: { outcome: 'still-running', 'exit-code': '4' } });
    expect(green.annotations).toEqual([expect.stringMatching(/^::warning title=s3-backfill%3A still-running::/)]);
  }, 60_000);

  it('is red where the program breaks off with 4, and has not said that anything runs', async () => {
    const program = await built.start([]);
    const file = path.join(program.folder, 'action.js');
    copyFileSync(main(), file);
    writeFileSync(path.join(program.folder, 's3-backfill.js'), 'process.exitCode = 4;');
    const broken = await step(program, {}, { file });
    expect(broken).toMatchObject({ exitCode: 4, outputs: { outcome: 'error', 'exit-code': '4' } });
    expect(broken.annotations).toEqual([expect.stringMatching(/^::error .*nothing is known/)]);
  }, 60_000);

  it('passes a cancellation on: the program says what goes on, and the step has failed', async () => {
    const program = await built.start(['folder/a', 'folder/b', 'other/c']);
    const flags = ['--poll-seconds=20', '--rule-wait-seconds=0'].join('\n');
    const said = await step(program, { outputs: 'outputs.json', flags }, { cancelAt: /created job/ });
    expect(said).toMatchObject({ exitCode: 130, outputs: { outcome: 'interrupted' } });
    expect(said.outputs['come-back']).toContain('s3-backfill watch');
  }, 60_000);

  it.each([
    ['command', { command: 'emulator' }, "input 'command': got 'emulator'"],
    ['flags', { flags: '--poll-seconds 3' }, "input 'flags': got '--poll-seconds 3'"],
    ['flags', { flags: 'run' }, "input 'flags': got 'run'"],
    ['flags', { flags: '--output=text' }, "input 'flags': --output is the action's own"],
    ['working-directory', { 'working-directory': 'nowhere' }, "got 'nowhere', which is no directory"],
    ['detach', { detach: 'yes' }, "input 'detach': got 'yes'; true or false is allowed"],
  ])('refuses an input %s that cannot be meant: %j', async (_name, inputs, message) => {
    const program = await built.start(['folder/a', 'folder/b', 'other/c']);
    const said = await step(program, inputs);
    expect(said).toMatchObject({ exitCode: 2, outputs: {}, summary: '' });
    expect(said.annotations).toEqual([expect.stringContaining(message)]);
  });

  it('hands every input on as one word, whatever a shell, a log or the file of outputs would make of it', async () => {
    const program = await built.start(['folder/a', 'folder/b', 'other/c']);
    const hostile = '$(touch pwned)`touch pwned`; touch pwned\u2028::set-output name=x::y%0A::error::z';
    const prefixed = await step(program, { outputs: 'outputs.json', prefix: hostile, flags: FAST.join('\n') });
    expect(prefixed.exitCode).toBe(2);
    expect(prefixed.log).toContain('$(touch pwned)');
    expect(prefixed.annotations.filter((line) => !/^::(?:error|warning|notice) title=/.test(line))).toEqual([]);
    const worded = await step(program, {
      command: 'watch',
      arguments: '--role-arn=x',
      flags: '--region=us-east-1\n--account-id=111122223333',
    });
    expect(worded.outputs['outcome']).toBe('error');
    expect(worded.outputs['summary']).toContain('--role-arn=x');
    expect(existsSync(path.join(program.folder, 'pwned'))).toBe(false);
  }, 60_000);
});

/** As actions/runner reads the file: src/Runner.Worker/FileCommandManager.cs */
function outputsIn(text: string): Record<string, string> {
  const lines = text.split('\n');
  const outputs: Record<string, string> = {};
  while (lines.length > 1) {
    const [, name = '', end = ''] = /^([^=]+?)<<(.+)$/.exec(lines.shift() ?? '') ?? [];
    const value = lines.splice(0, lines.indexOf(end));
    lines.shift();
    outputs[name] = value.join('\n');
  }
  return outputs;
}
