// The built program loads most of its files when they are needed: each is in the package and loads, and every verb with every method gets as
// far as an ending of its own, which is never that of an internal error.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS, VERBS } from '../../runner/cli/cli';
import { METHODS } from '../../runner/methods/registry';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { bugs } from '../emulator/running';
import { startProgram, type Program, type Said } from './setup';

const NAMES = Object.keys(METHODS);
const OUTPUTS = ['--outputs', 'outputs.json', '--patience-seconds', '0'];
const FAST = ['--poll-seconds', '0.05', '--timeout', '20'];
const COPIES = ['--destination-bucket', 'copies', '--yes'];
const JOB = '00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c';
/** How each method knows a run of its own. */
const RUNS = [JOB, 'copy-1', 'rclone-1', 'aws-cli-1', 'inventory-1'];
const EXECUTION =
  'arn:aws:datasync:us-east-1:111122223333:task/task-0123456789abcdef0/execution/exec-0123456789abcdef0';

const INTERNAL = 70;

type Words = readonly string[];

function perMethod(verb: string, ...more: Words): readonly Words[] {
  return NAMES.map((method) => [
    ...[verb, ...OUTPUTS, '--method', method, ...more],
    ...(method === 'batch-replication' ? [] : COPIES.filter((word) => word !== '--yes' || verb === 'run')),
  ]);
}

const perRun = (verb: string, ...more: Words): readonly Words[] =>
  [...RUNS, EXECUTION].map((id) => [verb, id, ...more, ...OUTPUTS]);

/** What is started of each verb; some needs what a row of the same verb before it has left. */
const ROWS: Readonly<Record<string, readonly Words[]>> = {
  plan: [...perMethod('plan'), ['plan', ...OUTPUTS, '--out', 'plan.json', '--survey', 'exact']],
  run: [
    ...perMethod('run', ...FAST),
    ['plan', ...OUTPUTS, '--out', 'run.json'],
    ['run', 'run.json', ...OUTPUTS, ...FAST],
    ['run', '--fleet', 'fleet.txt', ...FAST, '--patience-seconds', '0', '--report-file', 'run.html'],
  ],
  copy: [['copy', 's3://src/folder/', 's3://copies/', '--region', 'us-east-1', '--yes', '--all-versions']],
  retry: perRun('retry'),
  recommend: [['recommend', ...OUTPUTS]],
  doctor: perMethod('doctor'),
  health: [['health', ...OUTPUTS]],
  verify: [
    ...perMethod('verify'),
    ['verify', ...OUTPUTS, '--evidence', 'one', '--certificate', 'c.html', '--report-file', 'r.md'],
    ['verify', ...OUTPUTS, '--evidence', 'two', '--certificate', 'c.json', '--output', 'json'],
    ['verify', '--from', 'two', '--since', 'one', '--output', 'markdown'],
    ['verify', ...OUTPUTS, '--method', 'copy', '--destination-bucket', 'copies', '--evidence', 'copied'],
    ['verify', '--from', 'copied'],
    ['verify', ...OUTPUTS, '--report', JOB],
    ['verify', '--from', 'two', '--report', 'two'],
    ['verify', ...OUTPUTS, '--source-inventory', 'none/manifest.json'],
    ['verify', ...OUTPUTS, '--engine', 'athena'],
    ['verify', '--fleet', 'fleet.txt'],
  ],
  'verify-certificate': [['verify-certificate', 'outputs.json', '--evidence', 'two', '--public-key', 'none.pem']],
  watch: perRun('watch', ...FAST),
  report: [...perRun('report'), ['report', JOB, ...OUTPUTS, '--evidence', 'rows'], ['report', '--from', 'two']],
  list: [['list', '--all', ...OUTPUTS]],
  status: perRun('status'),
  confirm: perRun('confirm').slice(0, 2),
  cancel: perRun('cancel', '--yes'),
  priority: [['priority', JOB, '5', ...OUTPUTS]],
  policy: [
    ['policy', ...OUTPUTS],
    ...['job-role', 'replication-role', 'caller'].flatMap((of) =>
      ['json', 'hcl', 'cli'].map((format) => ['policy', of, '--format', format, ...OUTPUTS]),
    ),
  ],
  init: [['init', '--help']],
  emulator: [['emulator', '--port', '0']],
  help: [['help'], ['help', 'run']],
  version: [['version']],
  completion: [['completion', 'bash']],
};

let built: string;
let program: Program;

beforeAll(async () => {
  built = makeFolder();
  program = await startProgram(buildRunner(built), ['folder/a']);
  writeFileSync(path.join(program.folder, 'fleet.txt'), 'outputs.json\n');
}, 60_000);
afterAll(async () => {
  await program.close();
  removeFolder(built);
  expect(bugs(program.running)).toEqual([]);
});

describe('the files of the built program', () => {
  const files = (): readonly string[] =>
    readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));

  it('name no file that is not there', () => {
    const missing = files().flatMap((name) => {
      const text = readFileSync(path.join(built, name), 'utf8');
      return [...text.matchAll(/\brequire\("(\.[^"]+)"\)/g)]
        .map(([, file = '']) => path.join(path.dirname(name), file))
        .filter((file) => !existsSync(path.join(built, file)));
    });
    expect(missing).toEqual([]);
  });

  it('load, each by itself', () => {
    // What begins by itself is started below.
    const parts = files().filter((name) => /^(runner|parts)\//.test(name));
    expect(parts.length).toBeGreaterThan(100);
    const load = `for (const file of ${JSON.stringify(parts)}) require(require('node:path').join(${JSON.stringify(built)}, file));`;
    expect(execFileSync(process.execPath, ['--eval', load], { encoding: 'utf8' })).toBe('');
  });
});

describe('every verb', () => {
  it('has its rows here', () => {
    expect(Object.keys(ROWS).sort()).toEqual(
      Object.keys(COMMANDS)
        .filter((name) => !COMMANDS[name]?.isHidden)
        .sort(),
    );
    for (const [verb, { flags }] of Object.entries(VERBS)) {
      const rows = ROWS[verb] ?? [];
      const methods = rows.flatMap((words) =>
        words.includes('--method') ? [words[words.indexOf('--method') + 1]] : [],
      );
      if ('method' in flags && verb !== 'policy') expect(methods).toEqual(expect.arrayContaining(NAMES));
    }
  });

  it.each(Object.keys(ROWS))(
    '%s ends with a code of its own, by every method',
    async (verb) => {
      const ended: (readonly [string, Said])[] = [];
      for (const words of ROWS[verb] ?? [])
        ended.push([
          words.join(' '),
          await program.run(words, verb === 'emulator' ? { interruptAt: /127\.0\.0\.1/ } : {}),
        ]);
      expect(ended.filter(([, { exitCode }]) => exitCode === null || exitCode === INTERNAL)).toEqual([]);
    },
    60_000,
  );
});
