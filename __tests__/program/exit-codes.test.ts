// Every exit code, by the program as it is shipped, against a local AWS.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { JOB_POLICY, startProgram, type Program } from './setup';

const FAST = ['--poll-seconds', '0.05'];
const RUN = ['run', '--outputs', 'outputs.json', ...FAST];

let folder: string;
let runner: string;
let program: Program;

beforeAll(() => {
  folder = makeFolder();
  runner = buildRunner(folder);
});
afterEach(() => program.close());
afterAll(() => removeFolder(folder));

const jobs = (): number => program.running.emulator.world.jobs.size;
const replicas = (): number => program.running.emulator.world.buckets.get('dst')?.versions.size ?? 0;

describe('s3-backfill', () => {
  it('ends with 0 when every version has its replica, and again with 0 when there is nothing to do', async () => {
    program = await startProgram(runner, ['folder/a b+c%.txt', 'folder/ü', 'other/x']);
    const first = await program.run(RUN);
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toContain('2 object versions replicated');
    expect(replicas()).toBe(2);
    const second = await program.run(RUN);
    expect(second).toMatchObject({ exitCode: 0 });
    expect(second.stdout).toContain('nothing to do');
    expect(replicas()).toBe(2);
    expect(await program.run([...RUN, '--fail-on-empty'])).toMatchObject({ exitCode: 6 });
  });

  it('ends with 0, and without a job, when no version has the status that was asked for, and says which they have', async () => {
    program = await startProgram(runner, ['folder/a', 'folder/b']);
    const flags = ['--replication-status', 'COMPLETED', '--created-after', '2020-01-01'];
    const said = await program.run([...RUN, ...flags]);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain('none of 2 object versions looked at has the status COMPLETED: 2 are NONE');
    expect(said.stdout).toContain('the destinations were not compared');
    expect(jobs()).toBe(0);
    const late = await program.run([...RUN, '--created-after', '2100-01-01']);
    expect(late.stdout).toContain('passes the filters of the job (--created-after)');
    expect(jobs()).toBe(0);
  });

  it('ends with 1 when S3 calls the job Complete and every task has failed', async () => {
    program = await startProgram(runner, ['folder/a']);
    const wrong = JOB_POLICY.replace('arn:aws:s3:::src/*', 'arn:aws:s3:::src');
    await program.iam.send(new PutRolePolicyCommand({ RoleName: 'job', PolicyName: 'all', PolicyDocument: wrong }));
    expect(await program.run(RUN)).toMatchObject({ exitCode: 2 });
    expect(jobs()).toBe(0);
    const said = await program.run([...RUN, '--checks', 'basic']);
    expect(said).toMatchObject({ exitCode: 1 });
    expect(said.stdout).toContain('InitiateReplicationNotPermitted');
    expect(said.stdout).toContain('the source objects (the ARN of the bucket with /*)');
  });

  it('ends with 2 and sends nothing when a check says no', async () => {
    program = await startProgram(runner, ['folder/a']);
    const said = await program.run([...RUN, '--prefix', '/folder/']);
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain("write --prefix 'folder/'");
    expect(jobs()).toBe(0);
  });

  it('ends with 3 when the job fails', async () => {
    program = await startProgram(runner, ['folder/a']);
    const wrong = JOB_POLICY.replace('s3:PutInventoryConfiguration', 's3:ListBucket');
    await program.iam.send(new PutRolePolicyCommand({ RoleName: 'job', PolicyName: 'all', PolicyDocument: wrong }));
    const said = await program.run([...RUN, '--checks', 'basic', '--retries', '0']);
    expect(said).toMatchObject({ exitCode: 3 });
    expect(said.stderr).toContain('s3:PutInventoryConfiguration');
  });

  it('ends with 4 at the deadline; the same command finds the job and ends with 0', async () => {
    program = await startProgram(runner, ['folder/a'], { timing: { jobStateMs: 1_500 } });
    const late = await program.run([...RUN, '--timeout', '0.3']);
    expect(late).toMatchObject({ exitCode: 4 });
    expect(late.stdout).toMatch(/s3-backfill watch [0-9a-f-]{36}/);
    expect(await program.run(RUN)).toMatchObject({ exitCode: 0 });
    expect(jobs()).toBe(1);
  });

  it('ends with 5 when AWS cannot be reached, without a word of secrets or of the SDK', async () => {
    program = await startProgram(runner, ['folder/a']);
    const said = await program.run([...RUN, '--patience-seconds', '1'], {
      env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
    });
    expect(said).toMatchObject({ exitCode: 5 });
    expect(said.stderr).toContain('no answer (ECONNREFUSED)');
    const all = said.stdout + said.stderr;
    expect(all).not.toContain(program.running.credentials(0).secretAccessKey);
    expect(all).not.toMatch(/\$metadata|node_modules|at .*\.js:\d+/);
  });

  it.each(['127.0.0.1:9', ''])('ends with 2, and in good order, when the endpoint is %j', async (endpoint) => {
    program = await startProgram(runner, []);
    const said = await program.run([...RUN, '--endpoint-url', endpoint]);
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toMatch(/--endpoint-url: got '.*'; an endpoint looks like https:\S+ or http:\S+\n$/);
  });

  it('says which profile has no credentials, in one line of its own', async () => {
    program = await startProgram(runner, []);
    const said = await program.run(['list', '--outputs', 'outputs.json', '--output', 'json', '--profile', 'stagin']);
    expect(said).toMatchObject({ exitCode: 2, stderr: '' });
    expect(said.stdout).toContain("there are no credentials for profile 'stagin'");
  });

  it('ends with 5, and in good order, when standard output cannot be written', async () => {
    program = await startProgram(runner, []);
    const readOnly = openSync(path.join(program.folder, 'outputs.json'), 'r');
    const child = spawn(process.execPath, [runner, 'list', '--outputs', 'outputs.json'], {
      cwd: program.folder,
      env: { ...program.environment },
      stdio: ['ignore', readOnly, 'pipe'],
    });
    const said = await text(child.stderr as Readable);
    closeSync(readOnly);
    expect(said).toMatch(
      /^handoff from .*\ns3-backfill: standard output cannot be written \(EBADF\): results are lost\n$/,
    );
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(5);
  });

  it.each([
    ['a page for people', '<!doctype html><p>Sign in', 'could not be read'],
    ['a page that XML can be', '<html><body>Sign in</body></html>', 'the answer does not tell which jobs there are'],
    ['nothing', '', 'the answer does not tell which jobs there are'],
  ])('doubts the endpoint when %s answers, which lists no job', async (_title, answer, says) => {
    program = await startProgram(runner, []);
    const page = createServer((_, response) => response.end(answer)).listen(0, '127.0.0.1');
    try {
      await once(page, 'listening');
      const { port } = page.address() as AddressInfo;
      const said = await program.run([
        'list',
        '--outputs',
        'outputs.json',
        '--endpoint-url',
        `http://127.0.0.1:${port}`,
        '--patience-seconds',
        '1',
      ]);
      expect(said).toMatchObject({ exitCode: 5 });
      expect(said.stderr).toContain(says);
      expect(said.stderr).toContain('something else than AWS may have answered: check AWS_ENDPOINT_URL');
    } finally {
      page.close();
    }
  });

  it('ends with 2 when AWS does not accept the credentials: a check says no, and nothing is sent', async () => {
    program = await startProgram(runner, []);
    const said = await program.run(RUN, { env: { AWS_SECRET_ACCESS_KEY: 'not-the-secret' } });
    expect(said.exitCode).toBe(2);
    expect(said.stderr).toContain('SignatureDoesNotMatch');
    expect(said.stdout + said.stderr).not.toContain('not-the-secret');
  });

  it('ends with 130 at once upon Ctrl-C, and the job goes on', async () => {
    program = await startProgram(runner, ['folder/a'], { timing: { jobStateMs: 400 } });
    const { emulator } = program.running;
    const took: number[] = [];
    // The best of three: other programs may have the processor for a while.
    for (let attempt = 0; attempt < 3 && Math.min(...took) >= 3_000; attempt += 1) {
      const said = await program.run([...RUN.slice(0, 3), '--always-create', '--poll-seconds', '30'], {
        interruptAt: /created job/,
      });
      expect(said).toMatchObject({ exitCode: 130 });
      expect(said.stderr).toMatch(/interrupted; job [0-9a-f-]{36} goes on in AWS/);
      took.push(said.endedAfterSignalMs ?? Infinity);
      await emulator.idle();
      await program.run(RUN);
      await program.s3.send(new PutObjectCommand({ Bucket: 'src', Key: `folder/${attempt}`, Body: 'x' }));
    }
    // In a small part of the 30 s that are left until the next look: it waits for nothing.
    expect(Math.min(...took)).toBeLessThan(3_000);
    expect(emulator.world.jobs.values().next().value).toMatchObject({ status: 'Complete' });
  }, 60_000);

  it('reads the handoff from standard input, and plans without sending anything', async () => {
    program = await startProgram(runner, ['folder/a']);
    const stdin = readFileSync(path.join(program.folder, 'outputs.json'), 'utf8');
    const plan = await program.run(['plan', '--outputs', '-', '--output', 'json'], { stdin });
    expect(plan).toMatchObject({ exitCode: 0, stderr: '' });
    const lines = plan.stdout.trimEnd().split('\n');
    const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect([...new Set(kinds)]).toEqual(
      expect.arrayContaining(['handoff', 'check', 'survey', 'cost', 'plan', 'verdict']),
    );
    expect(kinds.at(-1)).toBe('verdict');
    expect(jobs()).toBe(0);
  });

  it('shows a key of escape sequences without letting it steer the terminal', async () => {
    program = await startProgram(runner, ['folder/\u001b[2J\u009bm\n\u202ex']);
    const wrong = JOB_POLICY.replace('arn:aws:s3:::src/*', 'arn:aws:s3:::src');
    await program.iam.send(new PutRolePolicyCommand({ RoleName: 'job', PolicyName: 'all', PolicyDocument: wrong }));
    for (const output of ['text', 'json']) {
      const { stdout, stderr } = await program.run([...RUN, '--checks', 'basic', '--output', output]);
      expect(stdout + stderr).toContain('[2J');
      expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    }
  });
});
