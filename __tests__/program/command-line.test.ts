// The command line of the program as it is shipped: what it tells about itself, and what bash makes of its completion.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { version } from '../../package.json';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import './sources';

let folder: string;
let runner: string;

beforeAll(() => {
  folder = makeFolder();
  runner = buildRunner(path.join(folder, 'built'));
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(path.join(bin, 's3-backfill'), `#!/bin/sh\nexec '${process.execPath}' '${runner}' "$@"\n`);
  chmodSync(path.join(bin, 's3-backfill'), 0o755);
});
afterAll(() => removeFolder(folder));

const started = (program: string, parameters: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const PATH = `${path.join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  const said = spawnSync(program, parameters, {
    cwd: folder,
    env: { PATH, ...env },
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status: said.status, stdout: said.stdout, stderr: said.stderr };
};
const s3Backfill = (...parameters: readonly string[]) => started('s3-backfill', parameters);

describe('s3-backfill', () => {
  it('tells its version, with 0', () => {
    expect(s3Backfill('version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('tells the flags of one command', () => {
    const { status, stdout } = s3Backfill('help', 'run');
    expect([status, stdout]).toEqual([0, expect.stringContaining('-o, --output')]);
  });

  it('tells a program as JSON what is wrong with the words that ask for JSON', () => {
    const { status, stdout, stderr } = s3Backfill('run', '--bogus', '-yqo', 'json');
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'error', message: "unknown argument '--bogus'" });
  });

  it('points from --dry-run to plan', () => {
    const { status, stderr } = s3Backfill('run', '--dry-run');
    expect([status, stderr]).toEqual([2, expect.stringContaining('s3-backfill plan')]);
  });
});

describe('bash', () => {
  /** What it would offer for the last of `words`, taken apart as it does that. */
  function completed(...words: readonly string[]): readonly string[] {
    const quoted = ['s3-backfill', ...words].map((word) => `'${word}'`).join(' ');
    const script = [
      'eval "$(s3-backfill completion bash)"',
      `COMP_WORDS=(${quoted})`,
      `COMP_CWORD=${words.length}`,
      '_s3_backfill',
      `printf '%s\\n' "\${COMPREPLY[@]}"`,
    ];
    const { status, stdout, stderr } = started('bash', ['--norc', '-c', script.join('\n')]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.split('\n').filter((line) => line !== '');
  }

  it('completes commands, choices and names of files', () => {
    expect(completed('pl')).toEqual(['plan']);
    expect(completed('run', '--output', '')).toEqual(['text', 'json', 'markdown']);
    expect(completed('run', '--output', '=', 'm')).toEqual(['markdown']);
    expect(completed('run', '--outputs', 'b')).toEqual(expect.arrayContaining(['bin', 'built']));
    expect(completed('run', '--outputs', '=', 'bi')).toEqual(['bin']);
    expect(completed('run', '--region', '')).toEqual([]);
  });
});
