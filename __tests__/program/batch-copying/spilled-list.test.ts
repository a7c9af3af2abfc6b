// A list that is larger than memory shall hold: its parts are in a file, the job is the same, and nothing is left of the file. Here memory
// shall hold nothing.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { connect } from '../../../runner/aws/connect';
import { cli } from '../../../runner/cli/cli';
import type { World } from '../../../runner/ports/world';
import { spill } from '../../../runner/system/spill';
import { hostedWorld } from '../../../runner/system/system';
import { makeFolder, removeFolder } from '../../e2e/setup';
import { builtProgram } from '../built';
import type { Program } from '../setup';
import { JOBS, jobsOf, keysIn, PACE, places, REGION, startCopying } from './jobs-that-copy';

const built = builtProgram();

function worldOf({ folder, environment }: Program, kept: World['spill']): World & { readonly said: string[] } {
  const said: string[] = [];
  const output = { write: (text: string) => void said.push(text), isTerminal: false, columns: 80 };
  const own = { ...environment, ...REGION };
  // The AWS SDK looks there for credentials.
  Object.assign(process.env, own);
  const world = hostedWorld(
    (options) => connect(options, own),
    { workingDirectory: folder, threadFolder: path.join(path.dirname(built.runner()), 'threads') },
    new AbortController().signal,
  );
  return { ...world, environment: own, stdout: output, stderr: output, ...(kept && { spill: kept }), said };
}

it('is copied by one job, once, whoever holds its list, and leaves no file', async () => {
  const keys = Array.from({ length: 300 }, (_, number) => `folder/${String(number).padStart(4, '0')}`);
  const program = await startCopying(built, keys);
  const folder = makeFolder();
  const inFile = spill(folder, 0);
  let bytes = 0;
  const counting = {
    ...inFile,
    keep(part: Uint8Array) {
      bytes += part.byteLength;
      return inFile.keep(part);
    },
  };
  const words = [...places('src'), ...JOBS, ...PACE];
  const world = worldOf(program, counting);
  expect([await cli(['run', ...words], world), world.said.join('')]).toEqual([
    0,
    expect.stringContaining('300 succeeded'),
  ]);
  expect(bytes).toBeGreaterThan(0);
  expect((await keysIn(program, 'copies')).length).toBe(keys.length);
  expect(readdirSync(folder)).toEqual([]);
  const again = worldOf(program, counting);
  expect([await cli(['run', ...words], again), again.said.join('')]).toEqual([0, expect.any(String)]);
  expect(jobsOf(program)).toHaveLength(1);
  removeFolder(folder);
}, 60_000);

it('that the disk does not take is refused before anything is written, with what to do', async () => {
  const program = await startCopying(built, ['folder/a']);
  const world = worldOf(program, spill('/nowhere', 0));
  const code = await cli(['run', ...places('src'), ...JOBS, ...PACE], world);
  expect([code, world.said.join('')]).toEqual([
    2,
    expect.stringContaining("nothing was sent: the directory of temporary files, '/nowhere'"),
  ]);
  expect(world.said.join('')).toContain(
    'name another one with more room: TMPDIR; or: copy one prefix at a time (--prefix)',
  );
  expect(jobsOf(program)).toEqual([]);
}, 60_000);
