// Every file that the program writes × everything that may stand in its place.
import { spawnSync, spawn } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../runner/cli/cli';
import { builtProgram } from './built';
import { journalOf, type Program, type Said } from './setup';

const built = builtProgram();
let program: Program;
let children: (() => void)[] = [];

afterEach(() => {
  for (const end of children) end();
  children = [];
});

const OUTPUTS = ['--outputs', 'outputs.json'];

interface Kept {
  readonly name: string;
  /** How the program is told to write it. */
  readonly ask: (file: string) => readonly string[];
  /** Stands in it. */
  readonly says: string;
}

const PLAN = ['plan', ...OUTPUTS, '--checks', 'basic', '--survey', 'none'];
const FLAGS: readonly Kept[] = [
  { name: '--report-file', ask: (file) => [...PLAN, '--report-file', file], says: '"startedAt"' },
  { name: '--certificate', ask: (file) => ['verify', ...OUTPUTS, '--certificate', file], says: '"comparisons"' },
  { name: '--out', ask: (file) => [...PLAN, '--out', file], says: '"madeMs"' },
];

interface Place {
  readonly name: string;
  readonly make: (file: string) => void;
  /** What is read from it while it is written. */
  readonly read?: (file: string) => Promise<string>;
  readonly becomes: 'written' | 'refused';
  /** What the refusal says. */
  readonly why?: RegExp;
  /** Holds of the place afterwards. */
  readonly check?: (file: string) => void;
}

const inside = (name: string): string => path.join(program.folder, name);
const isMode600 = (file: string): void => expect((lstatSync(file).mode & 0o7777).toString(8)).toBe('600');
const linksTo = (target: string) => (file: string) => expect(readlinkSync(file)).toBe(target);

function pipe(file: string): void {
  expect(spawnSync('sh', ['-c', 'mkfifo "$0"', file]).status).toBe(0);
}

function link(target: string) {
  return (file: string): void => symlinkSync(target, file);
}

const PLACES: readonly Place[] = [
  { name: 'nothing', make: () => undefined, becomes: 'written', check: isMode600 },
  {
    name: 'a file that everybody may read',
    make: (file) => {
      writeFileSync(file, 'old');
      chmodSync(file, 0o666);
    },
    becomes: 'written',
    check: isMode600,
  },
  {
    name: 'a link to a file',
    make: (file) => {
      writeFileSync(inside('precious'), 'precious');
      symlinkSync(inside('precious'), file);
    },
    becomes: 'refused',
    why: /link.*name '.*\/precious' itself/,
    check: (file) => {
      linksTo(inside('precious'))(file);
      expect(readFileSync(inside('precious'), 'utf8')).toBe('precious');
    },
  },
  {
    name: 'a link to nothing',
    make: (file) => symlinkSync(inside('planted'), file),
    becomes: 'refused',
    why: /link.*name '.*\/planted' itself/,
    check: (file) => {
      linksTo(inside('planted'))(file);
      expect(readdirSync(program.folder)).not.toContain('planted');
    },
  },
  {
    name: 'a link to itself',
    make: (file) => symlinkSync(path.basename(file), file),
    becomes: 'refused',
    why: /ELOOP/,
  },
  {
    name: 'a link to /dev/null',
    make: link('/dev/null'),
    becomes: 'written',
    check: (file) => {
      linksTo('/dev/null')(file);
      expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    },
  },
  { name: 'a link to /dev/stdout', make: link('/dev/stdout'), becomes: 'written', check: linksTo('/dev/stdout') },
  {
    name: 'a link to /dev/full',
    make: link('/dev/full'),
    becomes: 'refused',
    why: /ENOSPC/,
    check: linksTo('/dev/full'),
  },
  {
    name: 'a pipe with a reader',
    make: pipe,
    read: (file) => {
      const reader = spawn('sh', ['-c', 'exec cat "$0"', file], { stdio: ['ignore', 'pipe', 'ignore'] });
      children.push(() => void reader.kill('SIGKILL'));
      return text(reader.stdout);
    },
    becomes: 'written',
    check: (file) => expect(lstatSync(file).isFIFO()).toBe(true),
  },
  {
    name: 'a pipe without a reader',
    make: pipe,
    becomes: 'refused',
    why: /nobody reads from the pipe/,
    check: (file) => expect(lstatSync(file).isFIFO()).toBe(true),
  },
  {
    name: 'a link to a pipe',
    make: (file) => {
      pipe(inside('pipe'));
      symlinkSync('pipe', file);
    },
    becomes: 'refused',
    why: /link.*name '.*\/pipe' itself/,
  },
  {
    name: 'a folder',
    make: (file) => mkdirSync(file),
    becomes: 'refused',
    why: /EISDIR/,
    check: (file) => expect(readdirSync(file)).toEqual([]),
  },
];

function said({ stdout, stderr }: Said): string {
  return `${stdout}\n${stderr}`;
}

function nothingLeft(): void {
  expect(readdirSync(program.folder, { recursive: true }).filter((name) => String(name).endsWith('.tmp'))).toEqual([]);
}

