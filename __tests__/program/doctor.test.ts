// The doctor and the health of replication, by the program as it is shipped, against a local AWS.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { faultIn } from '../runner/patches/patch-syntax';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { expectHarmlessText, rulesOf } from './harmless';
import { JOB_POLICY, startProgram, type Program, type Said } from './setup';

const DOCTOR = ['doctor', '--outputs', 'outputs.json'];
const HEALTH = ['health', '--outputs', 'outputs.json'];
const WRONG_POLICY = JOB_POLICY.replace('arn:aws:s3:::src/*', 'arn:aws:s3:::src');

interface Told {
  readonly kind: string;
  readonly check?: string;
  readonly answer?: string;
  readonly detail?: string;
  readonly patch?: { readonly language: 'hcl' | 'json' | 'sh'; readonly text: string };
  readonly exitCode?: number;
}

let folder: string;
let runner: string;
let program: Program;

beforeAll(() => {
  folder = makeFolder();
  runner = buildRunner(folder);
});
afterEach(() => program.close());
afterAll(() => removeFolder(folder));

function eventsOf({ stdout }: Said): readonly Told[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);
}

function expectNoSecret(...all: readonly Said[]): void {
  const { secretAccessKey } = program.running.credentials(0);
  for (const { stdout, stderr } of all) {
    expect(stdout + stderr).not.toContain(secretAccessKey);
    expect(stdout + stderr).not.toMatch(/\$metadata|node_modules|at .*\.js:\d+/);
  }
}

const breakJobRole = (): Promise<unknown> =>
  program.iam.send(new PutRolePolicyCommand({ RoleName: 'job', PolicyName: 'all', PolicyDocument: WRONG_POLICY }));

describe('s3-backfill doctor', () => {
  it('ends with 0 where nothing is wrong, and has changed nothing', async () => {
    program = await startProgram(runner, ['folder/a']);
    const writes = (): number =>
      program.running.log.filter((entry) => entry.kind === 'request' && /^(PUT|DELETE)$/.test(entry.method)).length;
    const before = writes();
    const said = await program.run(DOCTOR);
    expect(said.stderr).not.toMatch(/^wrong/m);
    expect(said).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^nothing .*; nothing was sent\n$/) });
    expect(writes()).toBe(before);
    expectNoSecret(said);
  });

  it('ends with 2 where something is wrong, with the patch, in text, JSON and Markdown', async () => {
    program = await startProgram(runner, ['folder/a']);
    await breakJobRole();
    const text = await program.run(DOCTOR);
    expect(text).toMatchObject({ exitCode: 2, stdout: '' });
    expect(text.stderr).toMatch(/^wrong {2}.*lacks s3:InitiateReplication on arn:aws:s3:::src\/folder\/\*/m);
    expect(text.stderr).toContain('resource "aws_iam_role_policy"');
    const json = await program.run([...DOCTOR, '--output', 'json']);
    expect(json).toMatchObject({ exitCode: 2, stderr: '' });
    const events = eventsOf(json);
    const wrong = events.filter(({ answer }) => answer === 'wrong');
    expect(wrong).toEqual([expect.objectContaining({ check: 'job-role-permissions' })]);
    expect(faultIn(wrong[0]?.patch)).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ kind: 'error', exitCode: 2 });
    const markdown = await program.run([...DOCTOR, '--output', 'markdown']);
    expect(markdown.exitCode).toBe(2);
    const [, block = ''] = /```hcl\n([\s\S]*?)\n```/.exec(markdown.stdout) ?? [];
    expect(block).toBe(wrong[0]?.patch?.text);
    expectNoSecret(text, json, markdown);
  });

  it('looks for what stands against the run with the same flags', async () => {
    program = await startProgram(runner, ['folder/a']);
    await program.run(['run', '--outputs', 'outputs.json', '--poll-seconds', '0.05']);
    const said = await program.run([...DOCTOR, '--output', 'json', '--replication-status', 'completed']);
    expect(eventsOf(said)).toContainEqual(
      expect.objectContaining({ check: 'replicas', answer: 'ok', detail: '1 replica looked for' }),
    );
    const key = await program.run([...DOCTOR, '--key', 'folder/b']);
    expect(key).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("did you mean --key 'folder/a'?") });
    const wrong = await program.run([...DOCTOR, '--replication-status', 'maybe']);
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('NONE, FAILED, COMPLETED, REPLICA') });
  });

  it('says what it could not check, and why, to those who may see nothing', async () => {
    program = await startProgram(runner, ['folder/a']);
    await program.iam.send(new CreateUserCommand({ UserName: 'nobody' }));
    const { AccessKey } = await program.iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' }));
    const env = {
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
    };
    const said = await program.run([...DOCTOR, '--output', 'json'], { env });
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    expect(said.stdout).not.toContain(env.AWS_SECRET_ACCESS_KEY);
    const checks = eventsOf(said).filter(({ kind }) => kind === 'check');
    expect(checks.filter(({ answer }) => answer === 'wrong')).toEqual([]);
    const unsure = new Set(checks.filter(({ answer }) => answer === 'could-not-check').map(({ check }) => check));
    for (const check of ['source-bucket', 'versioning', 'job-role', 'job-role-permissions', 'caller-permissions'])
      expect(unsure).toContain(check);
    expectNoSecret(said);
  });

  it('removes the canary within two seconds of Ctrl-C', async () => {
    program = await startProgram(runner, ['folder/a'], { timing: { liveReplicationMs: 3_600_000 } });
    const said = await program.run([...DOCTOR, '--canary'], { interruptAt: /the canary '.*' is being replicated/ });
    expect(said).toMatchObject({ exitCode: 130, stderr: expect.stringContaining('the canary was removed') });
    expect(said.endedAfterSignalMs).toBeLessThan(2_000);
    const { Versions = [], DeleteMarkers = [] } = await program.s3.send(
      new ListObjectVersionsCommand({ Bucket: 'src' }),
    );
    expect([...Versions, ...DeleteMarkers].map(({ Key }) => Key)).toEqual(['folder/a']);
    expectNoSecret(said);
  });

  it('replicates a canary and removes it', async () => {
    program = await startProgram(runner, ['folder/a']);
    const said = await program.run([...DOCTOR, '--canary']);
    expect(said).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('the canary was replicated and removed'),
    });
    for (const Bucket of ['src', 'dst']) {
      const { Versions = [], DeleteMarkers = [] } = await program.s3.send(new ListObjectVersionsCommand({ Bucket }));
      expect([...Versions, ...DeleteMarkers].filter(({ Key = '' }) => Key.includes('canary'))).toEqual([]);
    }
  });
});

