// Everything that the program reads × what would exhaust the machine: too large, without end, nested without end, packed to nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { journalOf, type Program, type Said } from './setup';

const MIB = 1024 * 1024;
const built = builtProgram();
let program: Program;

const inside = (name: string): string => path.join(program.folder, name);

/** With little memory, and ended after 30 seconds. */
async function bounded(parameters: readonly string[], stdin?: string): Promise<Said> {
  const env = { NODE_OPTIONS: '--max-old-space-size=256' };
  const said = await program.run(parameters, { env, limitMs: 100_000, ...(stdin === undefined ? {} : { stdin }) });
  expect(said.stderr).not.toMatch(/heap|FATAL|internal error|Maximum call stack/i);
  return said;
}

/** A file of nothing but zeros that takes no room. */
function sparse(name: string, bytes: number): void {
  closeSync(openSync(inside(name), 'w'));
  truncateSync(inside(name), bytes);
}

const DEEP = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
const PLAN = ['plan', '--survey', 'none', '--checks', 'basic'];
const OUTPUTS = ['--outputs', 'outputs.json'];

interface Input {
  readonly name: string;
  readonly file: string;
  readonly ask: readonly string[];
  /** In MiB. */
  readonly largest: number;
}

const INPUTS: readonly Input[] = [
  { name: 'outputs', file: 'given.json', ask: [...PLAN, '--outputs', 'given.json'], largest: 64 },
  { name: 'a state', file: 'terraform.tfstate', ask: PLAN, largest: 64 },
  { name: 'settings', file: 's3-backfill.json', ask: [...PLAN, ...OUTPUTS], largest: 64 },
  { name: 'a plan', file: 'plan.json', ask: ['run', 'plan.json'], largest: 256 },
  { name: 'prices', file: 'prices.json', ask: ['plan', ...OUTPUTS, '--prices', 'prices.json'], largest: 64 },
  { name: 'a manifest', file: 'list.csv', ask: ['plan', ...OUTPUTS, '--manifest', 'list.csv'], largest: 256 },
];

describe.each(INPUTS)('$name', ({ file, ask, largest }) => {
  it('that is too large is refused by its name and the limit, before it is read', async () => {
    program = await built.start(['folder/a']);
    sparse(file, largest * MIB + 1);
    const said = await bounded(ask);
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toMatch(new RegExp(`${file.replace('.', '\\.')}' is larger than ${largest} MiB`));
  });

  it('that is nested without end is refused', async () => {
    program = await built.start(['folder/a']);
    writeFileSync(inside(file), DEEP);
    expect(await bounded(ask)).toMatchObject({ exitCode: 2 });
  });

  it('that is one line of commas, or of quotes, is refused', async () => {
    program = await built.start(['folder/a']);
    for (const text of [','.repeat(8 * MIB), '"'.repeat(8 * MIB), `"${'x,'.repeat(4 * MIB)}`]) {
      writeFileSync(inside(file), text);
      expect(await bounded(ask)).toMatchObject({ exitCode: 2 });
    }
  });
});

describe('what is read without being named', () => {
  it('is bounded on standard input and from a device without end', async () => {
    program = await built.start(['folder/a']);
    const endless = await bounded([...PLAN, '--outputs', '/dev/zero']);
    expect([endless.exitCode, endless.stderr]).toEqual([
      2,
      expect.stringContaining("'/dev/zero' is larger than 64 MiB"),
    ]);
    const said = await bounded([...PLAN, '--outputs', '-'], ' '.repeat(65 * MIB));
    expect([said.exitCode, said.stderr]).toEqual([2, expect.stringContaining('standard input is larger than 64 MiB')]);
  });

  it('is refused by its name where it is a pipe that nobody writes to', async () => {
    program = await built.start(['folder/a']);
    const pipe = (name: string): void => {
      mkdirSync(path.dirname(inside(name)), { recursive: true });
      expect(spawnSync('sh', ['-c', 'mkfifo "$0"', inside(name)]).status).toBe(0);
    };
    const rows: readonly (readonly [name: string, ask: readonly string[]])[] = [
      ['kept/evidence.json', ['verify', '--from', 'kept']],
      ['told/evidence.json', ['report', '--from', 'told']],
      ['fleet/one.json', ['plan', '--fleet', 'fleet']],
      ['terraform.tfstate', PLAN],
      ['s3-backfill.json', ['plan', ...OUTPUTS]],
    ];
    for (const [name, ask] of rows) {
      pipe(name);
      const said = await program.run(ask, { limitMs: 20_000 });
      expect([name, said.exitCode, said.stderr]).toEqual([name, 2, expect.stringContaining('no ordinary file')]);
      expect(said.stderr).toContain(path.basename(name));
    }
  });

  it('is left aside where it is the state of a job of 2 GB, or nested without end', async () => {
    program = await built.start(['folder/a']);
    const run = ['run', ...OUTPUTS, '--checks', 'basic', '--poll-seconds', '0.05', '--survey', 'none'];
    expect(await program.run(run)).toMatchObject({ exitCode: 0 });
    const [name = ''] = readdirSync(journalOf(program));
    for (const make of [
      (file: string) => sparse(file, 2 * 1024 * MIB),
      (file: string) => writeFileSync(inside(file), DEEP.slice(0, 400_000)),
    ]) {
      program = await built.start(['folder/a']);
      mkdirSync(journalOf(program), { recursive: true });
      make(path.relative(program.folder, path.join(journalOf(program), name)));
      expect(await bounded(run)).toMatchObject({ exitCode: 0 });
    }
  });
});

