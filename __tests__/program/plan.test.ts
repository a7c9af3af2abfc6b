// plan, as it is shipped, against a local AWS: what it counts is what run then copies.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import type { RunnerEvent } from '../../runner/events/events';
import { builtProgram } from './built';
import { type Program, type Said } from './setup';

const KEYS = ['folder/a b+c%.txt', 'folder/\u001b[31mred', 'folder/ü/1', 'folder/ü/2', 'other/x'];
const OUTPUTS = ['--outputs', 'outputs.json'];
const FAST = ['--poll-seconds', '0.05'];

const built = builtProgram();
let program: Program;

const jobs = (): number => program.running.emulator.world.jobs.size;

function event<K extends RunnerEvent['kind']>({ stdout }: Said, kind: K): Extract<RunnerEvent, { kind: K }> {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const found = lines.map((line) => JSON.parse(line) as { kind: string }).find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}: ${stdout}`);
  return found as Extract<RunnerEvent, { kind: K }>;
}

describe('s3-backfill plan', () => {
  it('counts exactly the versions that the job then has, and makes no job itself', async () => {
    program = await built.start(KEYS);
    const { s3 } = program;
    await s3.send(new DeleteObjectCommand({ Bucket: 'src', Key: 'folder/ü/1' }));
    // Written under the rule: replicated already, or about to be.
    await s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'folder/new', Body: 'new' }));
    const planned = await program.run(['plan', ...OUTPUTS, '--output', 'json']);
    expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
    const { copied, exact } = event(planned, 'survey');
    expect([exact, copied.versions.value, jobs()]).toEqual([true, 4, 0]);
    const run = await program.run(['run', ...OUTPUTS, ...FAST]);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stdout).toContain('4 object versions replicated');
  });

  it('keeps a plan that run makes one job of, and that is refused once it has been done', async () => {
    program = await built.start(KEYS);
    expect(await program.run(['plan', ...OUTPUTS, '--out', 'plan.json'])).toMatchObject({ exitCode: 0 });
    expect(await program.run(['run', 'plan.json', ...FAST])).toMatchObject({ exitCode: 0 });
    expect(jobs()).toBe(1);
    const again = await program.run(['run', 'plan.json', ...FAST]);
    expect(again).toMatchObject({ exitCode: 2 });
    expect(again.stderr).toContain('the plan has 4');
    expect(jobs()).toBe(1);
  });

  it('refuses a plan whose request was edited', async () => {
    program = await built.start(KEYS);
    await program.run(['plan', ...OUTPUTS, '--out', 'plan.json']);
    const file = path.join(program.folder, 'plan.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"Priority": 10', '"Priority": 99'));
    expect(await program.run(['run', 'plan.json'])).toMatchObject({ exitCode: 2 });
    expect(jobs()).toBe(0);
  });

  it('holds the gates, in plan and in run', async () => {
    program = await built.start(KEYS);
    for (const verb of ['plan', 'run']) {
      const { exitCode, stderr } = await program.run([verb, ...OUTPUTS, '--max-objects', '3']);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('may be 4, and --max-objects allows 3')]);
    }
    expect(await program.run(['run', ...OUTPUTS, '--max-cost', '0.2'])).toMatchObject({ exitCode: 2 });
    expect(jobs()).toBe(0);
  });

  it('tells a person in words, without a warning of Node and without escape sequences from keys', async () => {
    program = await built.start(KEYS);
    const { stdout, stderr } = await program.run(['plan', ...OUTPUTS]);
    expect(stdout).toContain('4 object versions');
    expect(stdout).toContain('$0.25 / job');
    expect(`${stdout}${stderr}`).not.toContain('\u001b');
    expect(stderr).not.toContain('MaxListeners');
    const planned = await program.run(['plan', ...OUTPUTS, '--output', 'json']);
    expect(event(planned, 'plan').transfers).toHaveLength(1);
  });
});
