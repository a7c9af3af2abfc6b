// A completion report of several files whose reading is cut short: what breaks off goes on where it was, and what was read whole before
// the program was killed is not fetched again.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../../e2e/setup';
import { control } from '../../emulator/control/control-client';
import { bugs } from '../../emulator/running';
import { journalOf, startProgram, type Program, type Said } from '../setup';

const FILES = 4;
const ROWS = 24_000;
let built = '';
let program: Program;
let jobId = '';
/** Of the report. */
let folder = '';
/** The report, read without trouble, and how often each file was asked for. */
let undisturbed: Said;
let each: readonly number[];

const nameOf = (file: number): string => `${folder}results/${file}.csv`;

/** More than a part of them, with failures in the last; versions of every second file were told in the one before. */
function rowsOf(file: number, word = 'key'): string {
  return Array.from({ length: ROWS }, (_, row) => {
    const start = `src,folder%2F${row % 5}/${word}-${row}-with-a-long-name-${'x'.repeat(20)}.json,version-${file >> 1}-${row}`;
    if (row % 250 !== 0) return `${start},succeeded,200,,success\n`;
    return `${start},failed,500,${row % 500 === 0 ? 'SlowDown' : 'InternalError'},"one, ""two"""\n`;
  }).join('');
}

const md5Of = (text: string): string => createHash('md5').update(text).digest('hex');

async function put(Key: string, Body: string): Promise<string> {
  await program.s3.send(new PutObjectCommand({ Bucket: 'reports', Key, Body }));
  return md5Of(Body);
}

async function writeReport(rows: readonly string[]): Promise<void> {
  const md5s: string[] = [];
  for (const [file, text] of rows.entries()) md5s.push(await put(nameOf(file), text));
  const { Body } = await program.s3.send(new GetObjectCommand({ Bucket: 'reports', Key: `${folder}manifest.json` }));
  const manifest = JSON.parse((await Body?.transformToString()) ?? '') as object;
  const Results = md5s.map((MD5Checksum, file) => {
    const TaskExecutionStatus = 'succeeded';
    return { TaskExecutionStatus, Bucket: 'reports', MD5Checksum, Key: nameOf(file) };
  });
  await put(`${folder}manifest.json`, JSON.stringify({ ...manifest, Results }));
}

const ORIGINAL = Array.from({ length: FILES }, (_, file) => rowsOf(file));

/** A job that is over. */
beforeAll(async () => {
  built = makeFolder();
  program = await startProgram(buildRunner(built), ['folder/a', 'folder/b'], { timing: { jobStateMs: 40 } });
  const detached = ['run', '--outputs', 'outputs.json', '--verify', 'never', '--detach'];
  expect(await program.run(detached)).toMatchObject({ exitCode: 0 });
  await program.running.emulator.idle();
  [jobId = ''] = program.running.emulator.world.jobs.keys();
  const { Contents = [] } = await program.s3.send(new ListObjectsV2Command({ Bucket: 'reports', Prefix: 'r/' }));
  folder = Contents.find(({ Key }) => Key?.endsWith('manifest.json'))?.Key?.replace(/manifest\.json$/, '') ?? '';
  await writeReport(ORIGINAL);
  await watched();
  undisturbed = await report();
  each = await requests();
  expect(states()).toEqual([]);
}, 60_000);

/** A report of several files, of which nothing was read. */
beforeEach(async () => {
  await control(program.running, 'DELETE', 'faults');
  await writeReport(ORIGINAL);
  for (const state of states()) rmSync(path.join(journalOf(program), state), { recursive: true });
});
afterAll(async () => {
  await program.close();
  removeFolder(built);
  expect(bugs(program.running)).toEqual([]);
});

const fault = (order: object): Promise<unknown> =>
  control(program.running, 'POST', 'faults', { operation: 's3:GetObject', bucket: 'reports', ...order });
const watched = (): Promise<unknown> =>
  Promise.all([...Array(FILES).keys()].map((file) => fault({ keyPrefix: nameOf(file), latencyMs: 0 })));

/** Requests for each of the files since they are watched. */
async function requests(): Promise<readonly number[]> {
  const { body } = await control(program.running, 'GET', 'faults');
  const faults = body['faults'] as { keyPrefix?: string; latencyMs?: number; seen: number }[];
  return [...Array(FILES).keys()].map(
    (file) => faults.find((one) => one.keyPrefix === nameOf(file) && one.latencyMs === 0)?.seen ?? 0,
  );
}

const report = (options?: Parameters<Program['run']>[1], ...more: readonly string[]): Promise<Said> =>
  program.run(['report', jobId, '--outputs', 'outputs.json', '--output', 'json', ...more], options);

/** Without the moment at which it was said. */
function reportIn({ stdout }: Said): unknown {
  const line = stdout.split('\n').find((one) => one.includes('"kind":"report"')) ?? '{}';
  return { ...(JSON.parse(line) as object), time: undefined };
}

const states = (): readonly string[] => {
  const directory = journalOf(program);
  if (!existsSync(directory)) return [];
  return readdirSync(directory).filter((name) => name.startsWith('report-'));
};
const keptFiles = (): readonly string[] => {
  const [state] = states();
  return state === undefined ? [] : readdirSync(path.join(journalOf(program), state));
};

