// What a command is given for the words of a command line, and what is said about words that are wrong.
import { describe, expect, it } from '@jest/globals';
import { VERBS } from '../../../../runner/cli/cli';
import { isPath } from '../../../../runner/cli/argv/files-named-twice';
import { givenOf } from '../../../../runner/cli/argv/given';
import { readArgv } from '../../../../runner/cli/argv/read-argv';
import type { ConfiguredFlags } from '../../../../runner/cli/argv/settings-and-variables';
import type { Given } from '../../../../runner/cli/flag-values';
import type { Flag, Flags } from '../../../../runner/cli/flags/flag';

const EVERY = Object.assign({}, ...Object.values(VERBS).map(({ flags }) => flags)) as Flags;
const NOTHING: ConfiguredFlags = { flags: new Map() };

function given(line: string, configured = NOTHING): Given {
  const argv = readArgv(line.split(' '), EVERY);
  const command = VERBS[argv.command ?? ''];
  if (command === undefined) throw new Error(`no command in ${line}`);
  return givenOf(argv, argv.command ?? '', command, configured);
}

describe('what a command is given', () => {
  it.each<[string, Given]>([
    ['run --quiet=true', { quiet: true }],
    ['run -yo json', { yes: true, output: 'json' }],
    ['run -v', { verbose: true }],
    ['run --no-job-tags', { 'job-tags': false }],
    ['run --job-tags=false', { 'job-tags': false }],
    ['run --no-job-tags --job-tags', { 'job-tags': true }],
    ['run --timeout 1e3 --poll-seconds=.5', { timeout: 1000, 'poll-seconds': 0.5 }],
    ['run --prefix a/ --prefix=--b/', { prefix: ['a/', '--b/'] }],
    ['run --prefix=a=b/', { prefix: ['a=b/'] }],
    ['run --outputs -', { outputs: '-' }],
    ['run --suffix=', { suffix: '' }],
    ['run plan.json', { plan: 'plan.json' }],
    ['--output json list --all', { output: 'json', all: true }],
    ['watch a b --region x', { job: ['a', 'b'], region: 'x' }],
    ['priority a 5', { job: 'a', number: '5' }],
    ['status -- -a', { job: '-a' }],
    ['emulator --clock-skew-ms -5', { 'clock-skew-ms': -5 }],
  ])('%s', (line, values) => {
    expect(given(line)).toMatchObject(values);
  });

  it('has the defaults of the flags, and nothing for a flag without one', () => {
    expect(given('run')).toMatchObject({ output: 'text', quiet: false, verify: 'auto', 'job-tags': true });
    expect(Object.keys(given('run'))).not.toEqual(expect.arrayContaining(['latest-only']));
    expect(given('run')).not.toHaveProperty('plan');
  });

  it.each([
    ['run --quiet=yes', '--quiet: got "yes"; true or false is allowed'],
    ['run --timeout 0x10', '--timeout: got "0x10"; a number is allowed'],
    ['run --timeout=', '--timeout: got ""; a number is allowed'],
    ['run --verify maybe', '--verify: got "maybe"; one of "auto", "always", "never" is allowed'],
    ['run --verify allways', 'is allowed (did you mean "always"?)'],
    ['run --region a --region b', '--region was given 2 times: give it once'],
    ['run --timeout 1 --timeout 2', '--timeout was given 2 times: give it once'],
    ['run --prefix', '--prefix needs a value'],
    ['run --prefix --yes', '--prefix needs a value'],
    ['run -yo', '-o needs a value'],
    ['run -yx', "unknown argument '-yx'"],
    ['run --prefx a', "unknown argument '--prefx' (did you mean '--prefix'?)"],
    ['run -prefix a', "unknown argument '-prefix' (did you mean '--prefix'?)"],
    ['run --prefx a --bogus', "unknown argument '--prefx' (did you mean '--prefix'?), '--bogus'"],
    ['plan --yes', "unknown argument '--yes'"],
    ['list -y', "unknown argument '-y'"],
    ['run a b', "'b' is too much: s3-backfill run [plan]"],
    ['priority', '<job> and <number> are missing: s3-backfill priority <job> <number>'],
    ['priority a', '<number> is missing: s3-backfill priority <job> <number>'],
    ['priority a --region', '--region needs a value; <number> is missing: s3-backfill priority <job> <number>'],
    ['run --timeout soon --verify x', '--timeout: got "soon"; a number is allowed; --verify: got "x"'],
  ])('is nothing for %s: %s', (line, message) => {
    expect(() => given(line)).toThrow(message);
  });

  it.each(
    Object.entries(VERBS).flatMap(([verb, { flags }]) =>
      Object.entries(flags).flatMap(([name, flag]) => (isPath(flag) ? [[verb, name] as const] : [])),
    ),
  )('is nothing for an empty path: %s --%s', (verb, name) => {
    const { usage = '' } = VERBS[verb] ?? {};
    const words = [...usage.matchAll(/<\w+/g)].map(() => 'x').join(' ');
    const refused = `--${name}: got ""; a name is allowed, and none was given: where it comes from a variable`;
    expect(() => given(`${verb} ${words} --${name}=`.replace('  ', ' '))).toThrow(refused);
  });

  it.each([
    ['run ', 'the plan'],
    ['verify-certificate ', 'the file'],
  ])('is nothing for an empty path: %s', (line, place) => {
    expect(() => given(line)).toThrow(`${place}: got ""; a name is allowed`);
  });

  it('of a text that may be a path is no empty one, where a directory or a job, a key or a file is meant', () => {
    for (const name of ['report', 'sign-with', 'source-inventory', 'destination-inventory'])
      expect(isPath(VERBS['verify']?.flags[name] ?? ({} as Flag))).toBe(true);
    expect(isPath(VERBS['verify-certificate']?.flags['public-key'] ?? ({} as Flag))).toBe(true);
  });

  it('is flags whose order counts, as they were typed, behind what was not', () => {
    const globs = (...all: readonly (readonly [string, string])[]) => ({
      globs: all.map(([name, text]) => ({ name, text })),
    });
    const line = 'run --exclude a --include b --yes --exclude=c --include=-d';
    expect(given(line)).toMatchObject(globs(['exclude', 'a'], ['include', 'b'], ['exclude', 'c'], ['include', '-d']));
    expect(given('run')).not.toHaveProperty('globs');
    const configured = {
      flags: new Map([
        ['include', { texts: ['x', 'y'], where: 'S3_BACKFILL_INCLUDE' }],
        ['exclude', { texts: ['*'], where: 'runner.exclude' }],
      ]),
    };
    expect(given('run', configured)).toMatchObject(globs(['exclude', '*'], ['include', 'x'], ['include', 'y']));
    expect(given('run --exclude z', configured)).toMatchObject(
      globs(['include', 'x'], ['include', 'y'], ['exclude', 'z']),
    );
  });

  it('is what is typed, else what a variable or the settings file says, by the same rules', () => {
    const configured = { flags: new Map([['timeout', { texts: ['5'], where: 'S3_BACKFILL_TIMEOUT' }]]) };
    expect(given('run', configured)).toMatchObject({ timeout: 5 });
    expect(given('run --timeout 6', configured)).toMatchObject({ timeout: 6 });
    configured.flags.set('timeout', { texts: ['soon'], where: 'S3_BACKFILL_TIMEOUT' });
    expect(() => given('run', configured)).toThrow('S3_BACKFILL_TIMEOUT: got "soon"; a number is allowed');
    expect(given('run --timeout 6', configured)).toMatchObject({ timeout: 6 });
  });
});
