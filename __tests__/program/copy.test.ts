// The built program copies object by object: what is missing or different, once, whatever ends it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FaultOrder } from '../../emulator/faults/fault';
import { control } from '../emulator/control/control-client';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { builtProgram } from './built';
import { journalOf, startProgram, type Program, type RunOptions, type Said } from './setup';

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

async function deleteAll({ s3 }: Program): Promise<void> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'dst' }));
  for (const { Key, VersionId } of Versions) await s3.send(new DeleteObjectCommand({ Bucket: 'dst', Key, VersionId }));
}

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

  it('that has nothing to do loads neither the AWS SDK nor zod nor what other methods need', async () => {
    const program = await built.start(['folder/a']);
    expect(await run(program, copy('folder/', 'archive/', '--verify', 'never'))).toMatchObject({ exitCode: 0 });
    const probe = path.join(program.folder, 'probe.cjs');
    const loaded = path.join(program.folder, 'loaded');
    const write = `require('node:fs').writeFileSync(${JSON.stringify(loaded)}, Object.keys(require.cache).join('\\n'))`;
    writeFileSync(probe, `process.on('exit', () => ${write});`);
    // Policies that are asked about are held against schemas.
    const again = await program.run(copy('folder/', 'archive/', '--verify', 'never', '--checks', 'basic'), {
      env: { ...REGION, NODE_OPTIONS: `--require ${probe}` },
    });
    expect(again.stdout).toContain('0 objects copied, 1 there already');
    const files = readFileSync(loaded, 'utf8').split('\n');
    const holding = (what: RegExp): readonly string[] =>
      files.filter((file) => file !== probe && what.test(readFileSync(file, 'utf8')));
    expect(holding(/x-amz-copy-source/)).not.toEqual([]);
    for (const other of [/smithy\./, /EligibleForReplication/, /ZodError/])
      expect({ other, held: holding(other) }).toEqual({ other, held: [] });
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
      'is not for --method batch-replication',
    ],
    ['a filter that copies do not have', ['copy', 's3://src/a/', 's3://dst/a/', '--latest-only'], '--latest-only'],
    [
      'an include that nothing is left out before',
      ['copy', 's3://src/a/', 's3://dst/a/', '--include', '*.jpg'],
      'comes first',
    ],
    ['a glob that is none', ['copy', 's3://src/a/', 's3://dst/a/', '--exclude', '*.{a,b}'], 'once for each choice'],
    [
      'globs beside one key',
      ['copy', 's3://src/a/', 's3://dst/a/', '--key', 'a/b', '--exclude', '*'],
      '--key and --exclude',
    ],
    ['two lists', ['copy', 's3://src/a/', 's3://dst/a/', '--keys', 'x', '--manifest', 'y'], '--manifest and --keys'],
    ['a list that is not there', ['copy', 's3://src/folder/', 's3://dst/a/', '--keys', 'none'], 'no list of keys'],
    [
      'globs of a comparison that is of no copies',
      ['verify', '--source-bucket', 'src', '--exclude', '*'],
      '--method copy',
    ],
    ['globs of a job', ['plan', '--outputs', 'outputs.json', '--exclude', '*'], '--exclude is not for'],
    ['one slash that was forgotten', ['copy', 's3://src/folder/', 's3://dst/archive'], "write 'archive/'"],
    [
      'to let go of itself',
      ['run', '--method', 'copy', '--source-bucket', 'src', '--destination-bucket', 'dst', '--detach'],
      '--detach',
    ],
    ['to keep a plan and to copy', ['copy', 's3://src/folder/', 's3://dst/x/', '--out', 'p.json'], 'add --dry-run'],
    ['a prefix that is not there', ['copy', 's3://src/foldr/', 's3://dst/x/', '--yes'], 'no object under'],
  ])('refuses %s, and sends nothing', async (_what, words, expected) => {
    const program = await built.start(['folder/a']);
    const said = await run(program, words);
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain(expected);
    expect(await versionsAt(program, '')).toEqual(new Map());
  });
});