const SCHEMA = 'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size';
const FOLDER = 'inv/src/all';
const MANIFEST = `${FOLDER}/2026-01-02T01-00Z/manifest.json`;

async function put(key: string, body: string | Buffer): Promise<void> {
  await program.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: key, Body: body }));
}

async function deliver(packed: Buffer, changes: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const key = `${FOLDER}/data/1.csv.gz`;
  await put(key, packed);
  const manifest = {
    sourceBucket: 'src',
    destinationBucket: 'arn:aws:s3:::reports',
    fileFormat: 'CSV',
    fileSchema: SCHEMA,
    creationTimestamp: String(Date.now()),
    files: [{ key, MD5checksum: createHash('md5').update(packed).digest('hex') }],
    ...changes,
  };
  await put(MANIFEST, JSON.stringify(manifest));
}

describe('an inventory', () => {
  const ask = ['plan', ...OUTPUTS, '--checks', 'basic', '--survey', `inventory:s3://reports/${MANIFEST}`];
  const listed = ['plan', ...OUTPUTS, '--checks', 'basic', '--manifest', `s3://reports/${MANIFEST}`];
  const row = '"src","folder/a","v","true","false","1"\n';

  it.each<[string, () => Buffer, RegExp]>([
    ['of one line without end', () => gzipSync(Buffer.alloc(1024 * MIB, 'x')), /a row has more than 64 KiB/],
    [
      'of one quoted cell without end',
      () => gzipSync(Buffer.concat([Buffer.from('"src","'), Buffer.alloc(512 * MIB, 'x')])),
      /64 KiB/,
    ],
    [
      'of one quoted cell of many lines',
      () => gzipSync(Buffer.concat([Buffer.from('"src","'), Buffer.alloc(512 * MIB, 'x\n')])),
      /damaged/,
    ],
    ['of one row of commas', () => gzipSync(Buffer.alloc(256 * MIB, ',')), /64 KiB/],
    ['that is no gzip', () => Buffer.from(row), /damaged/],
  ])(
    '%s is told as damaged, in little memory',
    async (_, make, why) => {
      program = await built.start(['folder/a']);
      await deliver(make());
      for (const one of [ask, listed]) {
        const said = await bounded(one);
        expect(said.exitCode).not.toBe(0);
        expect(`${said.stdout}${said.stderr}`).toMatch(why);
      }
    },
    120_000,
  );

  it('that unpacks to far more than any does is not read to its end', async () => {
    program = await built.start(['folder/a']);
    await deliver(gzipSync(row.repeat((144 * MIB) / row.length)));
    const said = await bounded(ask);
    expect(said.exitCode).not.toBe(0);
    expect(`${said.stdout}${said.stderr}`).toMatch(/damaged: it unpacks to more than 320 times its size/);
  }, 180_000);

  it('whose keys are as long and alike as keys can be is read', async () => {
    program = await built.start(['folder/a']);
    const key = `folder/${'%E4%B8%80'.repeat(333)}`;
    const rows = Array.from({ length: 24_000 }, (_, index) => `"src","${key}${index}","","true","false","1"\n`);
    await deliver(gzipSync(rows.join('')));
    expect(await bounded(ask)).toMatchObject({ exitCode: 0 });
  }, 180_000);

  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['names files of another bucket', { destinationBucket: 'arn:aws:s3:::dst' }, /lies in 'reports'.*'dst'/],
    [
      'names more files than any has',
      { files: Array.from({ length: 100_001 }, (_, n) => ({ key: `k${n}`, MD5checksum: 'm' })) },
      /more than 100000 files/,
    ],
  ])('whose manifest %s is refused', async (_, changes, why) => {
    program = await built.start(['folder/a']);
    await deliver(gzipSync(row), changes);
    for (const one of [ask, listed]) {
      const said = await bounded(one);
      expect([said.exitCode, said.stderr]).toEqual([2, expect.stringMatching(why)]);
    }
  });

  it('whose manifest is nested without end is refused', async () => {
    program = await built.start(['folder/a']);
    await put(MANIFEST, `{"files":${DEEP.slice(0, 400_000)}`);
    expect(await bounded(ask)).toMatchObject({ exitCode: 2 });
  });
});
