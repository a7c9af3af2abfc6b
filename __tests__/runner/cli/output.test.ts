import { describe, expect, it } from '@jest/globals';
import { readArgv } from '../../../runner/cli/argv/read-argv';
import { OUTPUT_FLAGS, outputOf } from '../../../runner/cli/output';
import { runProgram, setup } from '../fakes/fake-world';

describe('how it is told', () => {
  const configured = { flags: new Map([['output', { texts: ['markdown'], where: 'S3_BACKFILL_OUTPUT' }]]) };
  const of = (...argv: readonly string[]) => outputOf(readArgv(argv, OUTPUT_FLAGS), configured);

  it('is what is typed, of that the last, and else what a variable says', () => {
    expect(of()).toEqual({ format: 'markdown', isQuiet: false, isVerbose: false });
    expect(of('-o', 'json', '--quiet=false', '-q')).toEqual({ format: 'json', isQuiet: true, isVerbose: false });
    expect(of('--output=text', '-q', '--no-quiet')).toEqual({ format: 'text', isQuiet: false, isVerbose: false });
  });

  it.each([['--quiet'], ['--quiet=true'], ['-q'], ['-yq']])('is little with %s', async (word) => {
    const loud = await runProgram(setup());
    const quiet = await runProgram(setup(), word);
    expect(loud.stderr).toContain('created job');
    expect(quiet).toMatchObject({ code: 0, stdout: loud.stdout });
    expect(quiet.stderr).not.toContain('created job');
  });

  it('is JSON with -o json', async () => {
    const { stdout, stderr } = await runProgram(setup(), '-o', 'json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ kind: 'handoff' });
  });

  it('of an internal error says that it is one, and ends with 70', async () => {
    const given = setup();
    given.rolesError = new TypeError('not a function') as never;
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(70);
    expect(stderr).toContain('this is an internal error of s3-backfill: please report it');
  });
});
