// A run that is killed at any moment, and run again: one job, and the verdict that it would have had.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { startProgram, type Program } from './setup';

const KILLS = 50;
const AT_ONCE = 3;

let folder: string;
let program: Program;
const numbers = [...Array(KILLS).keys()];
const prefixOf = (number: number): string => `folder/${number}/`;

beforeAll(async () => {
  folder = makeFolder();
  const keys = numbers.flatMap((number) => [`${prefixOf(number)}a`, `${prefixOf(number)}b`]);
  program = await startProgram(buildRunner(folder), keys, { timing: { jobStateMs: 60 } });
}, 60_000);
afterAll(async () => {
  await program.close();
  removeFolder(folder);
});

const argv = (number: number): readonly string[] => {
  const flags = ['--prefix', prefixOf(number), '--poll-seconds', '0.05'];
  return ['run', '--outputs', 'outputs.json', ...flags];
};

/** Starts a run, kills it when it is about to send its request with this number, and returns what it had said. */
function killed(number: number, atRequest: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(folder, 's3-backfill.js'), ...argv(number), '--verbose'], {
      cwd: program.folder,
      env: { ...program.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      said.stderr += chunk.toString();
      if (said.stderr.split('\nrequest: ').length > atRequest) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => resolve(said.stdout));
  });
}

function jobsOf(number: number): number {
  return [...program.running.emulator.world.jobs.values()].filter(({ order }) =>
    order.description?.includes(`s3-backfill ${prefixOf(number)} `),
  ).length;
}

const VERDICT = "2 object versions replicated under 'folder/";

describe('a run that is killed', () => {
  it(`leaves one job and the same verdict to the next run, at ${KILLS} moments, on this machine or on another`, async () => {
    const rest = numbers.values();
    const moments: number[] = [];
    const worker = async (): Promise<void> => {
      for (const number of rest) {
        const said = await killed(number, number + 1);
        moments.push(jobsOf(number));
        // A machine without the state of the first one.
        if (number % 2 === 1) await forget();
        const again = await program.run(argv(number));
        const told = said.includes(VERDICT);
        expect({ number, ...again }).toMatchObject({ exitCode: 0 });
        // Who was told before the kill is told that there is nothing to do.
        if (!told) expect(again.stdout).toContain(VERDICT);
        expect({ number, jobs: jobsOf(number) }).toEqual({ number, jobs: told ? expect.any(Number) : 1 });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    // Some were killed before their job came into being, and some after it.
    expect(new Set(moments)).toEqual(new Set([0, 1]));
  }, 420_000);
});

/** What other runs keep is not touched: only states of runs that are not under way would matter, and those are found in S3. They write meanwhile. */
async function forget(): Promise<void> {
  const states = path.join(program.folder, '.s3-backfill');
  if (readdirSync(program.folder).includes('.s3-backfill'))
    await rm(states, { recursive: true, force: true, maxRetries: 10 });
}
