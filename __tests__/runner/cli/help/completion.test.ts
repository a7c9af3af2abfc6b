import { describe, expect, it } from '@jest/globals';
import { COMMANDS, VERBS } from '../../../../runner/cli/cli';
import { program, setup } from '../../fakes/fake-world';

const LISTED = Object.keys(COMMANDS).filter((name) => name !== 'complete');

/** What is offered for the last word. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { code, stdout } = await program(setup(), 'complete', '--', ...words);
  expect(code).toBe(0);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion', () => {
  it('offers commands, and those only', async () => {
    expect(await offered('')).toEqual(LISTED);
    expect(await offered('re')).toEqual(['retry', 'recommend', 'report']);
    expect(await offered('--quiet', 'pl')).toEqual(['plan']);
    expect(await offered('help', 'ver')).toEqual(['verify', 'verify-certificate']);
    expect(await offered('completion', '')).toEqual(['bash', 'zsh']);
  });

  it.each([[['run', '--output', '']], [['run', '-o', '']], [['list', '-qo', '']]])(
    'offers choices, and no flags, behind a flag that takes one: %j',
    async (words) => {
      expect(await offered(...words)).toEqual(['text', 'json', 'markdown']);
    },
  );

  it('offers choices behind an equals sign, where a shell takes the word apart, too', async () => {
    expect(await offered('run', '--output=j')).toEqual(['--output=json']);
    expect(await offered('run', '--output', '=', 'j')).toEqual(['--output=json']);
    expect(await offered('run', '--verify', '=')).toEqual(['--verify=auto', '--verify=always', '--verify=never']);
  });

  it.each([
    [['run', '--outputs', '']],
    [['run', '--outputs=o']],
    [['run', '--outputs', '=', 'o']],
    [['emulator', '--data', '--']],
    [['run', '']],
  ])('offers names of files where one belongs: %j', async (words) => {
    expect(await offered(...words)).toEqual([':files']);
  });

  it.each([
    [['run', '--region', '']],
    [['run', '--region', '--']],
    [['run', '--timeout', '']],
    [['status', '']],
    [['run', 'plan.json', '']],
    [['rnu', '']],
    [['list', '--prefix', '']],
  ])('offers nothing where anything may stand, or nothing: %j', async (words) => {
    expect(await offered(...words)).toEqual([]);
  });

  it('offers the flags of the command that are not there yet, or may be repeated', async () => {
    const flags = Object.keys(VERBS['list']?.flags ?? {});
    expect(await offered('list', '-')).toEqual([...flags, 'help', 'version'].map((name) => `--${name}`));
    expect(await offered('list', '-q', '-o', 'text', '--')).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^--(quiet|output)$/)]),
    );
    expect(await offered('run', '--prefix', 'a', '--pref')).toEqual(['--prefix']);
    expect(await offered('run', '--no-j')).toEqual(['--no-job-tags']);
    expect(await offered('-')).toEqual(['--help', '--version']);
  });
});

describe('the script', () => {
  const script = async (environment: Record<string, string>, ...words: readonly string[]) => {
    const given = setup();
    Object.assign(given.environment, environment);
    return program(given, 'completion', ...words);
  };

  it('is for the shell that is named, else for that of the user', async () => {
    expect((await script({ SHELL: '/bin/zsh' }, 'bash')).stdout).toContain('complete -F _s3_backfill s3-backfill');
    expect((await script({ SHELL: '/bin/bash' }, 'zsh')).stdout).toContain('compdef _s3_backfill s3-backfill');
    expect((await script({ SHELL: '/usr/local/bin/zsh' })).stdout).toContain('compdef');
    expect((await script({ SHELL: '/bin/bash' })).stdout).toContain('complete -F');
  });

  it.each([{}, { SHELL: '/usr/bin/fish' }])('is none where the shell is not known: %j', async (environment) => {
    const { code, stderr } = await script(environment);
    expect(code).toBe(2);
    expect(stderr).toContain('bash or zsh is allowed');
    expect(stderr).toContain('s3-backfill completion bash');
  });
});
