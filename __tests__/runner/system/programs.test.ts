// Other programs: found, started with nothing but what they are given, listened to, and ended with all that they have started.
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { env } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunningProgram } from '../../../runner/ports/programs';
import { programs } from '../../../runner/system/programs';
import { makeFolder, removeFolder } from '../../e2e/setup';

let folder: string;
const usualPath = env['PATH'];

beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => {
  env['PATH'] = usualPath;
  removeFolder(folder);
});

function shell(
  script: string,
  lines: string[] = [],
  environment: Readonly<Record<string, string>> = {},
): RunningProgram {
  return programs.start({
    path: '/bin/sh',
    words: ['-c', script],
    environment: { PATH: '/usr/bin:/bin', ...environment },
    folder,
    onLine: (line, stream) => void lines.push(`${stream} ${line}`),
  });
}

describe('a program', () => {
  it('is found by PATH where it may be run, and never in a folder that is not named from the root', async () => {
    mkdirSync(path.join(folder, 'bin'));
    writeFileSync(path.join(folder, 'bin', 'tool'), '#!/bin/sh\n', { mode: 0o600 });
    env['PATH'] = `.:${path.relative('.', path.join(folder, 'bin'))}:${path.join(folder, 'bin')}`;
    expect(await programs.find('tool')).toBeUndefined();
    writeFileSync(path.join(folder, 'bin', 'other'), '#!/bin/sh\n', { mode: 0o700 });
    expect(await programs.find('other')).toBe(path.join(folder, 'bin', 'other'));
    env['PATH'] = path.relative('.', path.join(folder, 'bin'));
    expect(await programs.find('other')).toBeUndefined();
  });

  it('is told line by line on both streams, the last one without an end, and what is too long is cut off', async () => {
    const lines: string[] = [];
    const end = await shell(`echo one; echo two >&2; head -c 100000 /dev/zero | tr '\\0' x; echo; printf last`, lines)
      .ended;
    expect(end).toEqual({ code: 0 });
    expect(lines.filter((line) => line.startsWith('stderr'))).toEqual(['stderr two']);
    const [one, long = '', last] = lines.filter((line) => line.startsWith('stdout'));
    expect([one, last]).toEqual(['stdout one', 'stdout last']);
    expect(long).toHaveLength('stdout '.length + 65_536);
  });

  it('sees nothing of the environment of this program', async () => {
    env['S3_BACKFILL_SECRET'] = 'seen';
    const lines: string[] = [];
    await shell('echo "$S3_BACKFILL_SECRET|$GIVEN|$PWD"', lines, { GIVEN: 'given' }).ended;
    delete env['S3_BACKFILL_SECRET'];
    expect(lines).toEqual([`stdout |given|${folder}`]);
  });

  it('ends with its own code, by a signal, or was never started', async () => {
    expect(await shell('exit 7').ended).toEqual({ code: 7 });
    expect(await shell('kill -9 $$').ended).toEqual({ signal: 'SIGKILL' });
    const missing = programs.start({ path: '/nowhere', words: [], environment: {}, folder, onLine: () => undefined });
    expect(await missing.ended).toEqual({ notStarted: 'ENOENT' });
  });

  it('is stopped with what it has started, and what it leaves behind is ended', async () => {
    const running = shell('sleep 60 & wait');
    await delay(200);
    await running.stop();
    expect(await running.ended).toEqual({ signal: 'SIGTERM' });
    const started = performance.now();
    expect(await shell('sleep 60 & exit 0').ended).toEqual({ code: 0 });
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('a private folder', () => {
  it('is for its owner alone, as its files are, and is removed with them', async () => {
    const made = await programs.makePrivateFolder();
    const file = await made.write('config', 'text');
    expect([statSync(made.path).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
    await made.remove();
    await made.remove();
    expect(existsSync(made.path)).toBe(false);
  });
});
