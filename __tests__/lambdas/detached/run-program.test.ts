// One step of a detached run: what the program is told, and what becomes of what it writes.
import { expect, it } from '@jest/globals';
import { runProgram, type Workplace } from '../../../lambdas/detached/run-program';
import type { ProgramEnd } from '../../../lambdas/detached/step';

const ORDER = {
  execution: 'first',
  handoff: { report: { bucket: 'reports', prefix: 'r' }, source: { bucket: 'source', region: 'eu-west-1' } },
  flags: ['--prefix', 'in/'],
};

interface Fake extends Workplace {
  readonly flags: string[];
  readonly files: Map<string, string>;
  readonly puts: Map<string, string>;
  mostMs: number;
}

/** @param writes - what the program writes into the folder */
function workplace(end: ProgramEnd, writes: Readonly<Record<string, string>> = {}): Fake {
  const files = new Map<string, string>();
  const fake: Fake = {
    flags: [],
    files,
    puts: new Map(),
    mostMs: 0,
    program: (flags, folder, mostMs) => {
      fake.flags.push(...flags);
      fake.mostMs = mostMs;
      for (const [name, text] of Object.entries(writes)) files.set(`${folder}/${name}`, text);
      return Promise.resolve(end);
    },
    open: () => Promise.resolve('folder'),
    write: (folder, name, text) => {
      files.set(`${folder}/${name}`, text);
      return Promise.resolve(`${folder}/${name}`);
    },
    read: (folder, name) => Promise.resolve(files.get(`${folder}/${name}`)),
    remove: () => {
      files.clear();
      return Promise.resolve();
    },
    put: (bucket, key, text) => {
      fake.puts.set(`${bucket}/${key}`, text);
      return Promise.resolve();
    },
    remainingMs: () => 900_000,
  };
  return fake;
}

const ended = (exitCode: number, outcome: string): ProgramEnd => ({
  events: `{"kind":"certificate","answer":"complete"}\n${JSON.stringify({ kind: 'verdict', outcome, summary: 's', transferIds: ['j'] })}\n`,
  exitCode,
  isOutOfTime: false,
});

it('has the program compare everything, look once, and end before the function does', async () => {
  const at = workplace(ended(4, 'still-running'));
  expect(await runProgram(ORDER, at)).toEqual({
    state: 'running',
    outcome: 'still-running',
    summary: 's',
    jobs: ['j'],
  });
  const flags = at.flags.join(' ');
  expect(flags).toMatch(
    /^--outputs folder\/outputs\.json --timeout 0 --retries 1 --verify always --yes --output json /,
  );
  expect(flags).toMatch(/ --prefix in\/$/);
  expect(at.mostMs).toBe(840_000);
  expect([...at.puts.keys()]).toEqual([]);
  expect(at.files.size).toBe(0);
});

it('puts report, certificate and events below the name of the execution once it is over, and what is there of them', async () => {
  const at = workplace(ended(0, 'done'), { 'report.html': '<p>', 'certificate.json': '{}' });
  expect(await runProgram(ORDER, at)).toMatchObject({ state: 'proven', report: 's3://reports/r/detached/first/' });
  expect(Object.fromEntries(at.puts)).toEqual({
    'reports/r/detached/first/report.html': '<p>',
    'reports/r/detached/first/certificate.json': '{}',
    'reports/r/detached/first/events.jsonl': ended(0, 'done').events,
  });
  const failed = workplace(ended(1, 'some-failed'), { 'report.html': '<p>' });
  expect(await runProgram(ORDER, failed)).toMatchObject({ state: 'failed', outcome: 'some-failed' });
  expect(failed.puts.has('reports/r/detached/first/certificate.json')).toBe(false);
});

it('fails where the report cannot be written, and leaves no folder behind', async () => {
  const at = { ...workplace(ended(0, 'done')), put: () => Promise.reject(new Error('AccessDenied')) };
  await expect(runProgram(ORDER, at)).rejects.toThrow('AccessDenied');
  expect(at.files.size).toBe(0);
});
