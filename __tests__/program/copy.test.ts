// The built program copies object by object: what is missing or different, once, whatever ends it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ListObjectVersionsCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { builtProgram } from './built';
import { startProgram, type Program, type RunOptions, type Said } from './setup';

const built = builtProgram();
const copy = (from: string, to: string, ...more: readonly string[]): readonly string[] => [
  'copy',
  `s3://src/${from}`,
  `s3://dst/${to}`,
  '--yes',
  ...more,
];

/** Versions of each key of the destination. */
async function versionsAt({ s3 }: Program, prefix: string): Promise<ReadonlyMap<string, number>> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'dst', Prefix: prefix }));
  const counts = new Map<string, number>();
  for (const { Key = '' } of Versions) counts.set(Key, (counts.get(Key) ?? 0) + 1);
  return counts;
}

const REGION = { AWS_REGION: 'eu-west-1' };

const run = (program: Program, words: readonly string[], options: RunOptions = {}): Promise<Said> =>
  program.run(words, { ...options, env: REGION });

const idIn = (text: string): string => /copy-[0-9a-f]{16}/.exec(text)?.[0] ?? '';

describe('copy', () => {
  it('copies what is missing, proves it, and has nothing to do the next time', async () => {
    const program = await built.start(['folder/a', 'folder/b/c', 'other/d']);
    const first = await run(program, copy('folder/', 'archive/', '--certificate', 'certificate.json'));
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toContain('2 objects copied');
    expect(await versionsAt(program, 'archive/')).toEqual(
      new Map([
        ['archive/a', 1],
        ['archive/b/c', 1],
      ]),
    );
    const certificate: unknown = JSON.parse(readFileSync(path.join(program.folder, 'certificate.json'), 'utf8'));
    expect(certificate).toMatchObject({ answer: 'complete', listing: 'ListObjectsV2' });
    const again = await run(program, copy('folder/', 'archive/'));
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain('0 objects copied, 2 there already');
    expect(await versionsAt(program, 'archive/')).toEqual(
      new Map([
        ['archive/a', 1],
        ['archive/b/c', 1],
      ]),
    );
    const verified = await run(program, [
      ...['verify', '--method', 'copy', '--source-bucket', 'src', '--prefix', 'folder/'],
      ...['--destination-bucket', 'dst', '--destination-prefix', 'archive/'],
    ]);
    expect(verified).toMatchObject({ exitCode: 0 });
  });

  it('with --dry-run tells how much, and sends and writes nothing', async () => {
    const program = await built.start(['folder/a', 'folder/b']);
    const said = await run(program, copy('folder/', 'archive/', '--dry-run'));
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain('2 object versions');
    expect(await versionsAt(program, 'archive/')).toEqual(new Map());
    expect(existsSync(path.join(program.folder, '.s3-backfill'))).toBe(false);
  });

  it('leaves what is there as it is with --overwrite never, and says so', async () => {
    const program = await built.start(['folder/a', 'folder/b']);
    await program.s3.send(new PutObjectCommand({ Bucket: 'dst', Key: 'archive/a', Body: 'somebody else wrote this' }));
    const never = await run(program, copy('folder/', 'archive/', '--overwrite', 'never'));
    expect(never).toMatchObject({ exitCode: 0 });
    expect(never.stdout).toContain('1 object copied');
    expect(never.stdout).toContain('1 left as they are at the destination');
    expect(await versionsAt(program, 'archive/')).toEqual(
      new Map([
        ['archive/a', 1],
        ['archive/b', 1],
      ]),
    );
    await run(program, copy('folder/', 'archive/'));
    expect(await versionsAt(program, 'archive/')).toEqual(
      new Map([
        ['archive/a', 2],
        ['archive/b', 1],
      ]),
    );
  });

  it('tells what failed by cause, and retry copies exactly that once it is mended', async () => {
    const program = await built.start(['folder/a', 'folder/b', 'folder/c']);
    const deny = (Action: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Principal: '*', Action, Resource: 'arn:aws:s3:::dst/archive/b' }],
      });
    await program.s3.send(new PutBucketPolicyCommand({ Bucket: 'dst', Policy: deny('s3:PutObject') }));
    const first = await run(program, copy('folder/', 'archive/', '--checks', 'basic'));
    expect(first).toMatchObject({ exitCode: 1 });
    expect(first.stdout).toContain('2 objects copied (');
    expect(first.stdout).toContain('AccessDenied');
    const id = idIn(first.stdout);
    expect(await run(program, ['report', id])).toMatchObject({ exitCode: 1 });
    await program.s3.send(new PutBucketPolicyCommand({ Bucket: 'dst', Policy: deny('s3:DeleteObject') }));
    const retried = await run(program, ['retry', id, '--remedied', '--yes']);
    expect(retried).toMatchObject({ exitCode: 0 });
    expect(retried.stdout).toContain('1 object copied');
    expect(await versionsAt(program, 'archive/')).toEqual(
      new Map([
        ['archive/a', 1],
        ['archive/b', 1],
        ['archive/c', 1],
      ]),
    );
  });

  it.each([
    ['no address', ['copy', 'src/folder/', 's3://dst/x/'], 's3://bucket/prefix/ is allowed'],
    ['a bucket that none can be', ['copy', 's3://SRC/folder/', 's3://dst/x/'], 'the source'],
    ['the same place', ['copy', 's3://src/folder/', 's3://src/folder/'], 'src'],
    ['a place within', ['copy', 's3://src/folder/', 's3://src/folder/x/'], 'is inside the source'],
    [
      'flags of copies for a job',
      ['plan', '--outputs', 'outputs.json', '--overwrite', 'never'],
      'is for --method copy',
    ],
    ['a filter that copies do not have', ['copy', 's3://src/a/', 's3://dst/a/', '--latest-only'], '--latest-only'],
    ['a prefix that is not there', ['copy', 's3://src/foldr/', 's3://dst/x/', '--yes'], 'no object under'],
  ])('refuses %s, and sends nothing', async (_what, words, expected) => {
    const program = await built.start(['folder/a']);
    const said = await run(program, words);
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain(expected);
    expect(await versionsAt(program, '')).toEqual(new Map());
  });
});

