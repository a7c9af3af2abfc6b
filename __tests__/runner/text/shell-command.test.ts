// Commands to paste, in the shells that there are: each word comes out as it went in, byte for byte.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { visible } from '../../../runner/text/safe-text';
import { awsFlags, flagWords, placeWords, quotedFlag, shellCommand } from '../../../runner/text/shell-command';
import { HOSTILE, hostileText } from '../renderers/hostile-text';
import { actedOn, COMMANDS_OF_LOGS } from './log-readers';

const SHELLS = ['sh', 'dash', 'bash', 'zsh', 'ksh', 'mksh', 'yash', 'busybox'].filter(
  (name) => spawnSync(name, [...(name === 'busybox' ? ['sh'] : []), '-c', 'true']).status === 0,
);

/** A command has no such character in it, and no other half of a pair. */
const NOT_IN_A_WORD = /[\0\p{Cs}]/u;

/** The words that the first program of each command line is started with. */
function wordsIn(shell: string, lines: readonly string[]): readonly (readonly string[])[] {
  const script = `words() { for word; do printf '%s\\0' "$word"; done; printf '\\0'; }\n${lines.join('\n')}\n`;
  const { stdout, stderr } = spawnSync(shell, [...(shell === 'busybox' ? ['sh'] : [])], {
    input: script,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '' },
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(stderr).toBe('');
  const all: string[][] = [[]];
  const words = stdout.split('\0').slice(0, -1);
  // An empty word looks like an end: words are counted by the mark before each.
  for (const word of words) {
    if (word === '') all.push([]);
    else all.at(-1)?.push(word.slice(1));
  }
  return all.slice(0, -1);
}

const HARD: readonly string[] = [
  ...[...HOSTILE, ...COMMANDS_OF_LOGS].filter((text) => !NOT_IN_A_WORD.test(text)),
  ...[
    '',
    ' ',
    '\n',
    'a\n',
    '\na',
    'a\n\n',
    "'\n",
    '-',
    '--',
    '-n',
    '-x y',
    '--key',
    '=ls',
    '~',
    '~root',
    '*',
    '?',
    '[a]',
  ],
  ...[
    '!',
    '!!',
    "it's !x",
    '$',
    '$HOME',
    '${HOME}',
    '$(id)',
    '`id`',
    '\\',
    '\\\\',
    '\\n',
    "\\'",
    '#',
    '#a',
    '&',
    ';',
    '|',
  ],
  ...[
    '<',
    '>',
    '(',
    ')',
    '{a,b}',
    '{{x}}',
    '${{ secrets.TOKEN }}',
    '%s',
    '%',
    '%%n',
    '\u0007',
    '\u001b[2J',
    '\t',
    '\r',
  ],
  ...['\u202e', '\u200b', '\ufe0f', 'ä', '漢字', '🙂', '\u00a0', 'a=b', '--key=', '--key=-x', '--key=a\n', 'file:///x'],
];

describe.each(SHELLS)('words in %s', (shell) => {
  // A mark before each, so that an empty one is something.
  const line = (words: readonly string[]): string => shellCommand(['words', ...words.map((word) => `x${word}`)]);

  it('are what they were', () => {
    expect(
      wordsIn(
        shell,
        HARD.map((word) => line([word])),
      ),
    ).toEqual(HARD.map((word) => [word]));
    expect(wordsIn(shell, [line(HARD)])).toEqual([HARD]);
  });

  it('that begin a word of the shell are what they were', () => {
    const script = HARD.filter((word) => word !== '').map((word) => shellCommand(['words', 'x', word]));
    const { stdout } = spawnSync(
      shell,
      [...(shell === 'busybox' ? ['sh'] : []), '-c', `words() { printf '%s\\0' "$2"; }\n${script.join('\n')}`],
      {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'] ?? '' },
      },
    );
    expect(stdout.split('\0').slice(0, -1)).toEqual(HARD.filter((word) => word !== ''));
  });

  it('are what they were, whatever they hold', () => {
    const word = hostileText.filter((text) => !NOT_IN_A_WORD.test(text));
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { minLength: 20, maxLength: 60 }),
        (lines) => {
          expect(wordsIn(shell, lines.map(line))).toEqual(lines);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('a command to paste', () => {
  it('is shown as it is written: nothing in it steers a terminal, or is a command to a log', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(hostileText, fc.constantFrom(...HARD))), (words) => {
        const line = shellCommand(['s3-backfill', ...words]);
        expect(visible(line)).toBe(line);
        expect(actedOn(line)).toEqual([]);
      }),
    );
  });

  it('leaves plain words plain', () => {
    expect(shellCommand(['aws', 's3api', '--bucket', 'b', '--key', 'a b', '--prefix=c d', 'arn:aws:s3:::b'])).toBe(
      "aws s3api --bucket b --key 'a b' --prefix='c d' arn:aws:s3:::b",
    );
  });

  it('holds no expression of a pipeline, and nothing that an interactive bash would take from its history', () => {
    expect(shellCommand(['${{ github.token }}'])).not.toContain('{{');
    expect(shellCommand(['a!b\u0007'])).not.toContain('!');
    expect(shellCommand(["a!b'c"])).toBe(`'a!b'\\''c'`);
  });

  it('joins a flag and a value that begins with a dash', () => {
    expect(flagWords('--prefix', '-x')).toEqual(['--prefix=-x']);
    expect(flagWords('--outputs', '-')).toEqual(['--outputs', '-']);
    expect(flagWords('--prefix', '')).toEqual(['--prefix', '']);
    expect(placeWords(['a', '-x'])).toEqual(['--', 'a', '-x']);
    expect(placeWords(['a'])).toEqual(['a']);
    expect(quotedFlag('--prefix', 'a')).toBe("--prefix 'a'");
    expect(quotedFlag('--prefix', '-a')).toBe("--prefix='-a'");
    expect(quotedFlag('--prefix', 'a\n')).toBe("--prefix $'a\\012'");
    expect(quotedFlag('--prefix', 'a\tb')).toBe(`--prefix "$(printf 'a\\011b')"`);
  });

  it('gives the AWS CLI no value that it would read from a file or a host', () => {
    expect(awsFlags({ bucket: 'b', key: 'file:///etc/passwd', 'version-id': '-1' })).toEqual([
      ...['--bucket', 'b', '--version-id=-1'],
      ...['--cli-input-json', '{"Key":"file:///etc/passwd"}'],
    ]);
    for (const key of ['fileb://x', 'http://169.254.169.254/', 'https://example.com'])
      expect(awsFlags({ key })).toEqual(['--cli-input-json', JSON.stringify({ Key: key })]);
  });
});