describe.each(FLAGS)('$name', ({ ask, says }) => {
  it('is written or refused, never elsewhere and never in place of a device or a pipe', async () => {
    program = await built.start(['folder/a']);
    for (const { name, make, read, becomes, why = /./, check } of PLACES) {
      const file = inside('kept.json');
      make(file);
      const reading = read?.(file);
      const result = await program.run(ask('kept.json'));
      const about = `${name}: exit code ${result.exitCode}\n${said(result)}`;
      if (becomes === 'refused') {
        expect([about, result.exitCode === 0]).toEqual([about, false]);
        expect(said(result)).toMatch(why);
      } else {
        expect([about, said(result)]).toEqual([about, expect.stringMatching(/written to '.*kept\.json'/)]);
        if (name.endsWith('stdout')) expect(result.stdout).toContain(says);
        else if (!name.endsWith('null')) expect((await reading) ?? readFileSync(file, 'utf8')).toContain(says);
      }
      check?.(file);
      nothingLeft();
      for (const one of ['kept.json', 'precious', 'planted', 'pipe'])
        rmSync(inside(one), { recursive: true, force: true });
    }
  }, 120_000);

  it('is written through a link to its folder, and refused in a folder where nothing can be written', async () => {
    program = await built.start(['folder/a']);
    mkdirSync(inside('real'));
    symlinkSync('real', inside('linked'));
    expect(said(await program.run(ask('linked/kept.json')))).toContain('written to');
    isMode600(inside('real/kept.json'));
    // Where not even root may write.
    const result = await program.run(ask('/proc/kept.json'));
    expect(result.exitCode).not.toBe(0);
    expect(said(result)).toMatch(/E(NOENT|ACCES|PERM|ROFS)/);
  });
});

describe('the state of a job', () => {
  const run = ['run', ...OUTPUTS, '--checks', 'basic', '--poll-seconds', '0.05', '--survey', 'none'];

  it('is an ordinary file or nothing, and a run does without it', async () => {
    program = await built.start(['folder/a']);
    expect(await program.run(run)).toMatchObject({ exitCode: 0 });
    const [name = ''] = readdirSync(journalOf(program));
    isMode600(path.join(journalOf(program), name));
    for (const { name: place, make, check } of PLACES) {
      program = await built.start(['folder/a']);
      mkdirSync(journalOf(program), { recursive: true });
      const file = path.join(journalOf(program), name);
      make(file);
      const result = await program.run(run);
      expect([place, result]).toEqual([place, expect.objectContaining({ exitCode: 0 })]);
      expect(result.stdout).not.toContain('"token"');
      check?.(file);
      nothingLeft();
    }
  }, 120_000);
});

/** Every verb × every flag of it that names a file to write. */
const WRITING = Object.entries(COMMANDS).flatMap(([verb, { flags }]) =>
  Object.entries(flags).flatMap(([flag, { steers, takes }]) =>
    steers === 'writes' && takes === 'file' && verb !== 'emulator' ? [[verb, flag] as const] : [],
  ),
);

describe('a place where nothing can be written', () => {
  const JOB = '00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c';
  const NAMES_A_JOB = new Set(['watch', 'report', 'retry', 'status', 'confirm', 'cancel', 'priority']);
  const TARGETED = new Set(['plan', 'run', 'verify', 'doctor', 'health']);
  const placesOf = (verb: string, flag: string): readonly string[] => {
    // A copy keeps a plan where it is asked for one, and copies otherwise.
    if (verb === 'copy') return ['s3://src/folder/', 's3://dst/folder/', ...(flag === 'out' ? ['--dry-run'] : [])];
    return NAMES_A_JOB.has(verb) ? [JOB] : [];
  };

  it('has a table of the verbs and flags that are meant', () => {
    expect(WRITING.map((one) => one.join(' --')).sort()).toEqual(
      expect.arrayContaining(['plan --out', 'run --report-file', 'run --certificate', 'verify --certificate']),
    );
  });

  it.each(WRITING)('is refused before anything is sent: %s --%s', async (verb, flag) => {
    program = await built.start(['folder/a']);
    const places: readonly (readonly [string, () => void])[] = [
      ['missing/kept.json', () => undefined],
      ['folder.json', () => mkdirSync(inside('folder.json'))],
      ['link.json', () => symlinkSync(inside('planted'), inside('link.json'))],
      ['outputs.json/kept.json', () => undefined],
      ['/proc/kept.json', () => undefined],
    ];
    for (const [place, make] of places) {
      make();
      const before = program.running.log.length;
      const words = [verb, ...placesOf(verb, flag), ...(TARGETED.has(verb) ? OUTPUTS : [])];
      const result = await program.run([...words, `--${flag}`, place]);
      expect([place, said(result), result.exitCode]).toEqual([place, expect.stringMatching(/cannot be written/), 2]);
      expect(program.running.log.slice(before)).toEqual([]);
    }
    expect(readdirSync(program.folder).sort()).toEqual(['folder.json', 'link.json', 'outputs.json']);
  });
});
