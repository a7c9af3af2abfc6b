/** @group outside */
// The guide quotes its files as they are, links to what is there, and names commands that exist.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseSettings } from '../../modules/settings/parse';
import { VERBS } from '../../runner/cli/cli';
import { describeWith, PROJECT } from '../e2e/setup';

const PAGE = 'docs/existing-objects-guide.md';
const GUIDE = readFileSync(path.join(PROJECT, PAGE), 'utf8');
const FILES = readdirSync(path.join(PROJECT, 'examples', 'guide'), { recursive: true, encoding: 'utf8' })
  .map((name) => path.posix.join('examples/guide', name.split(path.sep).join('/')))
  .filter((file) => statSync(path.join(PROJECT, file)).isFile() && !/\/\.|__pycache__|\.zip$/.test(file));
const read = (file: string): string => readFileSync(path.join(PROJECT, file), 'utf8');
const ending = (extension: string): string[] => FILES.filter((file) => file.endsWith(extension));

interface Block {
  readonly language: string;
  readonly text: string;
  /** The file that it quotes. */
  readonly file: string | undefined;
}

const BLOCKS: readonly Block[] = [
  ...GUIDE.matchAll(/(?:<!-- quotes (\S+) -->\n)?^( *)```(\w+)\n([\s\S]*?)^\2```$/gm),
].map(([, file, indent = '', language = '', body = '']) => {
  const text = body.replace(new RegExp(`^${indent}`, 'gm'), '');
  return { language, text, file };
});
const QUOTES = BLOCKS.filter((block) => block.file !== undefined);
const COMMANDS = BLOCKS.filter(({ language, file }) => language === 'sh' && file === undefined)
  .flatMap(({ text }) => text.split('\n'))
  .filter((line) => line.trim() !== '');

describe('the guide to existing objects', () => {
  it('quotes files', () => {
    expect(QUOTES.length).toBeGreaterThan(10);
  });

  it.each(QUOTES.map(({ file = '', text }, index) => ({ index, file, text })))(
    'quotes $file as it is ($index)',
    ({ file, text }) => {
      expect(`\n${read(file)}`).toContain(`\n${text}`);
    },
  );

  it('shows code of other languages than the shell only as quotations', () => {
    const free = BLOCKS.filter(({ language, file }) => file === undefined && !['sh', 'text'].includes(language));
    expect(free).toEqual([]);
  });

  it('links to files and headings that exist', () => {
    const links = [...GUIDE.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map((match) => match[1] ?? '');
    const folder = path.join(PROJECT, path.dirname(PAGE));
    const broken = links.filter((link) => {
      const [file = '', heading] = link.split('#');
      const target = file === '' ? path.join(PROJECT, PAGE) : path.join(folder, file);
      if (!existsSync(target)) return true;
      return heading !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(heading);
    });
    expect(broken).toEqual([]);
  });

  it('shows every file of examples/guide/', () => {
    const shown = new Set([...GUIDE.matchAll(/examples\/guide\/[\w./-]+\w/g)].map((match) => match[0]));
    expect(FILES.filter((file) => !shown.has(file))).toEqual([]);
  });

  it('names commands and flags of s3-backfill that exist', () => {
    const calls = [...GUIDE.matchAll(/s3-backfill ([a-z]+)((?: +[^\s`|;,]+)*)/g)].filter(
      ([, verb = '', rest = '']) => verb in VERBS || rest.includes('--'),
    );
    const wrong = calls.filter(([, verb = '', rest = '']) => {
      const flags = [...rest.matchAll(/--(?:no-)?([a-z-]+)/g)].map((match) => match[1] ?? '');
      const known = VERBS[verb]?.flags;
      return known === undefined || flags.some((flag) => !(flag in known));
    });
    expect(calls.length).toBeGreaterThan(8);
    expect(wrong.map(([call]) => call)).toEqual([]);
  });

  it('calls scripts that exist and can be run', () => {
    const called = COMMANDS.flatMap((line) => line.match(/examples\/guide\/[\w/-]+\.(?:sh|py)/g) ?? []);
    expect(called.length).toBeGreaterThan(7);
    expect(called.filter((file) => (statSync(path.join(PROJECT, file)).mode & 0o111) === 0)).toEqual([]);
  });

  it('keeps its prose within 160 characters a line', () => {
    const prose = GUIDE.replace(/^```[\s\S]*?^```$/gm, '');
    const long = prose.split('\n').filter((line) => line.length > 160 && !line.startsWith('|'));
    expect(long).toEqual([]);
  });
});

/** As GitHub makes them. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

describe('examples/guide/', () => {
  it.each(ending('.sh'))('%s is a shell script without faults of syntax', (file) => {
    const said = spawnSync('bash', ['-n', file], { cwd: PROJECT, encoding: 'utf8' });
    expect(said).toMatchObject({ status: 0, stderr: '' });
    expect(read(file)).toMatch(/^#!\/usr\/bin\/env bash\n[\s\S]*\nset -euo pipefail\n/);
  });

  it.each(ending('.json'))('%s is JSON', (file) => {
    expect(() => JSON.parse(read(file)) as unknown).not.toThrow();
  });

  it('batch-replication/s3-backfill.json is a settings file', () => {
    const file = 'examples/guide/batch-replication/s3-backfill.json';
    expect(parseSettings(read(file), file)).toMatchObject({ prefixes: ['folder/'] });
  });

  it('names no account but the one of the documentation', () => {
    const accounts = FILES.flatMap((file) => read(file).match(/\b\d{12}\b/g) ?? []);
    expect(new Set(accounts)).toEqual(new Set(['111122223333']));
  });
});

describeWith(['python3'], 'examples/guide/ in Python', () => {
  it('has no faults of syntax', () => {
    const code = 'import sys\nfor name in sys.argv[1:]: compile(open(name, encoding="utf-8").read(), name, "exec")';
    const said = spawnSync('python3', ['-c', code, ...ending('.py')], { cwd: PROJECT, encoding: 'utf8' });
    expect(said).toMatchObject({ status: 0, stderr: '' });
  });
});
