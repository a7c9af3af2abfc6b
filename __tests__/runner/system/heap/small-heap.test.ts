// V8's flags are those of a process: a program of its own is measured.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from '@jest/globals';

/** Holds some megabytes, and makes of each piece of them garbage in its turn, as a listing does. */
const PROGRAM = `
  import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
  import { setImmediate as turn } from 'node:timers/promises';
  import { keepHeapSmall } from './runner/system/heap/small-heap';
  if (process.argv[2] === 'small') keepHeapSmall();
  const held = [];
  let young = 0;
  let whole = 0;
  for (let page = 0; page < 2_000; page += 1) {
    held[page % 50] = Array.from({ length: 1_000 }, (_, n) => ({ key: 'key-' + page + '-' + n, sizeBytes: n, at: n + 0.5 }));
    await turn();
    young = Math.max(young, getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);
    whole = Math.max(whole, getHeapStatistics().total_heap_size);
  }
  console.log(JSON.stringify({ youngMib: young / 2 ** 20, wholeMib: whole / 2 ** 20 }));
`;

interface Measured {
  readonly youngMib: number;
  readonly wholeMib: number;
}

function measured(...words: readonly string[]): Measured {
  const root = path.resolve(__dirname, '../../../..');
  const stdin = { contents: PROGRAM, resolveDir: root, loader: 'ts' } as const;
  const { outputFiles } = buildSync({ stdin, bundle: true, platform: 'node', format: 'esm', write: false });
  const code = outputFiles[0]?.text ?? '';
  const run = spawnSync(process.execPath, ['--input-type=module', '-', ...words], { input: code, encoding: 'utf8' });
  // V8 tells of a flag that it does not know.
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as Measured;
}

describe('the heap of a program that leaves garbage by the hundred megabytes', () => {
  it('stays small, by flags that V8 knows', () => {
    const [usual, small] = [measured(), measured('small')];
    expect(usual.youngMib).toBeGreaterThan(20);
    expect(small.youngMib).toBeLessThan(17);
    expect(small.wholeMib).toBeLessThan(usual.wholeMib - 15);
  });
});
