// A hundred buckets at once: smallest first, six jobs at a time, one table, one verdict; killed, and run again.
import { readdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import type { Program } from '../setup';
import { FLAGS, jobsOf, linesOf, nameOf, objectsOf, withRoots, type Line } from './roots';

const built = builtProgram();

const BUCKETS = 100;
const numbers = [...Array(BUCKETS).keys()];

/** Jobs at work at once, and the members in the order in which they began. */
function courseOf(lines: readonly Line[]): { readonly most: number; readonly order: readonly string[] } {
  const active = new Set<string>();
  const order: string[] = [];
  let most = 0;
  for (const { kind, state, member = '', event } of lines) {
    if (event?.kind === 'transfer') active.add(event.transferId ?? '');
    if (kind === 'fleet-member' && state === 'running' && !order.includes(member)) order.push(member);
    if (event?.kind === 'transfer-ended') active.delete(event.transferId ?? '');
    most = Math.max(most, active.size);
  }
  return { most, order };
}

/** Killed as soon as so many jobs were created. */
function killedAfter(jobs: number, { folder, environment, running }: Program): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [built.runner(), 'run', '--fleet', 'fleet.txt', ...FLAGS], {
      cwd: folder,
      env: { ...environment },
      stdio: 'ignore',
    });
    const look = setInterval(() => {
      if (running.emulator.world.jobs.size >= jobs) child.kill('SIGKILL');
    }, 10);
    child.on('error', reject);
    child.on('close', () => {
      clearInterval(look);
      resolve();
    });
  });
}

describe('a fleet', () => {
  it(`of ${BUCKETS} buckets runs smallest first, six jobs at a time, and goes on after it was killed`, async () => {
    const program = await built.start([], { clock: 'auto', timing: { jobStateMs: 600_000 } });
    await withRoots(program, numbers);
    await killedAfter(20, program);
    const before = jobsOf(program).length;
    expect(before).toBeGreaterThanOrEqual(20);
    expect(before).toBeLessThan(BUCKETS);
    const parameters = ['run', '--fleet', 'fleet.txt', ...FLAGS, '--certificate', 'c.json', '--output', 'json'];
    const said = await program.run(parameters, { limitMs: 150_000 });
    const lines = linesOf(said);
    const report = lines.find(({ kind }) => kind === 'fleet-report')?.members ?? [];
    expect(report.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
    expect(report.map(({ member }) => member)).toEqual(numbers.map(nameOf));
    expect(lines.at(-1)).toMatchObject({ kind: 'verdict', exitCode: 0 });
    expect(said.exitCode).toBe(0);
    expect(new Set(jobsOf(program)).size).toBe(BUCKETS);
    expect(jobsOf(program)).toHaveLength(BUCKETS);
    const { most, order } = courseOf(lines);
    expect(most).toBeLessThanOrEqual(6);
    const sizes = order.map((member) => objectsOf(numbers.find((number) => nameOf(number) === member) ?? 0));
    const created = sizes.slice(before);
    expect(created).toEqual([...created].sort((one, other) => one - other));
    const certificates = readdirSync(program.folder).filter((name) => /^c-root-\d{3}\.json$/.test(name));
    expect(certificates).toHaveLength(BUCKETS);
  }, 180_000);
});
