import { describe, expect, it } from '@jest/globals';
import { VERBS } from '../../../runner/cli/cli';
import { readCommandLine } from '../../../runner/cli/command-line';
import { completions } from '../../../runner/cli/completion';
import { program, setup } from '../fakes/fake-world';

const read = (line: string) => readCommandLine(line.split(' '), VERBS);

describe('the command line', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['run --quiet=true', { quiet: true }],
    ['run -q', { quiet: true }],
    ['run -yq', { yes: true, quiet: true }],
    ['run -yo json', { yes: true, output: 'json' }],
    ['run -o json', { output: 'json' }],
    ['run -ojson', { output: 'json' }],
    ['run -o=json', { output: 'json' }],
    ['run -v', { verbose: true }],
    ['run --no-job-tags', { 'job-tags': false }],
    ['run --job-tags=false', { 'job-tags': false }],
    ['run --timeout 1e3 --poll-seconds=.5', { timeout: 1000, 'poll-seconds': 0.5 }],
    ['run --prefix a/ --prefix=--b/', { prefix: ['a/', '--b/'] }],
    ['run --outputs -', { outputs: '-' }],
    ['run --prefix=a=b/', { prefix: 'a=b/' }],
    ['run plan.json', { plan: 'plan.json' }],
    ['--output json list --all', { output: 'json', all: true }],
    ['watch a b --region x', { job: ['a', 'b'], region: 'x' }],
    ['priority a 5', { job: 'a', number: '5' }],
    ['status -- -a', { job: '-a' }],
    ['emulator --clock-skew-ms -5', { 'clock-skew-ms': -5 }],
  ])('%s is read', (line, given) => {
    const found = read(line);
    expect([found.faults, found.given]).toEqual([[], given]);
  });

  it.each<[string, string]>([
    ['run --quiet=yes', '--quiet: got "yes"; true or false is allowed'],
    ['run --timeout soon', '--timeout: got "soon"; a number is allowed'],
    ['run --prefix', '--prefix needs a value'],
    ['run --prefix --yes', '--prefix needs a value'],
    ['run -x', "unknown argument '-x'"],
    ['run -yx', "unknown argument '-yx'"],
    ['run -prefix a', "unknown argument '-prefix' (did you mean '--prefix'?)"],
    ['run a b', "'b' is one argument too many: s3-backfill run [plan]"],
    ['priority a', 'something is missing: s3-backfill priority <job> <number>'],
    ['plan --yes', "unknown argument '--yes'"],
    ['rnu', "unknown command 'rnu' (did you mean 'run'?)"],
  ])('%s is not: %s', (line, fault) => {
    expect(read(line).faults).toEqual([fault]);
  });

  it('tells several faults together', async () => {
    const { stderr } = await program(setup(), 'run', '--timeout', 'soon', '--verify', 'maybe');
    expect(stderr).toContain('--timeout: got "soon"; a number is allowed; --verify: got "maybe"');
  });

  it('decides how everything is said, by the letters too', async () => {
    const { stdout } = await program(setup(), 'run', '--outputs', 'outputs.json', '-yqo', 'json');
    expect(
      stdout
        .split('\n')
        .filter((text) => text !== '')
        .map((text) => JSON.parse(text) as unknown).length,
    ).toBeGreaterThan(0);
    const quiet = await program(setup(), 'run', '--outputs', 'outputs.json', '--quiet=true');
    expect(quiet.stderr).not.toContain('ok ');
  });

  it('points to plan where somebody looks for a dry run', async () => {
    const given = setup();
    const { code, stderr } = await program(given, 'run', '--outputs', 'outputs.json', '--dry-run');
    expect([code, given.jobs.sent]).toEqual([2, []]);
    expect(stderr).toContain('plan is the dry run');
  });
});

describe('what needs no command', () => {
  it.each([['--version'], ['version']])('%s prints the version', async (word) => {
    expect((await program(setup(), word)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([...Object.keys(VERBS), ''])('help %s fits 100 columns', async (name) => {
    const words = name === '' ? ['help'] : ['help', name];
    const { code, stdout } = await program(setup(), ...words);
    expect([code, stdout.split('\n').filter((line) => line.length > 100)]).toEqual([0, []]);
    expect(await program(setup(), ...words.slice(1), '--help')).toMatchObject({ code, stdout });
  });

  it('help names the commands first, and completion behind them', async () => {
    const { stdout } = await program(setup(), '--help');
    expect(stdout.indexOf('s3-backfill plan')).toBeLessThan(stdout.indexOf('s3-backfill completion'));
  });

  it('no command is a fault, and no help', async () => {
    const { code, stderr } = await program(setup());
    expect([code, stderr]).toEqual([2, expect.stringContaining('no command')]);
  });
});

describe('completion', () => {
  it.each<[string, readonly string[]]>([
    ['ver', ['verify']],
    ['run --outp', ['--outputs', '--output']],
    ['run --output ', ['text', 'json', 'markdown']],
    ['run --output m', ['markdown']],
    ['run --prefix ', []],
    ['run --yes --fail', ['--fail-on-empty']],
  ])('of "%s"', (line, offered) => {
    expect([...completions(line.split(' '), VERBS)].sort()).toEqual([...offered].sort());
  });

  it('has a script for bash and zsh, by name or by the shell that is used, and for no other', async () => {
    expect((await program(setup(), 'completion', 'zsh')).stdout).toContain('compdef _s3_backfill s3-backfill');
    const given = setup();
    given.environment['SHELL'] = '/usr/bin/zsh';
    expect((await program(given, 'completion')).stdout).toContain('#compdef');
    expect((await program(setup(), 'completion')).stdout).toContain('complete -o bashdefault');
    expect((await program(setup(), 'completion', 'fish')).code).toBe(2);
  });

  it('is asked by the scripts', async () => {
    expect((await program(setup(), '--complete', 'run', '--verify', '')).stdout).toBe('auto\nalways\nnever\n');
  });
});