/** What a command would give the AWS CLI, word by word. */
function wordsOf(commands: string): readonly string[] {
  const { stdout } = spawnSync('bash', ['-c', `aws() { printf '%s\\0' "$@"; }\n${commands}`], { encoding: 'utf8' });
  return stdout.split('\0');
}

const HOSTILE_KEYS = [
  "<img src=x onerror=alert(1)> '; $(touch owned) `touch owned` #",
  '\u001b[2J\u009b31m\u202egnp.exe',
  'line\nbreak\r\n```\n# heading\n$(touch owned)',
  '```\n\u2028</code></pre><script>alert(1)</script> ${x} %{y} "\\',
] as const;

describe('a finding about a key or a prefix that tries to be something else', () => {
  it.each(HOSTILE_KEYS.map((key, index) => [index, key] as const))(
    'is harmless in every output, and its patch means that key (%i)',
    async (_index, hostile) => {
      program = await startProgram(runner, []);
      const Key = `folder/${hostile}`;
      await program.s3.send(new PutObjectCommand({ Bucket: 'src', Key, Body: 'x', StorageClass: 'GLACIER' }));
      const missing = `elsewhere/${hostile}/`;
      for (const [output, ending] of [
        ['text', 'html'],
        ['json', 'md'],
        ['markdown', 'html'],
      ] as const) {
        const file = `${output}.${ending}`;
        const flags = ['--prefix', 'folder/', '--prefix', missing, '--output', output, '--report-file', file];
        const said = await program.run([...DOCTOR, ...flags]);
        expect(said.exitCode).toBe(2);
        rulesOf[output]?.(said.stdout);
        expectHarmlessText(said.stderr);
        rulesOf[ending]?.(readFileSync(path.join(program.folder, file), 'utf8'));
        if (output !== 'json') continue;
        const patches = eventsOf(said).flatMap(({ answer, patch }) => (answer === 'wrong' ? [patch] : []));
        expect(patches.flatMap((patch) => faultIn(patch) ?? [])).toEqual([]);
        expect(patches.map((patch) => patch?.language)).toEqual(expect.arrayContaining(['hcl', 'sh']));
        const restore = patches.find((patch) => patch?.text.includes('restore-object') === true);
        expect(wordsOf(restore?.text ?? '')).toContain(Key);
      }
    },
  );
});

describe('s3-backfill health', () => {
  it('ends with 0 where replication keeps up and with 1 where it fails, in every output', async () => {
    program = await startProgram(runner, []);
    await program.s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'folder/good', Body: 'x' }));
    await program.running.emulator.idle();
    const good = await program.run(HEALTH);
    expect(good).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('replication keeps up') });
    await program.iam.send(new DeleteRolePolicyCommand({ RoleName: 'replication', PolicyName: 'all' }));
    const Key = 'folder/<script>\u001b[2J\n```';
    await program.s3.send(new PutObjectCommand({ Bucket: 'src', Key, Body: 'x' }));
    await program.running.emulator.idle();
    for (const output of ['text', 'json', 'markdown'] as const) {
      const said = await program.run([...HEALTH, '--output', output]);
      expect(said.exitCode).toBe(1);
      rulesOf[output]?.(said.stdout);
      expectHarmlessText(said.stderr);
      expectNoSecret(said);
    }
  });

  it('ends with 2 where no rule is enabled', async () => {
    program = await startProgram(runner, []);
    const said = await program.run([...HEALTH, '--source-bucket', 'dst', '--region', 'us-east-1']);
    expect(said).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no enabled replication rule') });
  });
});