describe('keys that were chosen', () => {
  it('land where the prefix says: one key, and a list', async () => {
    const program = await built.start(['folder/a', 'folder/b/c', 'folder/d', 'other/e']);
    expect(await run(program, copy('folder/', 'archive/', '--key', 'folder/a'))).toMatchObject({ exitCode: 0 });
    writeFileSync(path.join(program.folder, 'list.csv'), 'src,folder/b/c,null\nsrc,folder/d,null\n');
    const listed = await run(program, copy('folder/', 'archive/', '--manifest', 'list.csv'));
    expect(listed).toMatchObject({ exitCode: 0 });
    expect(listed.stderr).toContain('version ids are not heeded');
    expect(await versionsAt(program, '')).toEqual(
      new Map([
        ['archive/a', 1],
        ['archive/b/c', 1],
        ['archive/d', 1],
      ]),
    );
  });

  it('that are not under the prefix are refused, and none of the others is copied', async () => {
    const program = await built.start(['folder/a', 'other/e']);
    writeFileSync(path.join(program.folder, 'list.csv'), 'src,folder/a,null\nsrc,other/e,null\n');
    expect(await run(program, copy('folder/', 'archive/', '--manifest', 'list.csv'))).toMatchObject({ exitCode: 2 });
    expect(await versionsAt(program, '')).toEqual(new Map());
  });
});

describe('keys that nobody should use', () => {
  const LONGEST = 'x'.repeat(1_024 - 'archive/'.length);
  const HOSTILE = [
    'a b+c%20&d=e',
    '../up',
    './here',
    '/lead',
    '//',
    'trailing/',
    'x?versionId=1',
    '\u001b[31mred',
    'tab\tline\nfeed',
    '::error::x',
    'ﬀ\uffee',
    '\u{1F600}',
    '"quoted\'<&>"',
    LONGEST,
  ];

  it('are copied like any other, and shown as harmless text', async () => {
    const program = await built.start(HOSTILE.map((key) => `folder/${key}`));
    const said = await run(program, copy('folder/', 'archive/', '--verbose'));
    expect(said).toMatchObject({ exitCode: 0 });
    expect([...(await versionsAt(program, 'archive/')).keys()].sort()).toEqual(
      HOSTILE.map((key) => `archive/${key}`).sort(),
    );
    expect(said.stdout + said.stderr).not.toContain('\u001b[31m');
    expect(await run(program, copy('folder/', 'archive/'))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`${String(HOSTILE.length)} there already`),
    });
  });

  it('that would be too long at the destination are told as failed, and the others copied', async () => {
    const program = await built.start(['folder/', 'folder/a', `folder/${LONGEST}`]);
    const planned = await run(program, copy('folder/', 'archives/', '--dry-run'));
    expect(planned).toMatchObject({ exitCode: 0 });
    expect(planned.stdout).toMatch(/1 .*of keys that would have more than 1,024 bytes at the destination/);
    const said = await run(program, copy('folder/', 'archives/', '--checks', 'basic'));
    expect(said).toMatchObject({ exitCode: 1 });
    expect(said.stdout).toContain('KeyTooLongError');
    expect([...(await versionsAt(program, 'archives/')).keys()]).toEqual(['archives/', 'archives/a']);
    const words = ['verify', '--method', 'copy', '--source-bucket', 'src', '--prefix', 'folder/'];
    const compared = await run(program, [...words, '--destination-bucket', 'dst', '--destination-prefix', 'archives/']);
    expect(compared).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('1  missing (key-too-long)') });
    const nameless = await run(program, copy('folder/', '', '--dry-run'));
    expect(nameless.stdout).toMatch(/1 .*of keys of which nothing is left once their prefix is taken away/);
  });
});

