// Many backfills at once: one price, one table, one verdict; none stops the others, and credentials that are gone stop all.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import { FLAGS, jobsOf, linesOf, withRoots } from './roots';

const built = builtProgram();
const TIMING = { timing: { jobStateMs: 20 } } as const;

describe('a fleet', () => {
  it('tells the price of all of it at once, and sends nothing where it is too high', async () => {
    const program = await built.start([], TIMING);
    await withRoots(program, [0, 1, 2]);
    const plan = await program.run(['plan', '--fleet', 'fleet.txt', ...FLAGS.slice(0, 2), '--output', 'json']);
    const lines = linesOf(plan);
    expect(plan.exitCode).toBe(0);
    expect(lines.find(({ kind }) => kind === 'fleet-plan')).toMatchObject({ members: 3, sending: 3, refused: 0 });
    expect(lines.find(({ kind }) => kind === 'cost')).toMatchObject({
      lines: expect.arrayContaining([
        expect.objectContaining({ item: 'job', quantity: { value: 3, low: 3, high: 3 } }),
      ]) as unknown,
    });
    // Each alone is below it.
    const dear = await program.run(['run', '--fleet', 'fleet.txt', ...FLAGS, '--max-cost', '0.6']);
    expect(dear).toMatchObject({ exitCode: 2 });
    expect(dear.stderr).toContain('nothing was sent: the cost may be');
    expect(jobsOf(program)).toEqual([]);
  }, 60_000);

  it('lets no bucket stop the others, and is as good as the worst of them', async () => {
    const program = await built.start([], TIMING);
    await withRoots(program, [0, 1]);
    const fleet = [
      'root-000.json',
      // What a run alone heeds is passed over by the comparison below.
      { outputs: 'root-001.json', name: 'one', retries: 0, 'report-prefix': 'reports/one', 'job-tags': true },
      { name: 'gone', outputs: 'none.json' },
      { name: 'odd', outputs: 'root-001.json', prefx: 'a' },
    ];
    writeFileSync(path.join(program.folder, 'fleet.json'), JSON.stringify(fleet));
    const said = await program.run(['run', '--fleet', 'fleet.json', ...FLAGS, '--report-file', 'r.html']);
    expect(said.exitCode).toBe(2);
    expect(said.stdout).toContain('4 backfills: 2 done; 2 not begun');
    expect(said.stdout).toContain("gone: there is no handoff at 'none.json'");
    expect(said.stdout).toContain("odd: 'odd': prefx is no option of run, did you mean prefix?");
    expect(said.stderr).toMatch(/^\S+Z root-000: running/m);
    expect(said.stderr).toMatch(/^\S+Z one: done: /m);
    const pages = ['r.html', 'r-root-000.html', 'r-one.html', 'r-gone.html', 'r-odd.html'];
    for (const name of pages) expect(readFileSync(path.join(program.folder, name), 'utf8')).toContain('<h1>');
    const compared = await program.run(['verify', '--fleet', 'fleet.json', '--output', 'json']);
    expect(compared.exitCode).toBe(2);
    const report = linesOf(compared).find(({ kind }) => kind === 'fleet-report')?.members ?? [];
    expect(report.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'not-begun', 'not-begun']);
  }, 60_000);

  it('compares of an entry exactly what it names, whatever statuses it selects', async () => {
    const program = await built.start([], TIMING);
    await withRoots(program, [0]);
    const file = path.join(program.folder, 'fleet.json');
    const root = { outputs: 'root-000.json', 'manifest-bucket': 'reports', 'manifest-prefix': 'm' };
    writeFileSync(file, JSON.stringify([{ ...root, key: 'root-000/1' }]));
    expect(await program.run(['run', '--fleet', 'fleet.json', ...FLAGS])).toMatchObject({ exitCode: 0 });
    expect(await program.run(['verify', '--fleet', 'fleet.json'])).toMatchObject({ exitCode: 0 });
    // Its other objects were not copied.
    writeFileSync(file, JSON.stringify([{ ...root, 'replication-status': ['NONE', 'FAILED'] }]));
    expect(await program.run(['verify', '--fleet', 'fleet.json'])).toMatchObject({ exitCode: 1 });
  }, 60_000);

  it('stops as a whole when the credentials are not accepted, and says how to go on', async () => {
    const program = await built.start([], TIMING);
    await withRoots(program, [0, 1, 2]);
    const said = await program.run(['run', '--fleet', 'fleet.txt', ...FLAGS], { env: { AWS_SECRET_ACCESS_KEY: 'x' } });
    expect(said.exitCode).toBe(2);
    expect(said.stderr).toContain('renew the credentials, then go on with: s3-backfill run --fleet fleet.txt');
    expect(jobsOf(program)).toEqual([]);
  }, 60_000);

  it('is stopped by a signal with the command that goes on, and by --timeout with exit code 4', async () => {
    const program = await built.start([], { timing: { jobStateMs: 60_000 } });
    await withRoots(program, [0, 1, 2, 3, 4, 5, 6, 7]);
    const late = await program.run(['run', '--fleet', 'fleet.txt', ...FLAGS, '--timeout', '4'], { limitMs: 25_000 });
    expect(late.exitCode).toBe(4);
    expect(late.stdout).toContain('8 backfills: 8 not over');
    expect(jobsOf(program)).toHaveLength(6);
    const stopped = await program.run(['run', '--fleet', 'fleet.txt', ...FLAGS], { interruptAt: /: running/ });
    expect(stopped.exitCode).toBe(130);
    expect(stopped.stderr).toContain('come back with: s3-backfill run --fleet fleet.txt');
    expect(jobsOf(program)).toHaveLength(6);
    // Meanwhile, whoever wants to know looks at the jobs, and begins nothing.
    const listed = await program.run(['list', '--active', '--region', 'us-east-1']);
    expect(listed).toMatchObject({ exitCode: 0 });
    expect(new Set(listed.stdout.match(/from root-00\d/g)).size).toBe(6);
    for (const verb of ['list', 'watch', 'status', 'report'])
      expect(await program.run([verb, '--fleet', 'fleet.txt'])).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('list --active shows the jobs of all buckets'),
      });
    const compared = await program.run(['verify', '--fleet', 'fleet.txt', '--output', 'json']);
    expect(compared.exitCode).toBe(1);
    expect(linesOf(compared).find(({ kind }) => kind === 'fleet-report')?.members).toHaveLength(8);
    expect(jobsOf(program)).toHaveLength(6);
  }, 60_000);

  it.each([
    [['--outputs', 'outputs.json'], '--outputs and --fleet do not go together'],
    [['--detach'], '--detach and --fleet do not go together'],
    [['--fleet', 'nothing.json'], "'nothing.json' is no file"],
  ])('refuses %j', async (flags, message) => {
    const program = await built.start([]);
    writeFileSync(path.join(program.folder, 'fleet.txt'), 'outputs.json\n');
    const fleet = flags.includes('--fleet') ? [] : ['--fleet', 'fleet.txt'];
    const said = await program.run(['run', ...fleet, ...flags]);
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain(message);
  });
});