describe('a copy that is stopped', () => {
  const OBJECTS = 400;

  it('finishes what is under way, says how to go on, and goes on from there', async () => {
    const keys = Array.from({ length: OBJECTS }, (_, number) => `folder/${String(number)}`);
    const program = await built.start(keys);
    const words = copy('folder/', 'archive/', '--max-workers', '2', '--verbose');
    const stopped = await run(program, words, { interruptAt: /(?:request: S3 CopyObject[^\n]*\n){50}/ });
    expect(stopped).toMatchObject({ exitCode: 130 });
    expect(stopped.stderr).toContain('the same command goes on from there');
    const made = (await versionsAt(program, 'archive/')).size;
    expect(made).toBeGreaterThan(40);
    expect(made).toBeLessThan(OBJECTS);
    const again = await run(program, copy('folder/', 'archive/'));
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain(`${String(OBJECTS)} objects copied`);
    expect([...(await versionsAt(program, 'archive/')).values()]).toEqual(Array(OBJECTS).fill(1));
  }, 60_000);
});

describe('a copy that is killed', () => {
  const KILLS = 50;
  const OBJECTS = 30;
  const AT_ONCE = 3;
  let folder: string;
  let program: Program;
  const numbers = [...Array(KILLS).keys()];

  beforeAll(async () => {
    folder = makeFolder();
    const keys = numbers.flatMap((number) =>
      Array.from({ length: OBJECTS }, (_, object) => `folder/${String(number)}/${String(object)}`),
    );
    program = await startProgram(buildRunner(folder), keys);
  }, 60_000);
  afterAll(async () => {
    await program.close();
    removeFolder(folder);
  });

  /** Starts the copy, and kills it when it is about to send its request with this number. */
  function killed(words: readonly string[], atRequest: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [path.join(folder, 's3-backfill.js'), ...words, '--verbose'], {
        cwd: program.folder,
        env: { ...program.environment, ...REGION },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
        if (stderr.split('\nrequest: ').length > atRequest) child.kill('SIGKILL');
      });
      child.on('error', reject);
      child.on('close', () => resolve());
    });
  }

  it(`is completed by the next run, and copies nothing twice, at ${String(KILLS)} moments`, async () => {
    const rest = numbers.values();
    const worker = async (): Promise<void> => {
      for (const number of rest) {
        const words = copy(
          `folder/${String(number)}/`,
          `archive/${String(number)}/`,
          '--max-workers',
          '4',
          '--verify',
          'never',
          '--checks',
          'basic',
        );
        await killed(words, 1 + number * 2);
        const again = await run(program, words);
        expect({ number, ...again }).toMatchObject({ exitCode: 0 });
        const versions = await versionsAt(program, `archive/${String(number)}/`);
        expect({ number, versions: [...versions.values()] }).toEqual({ number, versions: Array(OBJECTS).fill(1) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(readdirSync(path.join(program.folder, '.s3-backfill')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }, 300_000);
});