describe('a copy in trouble', () => {
  const KEYS = Array.from({ length: 60 }, (_, number) => `folder/${String(number % 6)}/${String(number)}`);
  const order = async (program: Program, ...faults: readonly FaultOrder[]): Promise<void> => {
    expect((await control(program.running, 'POST', 'faults', faults)).status).toBe(200);
  };

  it.each<[string, FaultOrder]>([
    ['is asked to slow down', { operation: 's3:CopyObject', error: 'SlowDown', probability: 0.3 }],
    ['is answered with 500', { operation: 's3:CopyObject', error: 'InternalError', probability: 0.3 }],
    ['loses its connection before the copies', { operation: 's3:CopyObject', reset: 'before', probability: 0.2 }],
    ['loses the answers of copies that were made', { operation: 's3:CopyObject', reset: 'after', probability: 0.2 }],
    ['has answers that break off', { operation: 's3:CopyObject', truncateToBytes: 60, probability: 0.2 }],
    ['has listings that break off', { operation: 's3:ListObjectsV2', truncateToBytes: 300, times: 2 }],
  ])(
    'that %s copies everything once',
    async (_what, fault) => {
      const program = await built.start(KEYS);
      await order(program, fault);
      const said = await run(program, copy('folder/', 'archive/', '--checks', 'basic'));
      expect(said).toMatchObject({ exitCode: 0 });
      expect([...(await versionsAt(program, 'archive/')).values()]).toEqual(Array(KEYS.length).fill(1));
    },
    60_000,
  );

  it.each<[string, FaultOrder]>([
    ['may not list the source', { operation: 's3:ListObjectsV2', bucket: 'src', error: 'AccessDenied' }],
    ['may not list the destination', { operation: 's3:ListObjectsV2', bucket: 'dst', error: 'AccessDenied' }],
    ['has credentials that end', { operation: 's3:CopyObject', error: 'ExpiredToken', after: 20 }],
  ])(
    'that %s ends with 5, or before anything was sent with 2',
    async (_what, fault) => {
      const program = await built.start(KEYS);
      await order(program, fault);
      const said = await run(program, copy('folder/', 'archive/', '--checks', 'basic', '--patience-seconds', '1'));
      expect([2, 5]).toContain(said.exitCode);
      expect(said.stdout).not.toContain('all 60 objects');
      await control(program.running, 'DELETE', 'faults');
      expect(await run(program, copy('folder/', 'archive/'))).toMatchObject({ exitCode: 0 });
      expect([...(await versionsAt(program, 'archive/')).values()]).toEqual(Array(KEYS.length).fill(1));
    },
    60_000,
  );
});

describe('a journal that somebody else has written', () => {
  it('neither ends a copy that has copied nothing, nor sends a retry elsewhere', async () => {
    const program = await built.start(['folder/a', 'folder/b']);
    const first = await run(program, copy('folder/', 'archive/', '--verify', 'never'));
    const id = idIn(first.stdout);
    const file = path.join(journalOf(program), `${id}.jsonl`);
    const [header = ''] = readFileSync(file, 'utf8').split('\n');
    const counts = {
      copied: 2,
      copiedBytes: 2,
      same: 0,
      kept: 0,
      extra: 0,
      notComparable: 0,
      leftOut: 0,
      gone: 0,
      failed: 0,
    };
    const settled = { atMs: Date.now(), phase: 'working', open: [{ after: 'zzz' }], counts };
    await deleteAll(program);
    writeFileSync(file, `${header}\n${JSON.stringify({ checkpoint: settled })}\n`);
    const believed = await run(program, copy('folder/', 'archive/'));
    expect(believed).toMatchObject({ exitCode: 1 });
    expect(believed.stdout).toContain('2 missing');
    const elsewhere = header.replace('"dst"', '"theirs"');
    writeFileSync(file, `${elsewhere}\n${JSON.stringify({ checkpoint: { ...settled, phase: 'ended' } })}\n`);
    expect(await run(program, ['retry', id, '--yes'])).toMatchObject({ exitCode: 5 });
    expect(await run(program, copy('folder/', 'archive/'))).toMatchObject({ exitCode: 0 });
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
    expect(readdirSync(journalOf(program)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }, 300_000);
});