async function until(isThere: () => boolean): Promise<void> {
  while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** SIGKILL while the third file is read. */
async function killed(): Promise<void> {
  await fault({ keyPrefix: nameOf(2), after: 1, latencyMs: 60_000 });
  const interruptWhen = until(() => keptFiles().filter((name) => name.endsWith('.json')).length === 2);
  expect(await report({ interruptWhen, signal: 'SIGKILL' })).toMatchObject({ exitCode: null });
  await control(program.running, 'DELETE', 'faults');
}

describe('a report whose reading is cut short', () => {
  it.each<readonly [string, object]>([
    ['broken off in the middle of a part', { truncateToBytes: 50_000 }],
    ['reset in the middle of the answer', { reset: 'midway' }],
    ['answered with InternalError', { error: 'InternalError' }],
    ['answered with SlowDown', { error: 'SlowDown' }],
  ])('goes on with the part that was %s, and fetches no other again', async (_title, effect) => {
    await watched();
    await fault({ keyPrefix: nameOf(1), after: 1, times: 1, ...effect });
    const said = await report();
    expect(said).toMatchObject({ exitCode: undisturbed.exitCode });
    expect(reportIn(said)).toEqual(reportIn(undisturbed));
    expect(said.stdout).toContain('"kind":"waiting"');
    expect(await requests()).toEqual(each.map((number, file) => (file === 1 ? number + 1 : number)));
  });

  it('ends with a clear message where a file is replaced under way', async () => {
    await fault({ keyPrefix: nameOf(1), after: 1, error: 'PreconditionFailed' });
    const said = await report();
    expect(said).toMatchObject({ exitCode: 5 });
    expect(said.stdout).toContain(`s3://reports/${nameOf(1)} is damaged: it was replaced while it was read`);
  });
});

describe('a report whose reading was killed', () => {
  it('goes on: files that were read are asked for one byte, the others are fetched, and the report is the same', async () => {
    await killed();
    await watched();
    const said = await report();
    expect(said).toMatchObject({ exitCode: undisturbed.exitCode });
    expect(said.stdout).toContain('2 files of 4 of the report were read before, and are not fetched again');
    expect(reportIn(said)).toEqual(reportIn(undisturbed));
    expect(reportIn(said)).toMatchObject({ succeeded: expect.any(Number) as unknown, causes: [{}, {}] });
    const [first, second, third = 0, fourth = 0] = await requests();
    expect([first, second]).toEqual([1, 1]);
    expect(Math.min(third, fourth)).toBeGreaterThan(1);
    // All of it was read: nothing stays.
    expect(states()).toEqual([]);
  });

  it('reads anew what was replaced meanwhile', async () => {
    await killed();
    await writeReport(ORIGINAL.map((rows, file) => (file === 1 ? rowsOf(file, 'other') : rows)));
    const said = await report();
    // S3 has written each file again, though three of them with the same bytes: their ETags are the same.
    expect(said.stdout).toContain('1 file of 4 of the report was read before, and is not fetched again');
    const anew = await report();
    expect(anew.stdout).not.toContain('read before');
    expect(reportIn(said)).toEqual(reportIn(anew));
  });

  it('reads anew what another object has taken the place of, where the manifest still names the first', async () => {
    await killed();
    await put(nameOf(0), rowsOf(0, 'other'));
    const said = await report();
    expect(said).toMatchObject({ exitCode: 5 });
    expect(said.stdout).toContain(`s3://reports/${nameOf(0)} is damaged: its checksum`);
  });

  it('goes on where another one, which was started meanwhile, has read all of it and removed what was kept', async () => {
    await killed();
    const [state = ''] = states();
    // The first file is fetched by whoever begins, and the second is read from this machine after it.
    const [first = ''] = keptFiles().filter((name) => {
      const note = path.join(journalOf(program), state, name);
      return name.endsWith('.json') && readFileSync(note, 'utf8').includes(md5Of(ORIGINAL[0] ?? ''));
    });
    rmSync(path.join(journalOf(program), state, first));
    await fault({ keyPrefix: nameOf(0), times: 1, latencyMs: 8_000 });
    const slow = report();
    while (((await control(program.running, 'GET', 'faults')).body['faults'] as { met: number }[])[0]?.met !== 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const quick = await report();
    expect(states()).toEqual([]);
    const said = await slow;
    for (const one of [quick, said]) {
      expect(one.stdout).toContain('1 file of 4 of the report was read before');
      expect(one).toMatchObject({ exitCode: undisturbed.exitCode });
      expect(reportIn(one)).toEqual(reportIn(undisturbed));
    }
    expect(said.stdout).toContain('is not on this machine any more');
    expect(states()).toEqual([]);
  });

  it('reads anew what is damaged on this machine', async () => {
    await killed();
    const [state = ''] = states();
    const rows = keptFiles().filter((name) => !name.includes('.'));
    writeFileSync(path.join(journalOf(program), state, rows[0] ?? ''), 'no rows');
    const said = await report();
    expect(said.stdout).toContain('1 file of 4 of the report was read before');
    expect(reportIn(said)).toEqual(reportIn(undisturbed));
  });
});
