import { describe, expect, it } from '@jest/globals';
import { readArgv } from '../../../../runner/cli/argv/read-argv';
import { choice, file, number, text, texts, toggle, type Flags } from '../../../../runner/cli/flags/flag';

const FLAGS: Flags = {
  output: { ...choice('', 'nothing', ['text', 'json'], ''), alias: 'o' },
  outputs: file('', 'nothing', ''),
  quiet: toggle('', 'nothing', '', { alias: 'q' }),
  yes: toggle('', 'nothing', '', { alias: 'y' }),
  'job-tags': toggle('', 'nothing', '', { default: true }),
  prefix: texts('', 'nothing', ''),
  suffix: text('', 'nothing', ''),
  skew: number('', 'nothing', ''),
};

/** What was read, with values by flag. */
function read(...argv: readonly string[]) {
  const { flags, ...rest } = readArgv(argv, FLAGS);
  return {
    ...rest,
    values: Object.fromEntries([...flags].map(([name, typed]) => [name, typed.map(({ text }) => text)])),
  };
}

describe('the words of a command line', () => {
  it.each<[readonly string[], Readonly<Record<string, readonly string[]>>]>([
    [['--output', 'json'], { output: ['json'] }],
    [['--output=json'], { output: ['json'] }],
    [['-o', 'json'], { output: ['json'] }],
    [['-ojson'], { output: ['json'] }],
    [['-o=json'], { output: ['json'] }],
    [['-yqo', 'json'], { yes: ['true'], quiet: ['true'], output: ['json'] }],
    [['-yq'], { yes: ['true'], quiet: ['true'] }],
    [['--quiet=true'], { quiet: ['true'] }],
    [['--quiet', 'false'], { quiet: ['false'] }],
    [['-yq', 'false'], { yes: ['true'], quiet: ['false'] }],
    [['-q=false'], { quiet: ['false'] }],
    [['--no-job-tags'], { 'job-tags': ['false'] }],
    [['--prefix', 'a', '--prefix=b'], { prefix: ['a', 'b'] }],
    [['--prefix=--a=b\nc'], { prefix: ['--a=b\nc'] }],
    [['--suffix='], { suffix: [''] }],
    [['--skew', '-5'], { skew: ['-5'] }],
    [['--outputs', '-'], { outputs: ['-'] }],
  ])('%j are flags and their values', (argv, values) => {
    expect(read(...argv)).toEqual({ places: [], unknown: [], lacking: [], values });
  });

  it('name the command by the first that is neither a flag nor the value of one', () => {
    expect(read('--suffix', 'plan', '-q', 'list', 'more')).toMatchObject({ command: 'list', places: ['more'] });
  });

  it('behind two dashes are no flags', () => {
    expect(read('help', '--', '--quiet', '--')).toMatchObject({
      command: 'help',
      places: ['--quiet', '--'],
      values: {},
    });
  });

  it('are kept as typed where they are no flags, and read as what was probably meant', () => {
    expect(read('--prefx', 'a', 'run')).toMatchObject({
      command: 'run',
      unknown: ['--prefx'],
      values: { prefix: ['a'] },
    });
    expect(read('-prefix', 'a', 'run')).toMatchObject({
      command: 'run',
      unknown: ['-prefix'],
      values: { prefix: ['a'] },
    });
    expect(read('--bogus', 'run')).toMatchObject({ command: 'run', unknown: ['--bogus'], values: {} });
  });

  it.each(['-yz', '-z', '--no-prefix', '--no-quiet=true', '--=x', '---', '--constructor', '--toString=1'])(
    'that are no flags set nothing: %s',
    (word) => {
      expect(read(word)).toMatchObject({ unknown: [word], values: {} });
    },
  );

  it('that need a value do not take a flag for one, and the last one waits', () => {
    expect(read('--prefix', '--output', 'json')).toMatchObject({ lacking: ['--prefix'], values: { output: ['json'] } });
    expect(read('--prefix', '-q')).not.toHaveProperty('awaits');
    expect(read('-qo')).toMatchObject({ lacking: ['-o'], awaits: 'output' });
  });
});
