/** @group outside */
// What is chosen, as each program that is driven is told: globs in its own order, prefixes that end within a name, sizes; scripts that are run
// by a shell with nothing but what they say they need; and a disk that is full.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { writeFileSync } from 'node:fs';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../../e2e/setup';
import { bugs } from '../../emulator/running';
import { startProgram, type Program, type Said } from '../setup';
import { describeTools, pathOf } from './tools';

const RESTS = [
  ...['a.jpg', 'a.txt', 'b/a.jpg', 'b/c.tmp', 'drafts/x.jpg', 'drafts/y.txt', 'x[1].txt', 'x1.txt', '{b}.txt', 'é.txt'],
  ...['$(date).txt', "it's.txt", 'line\nfeed.jpg', 'tab\t.jpg', '2025-1', '2025-2/z', '2026-1'],
];
let folder: string;
let runner: string;
let program: Program;
let runs = 0;

beforeAll(async () => {
  folder = makeFolder();
  runner = buildRunner(folder);
  program = await startProgram(
    runner,
    RESTS.map((rest) => `in/${rest}`),
  );
}, 60_000);
afterAll(async () => {
  expect(bugs(program.running)).toEqual([]);
  await program.close();
  removeFolder(folder);
});

async function keysUnder(Prefix: string): Promise<readonly string[]> {
  const { Contents = [] } = await program.s3.send(new S3.ListObjectsV2Command({ Bucket: 'dst', Prefix }));
  return Contents.map(({ Key = '' }) => Key.slice(Prefix.length)).sort();
}

const CHOICES: readonly (readonly [flags: readonly string[], taken: (rest: string) => boolean])[] = [
  [
    ['--exclude', '*.txt', '--include', 'a*', '--exclude', 'b/*'],
    (rest) => (!rest.endsWith('.txt') || rest.startsWith('a')) && !rest.startsWith('b/'),
  ],
  [
    ['--exclude', '*', '--include', '*.jpg', '--exclude', 'drafts/*'],
    (rest) => rest.endsWith('.jpg') && !rest.startsWith('drafts/'),
  ],
  [
    ['--exclude', '*', '--include', 'x[[]1].txt', '--include', '[{]b[}].txt', '--include', '?.txt'],
    (rest) => ['x[1].txt', '{b}.txt', 'é.txt', 'a.txt'].includes(rest),
  ],
  [
    ['--exclude', '[!a-c]*', '--include', '$(*', '--include', "it's*"],
    (rest) => /^[a-c]/.test(rest) || rest.startsWith('$(') || rest.startsWith("it's"),
  ],
];

describe('a choice', () => {
  describeTools('means to it what it means here', (tool) => {
    const env = (): Record<string, string> => ({ AWS_REGION: 'us-east-1', PATH: pathOf(tool, folder) });
    const words = (from: string, to: string, ...flags: readonly string[]): readonly string[] => [
      ...['--method', tool.method, '--checks', 'basic', '--source-bucket', 'src', '--prefix', from],
      ...['--destination-bucket', 'dst', '--destination-prefix', to, ...flags],
    ];
    const run = (from: string, to: string, ...flags: readonly string[]): Promise<Said> =>
      program.run(['run', '--yes', ...words(from, to, ...flags)], { env: env(), limitMs: 60_000 });
    const fresh = (): string => {
      runs += 1;
      return `out-${String(runs)}/`;
    };

    it.each(CHOICES)('%j', async (flags, taken) => {
      const to = fresh();
      expect(await run('in/', to, ...flags)).toMatchObject({ exitCode: 0 });
      expect(await keysUnder(to)).toEqual(RESTS.filter(taken).sort());
    });

    it('a prefix that ends within a name is that, and one that no folder is is refused', async () => {
      const to = fresh();
      expect(await run('in/2025-', `${to}2025-`, '--exclude', '1*')).toMatchObject({ exitCode: 0 });
      expect(await keysUnder(to)).toEqual(['2025-2/z']);
      // What follows it begins with a slash, and no object is said to have a name that it cannot carry.
      const folders = await run('in/drafts', `${to}drafts`);
      expect([folders.exitCode, folders.stderr]).toEqual([0, expect.not.stringContaining('cannot copy')]);
      expect(await keysUnder(`${to}drafts/`)).toEqual(['x.jpg', 'y.txt']);
      const refused = await run('in/2025-', `${to}2024-`);
      expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('copies folders') });
    });

    it('flags that it does not heed are refused', async () => {
      for (const flag of [
        ['--tag', 'a=b'],
        ['--keep', 'acl'],
        ['--delete', '--max-delete', '3'],
        ['--max-bandwidth', '1MiB'],
        ['--parts-above', '64MiB'],
        ['--detach'],
      ])
        expect([flag, await run('in/', 'refused/', ...flag)]).toMatchObject([
          flag,
          { exitCode: 2, stderr: expect.stringContaining(`--method ${tool.method}`) },
        ]);
      expect(await keysUnder('refused/')).toEqual([]);
    });

    it('a script copies the same, by a shell that has only what it says it needs, and says what is not there', async () => {
      const to = fresh();
      const printed = await program.run(['plan', ...words('in/', to, '--exclude', '*.tmp', '--print-command')], {
        env: env(),
      });
      expect(printed.exitCode).toBe(0);
      const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = program.environment;
      expect(printed.stdout).not.toContain(AWS_SECRET_ACCESS_KEY);
      const script = path.join(folder, `${tool.program}.sh`);
      writeFileSync(script, printed.stdout);
      const PATH = pathOf(tool, folder);
      const keys = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
      // The emulator answers from this process: it must not wait.
      const sh = (given: Record<string, string>): Promise<number | null> =>
        new Promise((resolve) => {
          const child = spawn('sh', [script], {
            env: { NODE_ENV: 'test', PATH, ...given },
            cwd: '/',
            stdio: 'ignore',
            timeout: 60_000,
          });
          child.on('close', resolve);
        });
      expect(await sh({})).not.toBe(0);
      expect(await keysUnder(to)).toEqual([]);
      const leaks = { RCLONE_DRY_RUN: 'true', AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_CONFIG_FILE: '/nowhere' };
      expect(await sh({ ...keys, ...leaks })).toBe(0);
      expect(await keysUnder(to)).toEqual(RESTS.filter((rest) => !rest.endsWith('.tmp')).sort());
    });

    it('a disk that is full takes the log, and nothing of what is so', async () => {
      const to = fresh();
      const line = ['exec', process.execPath, runner, 'run', '--yes', ...words('in/', to)]
        .map((one) => `'${one}'`)
        .join(' ');
      const said = { text: '', exitCode: null as number | null };
      await new Promise<void>((resolve) => {
        const child = spawn('sh', ['-c', `ulimit -f 1; ${line.replace("'exec'", 'exec')}`], {
          env: { NODE_ENV: 'test', ...program.environment, ...env() },
          cwd: program.folder,
          timeout: 60_000,
        });
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (chunk: Buffer) => (said.text += chunk.toString()));
        child.on('close', (code) => {
          said.exitCode = code;
          resolve();
        });
      });
      expect(said).toMatchObject({ exitCode: 0, text: expect.stringContaining('can no longer be written to') });
      expect(await keysUnder(to)).toEqual([...RESTS].sort());
    });
  });
});
