// A run by DataSync for several prefixes is one execution after the other: letting go of the first leaves the others out, and says so.
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import { executionsOf, keysOf, PACE, startSync, WITH } from './started';

const built = builtProgram();
const PREFIXES = ['--prefix', 'folder/a/', '--prefix', 'folder/b/'];

describe('a run by DataSync for two prefixes', () => {
  it.each([
    ['is let go of', { flags: ['--detach'] }, 4],
    ['has no time left', { flags: ['--timeout', '0'] }, 4],
    ['is interrupted', { flags: [], options: { interruptAt: /PREPARING/ } }, 130],
  ])('that %s names the other one, and the same command copies it', async (_title, { flags, ...more }, exitCode) => {
    const started = await startSync(built, ['folder/a/1', 'folder/b/1'], {}, { timing: { jobStateMs: 500 } });
    const command = ['run', ...WITH, ...PACE, ...PREFIXES];
    const said = await started.run([...command, ...flags], 'options' in more ? more.options : {});
    expect(said).toMatchObject({ exitCode });
    expect(said.stdout + said.stderr).toContain('1 execution not started yet');
    expect(said.stdout + said.stderr).toMatch(
      /come back with: s3-backfill run .*--prefix folder\/a\/ --prefix folder\/b\//,
    );
    expect(await executionsOf(started)).toBe(1);
    expect(await started.run(command)).toMatchObject({ exitCode: 0 });
    expect(await executionsOf(started)).toBe(2);
    expect(await keysOf(started, 'copies')).toEqual(['folder/a/1', 'folder/b/1']);
  });
});
