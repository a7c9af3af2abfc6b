// Programs that only bear the name of rclone or of the AWS CLI: missing, too old, lying, silent about what they are. No ending is believed.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import type { Program, Said } from '../setup';
import { scriptFolder } from './scripts';

const built = builtProgram();
const KEYS = ['folder/a', 'folder/b'];

interface False {
  readonly method: 'rclone' | 'aws-cli';
  /** What it does; undefined: it is not there. */
  readonly script?: string;
  readonly exitCode: number;
  readonly says: readonly RegExp[];
}

const VERSION = {
  rclone: 'if [ "$1" = version ]; then echo "rclone v1.73.0"; exit 0; fi',
  'aws-cli': 'if [ "$1" = --version ]; then echo "aws-cli/2.33.0 Python/3"; exit 0; fi',
};
const log = (entry: object): string => `echo '${JSON.stringify(entry)}' >&2`;

const CASES: readonly (readonly [string, False])[] = [
  ['rclone is missing', { method: 'rclone', exitCode: 2, says: [/in no folder of PATH/, /install rclone/] }],
  ['the CLI is missing', { method: 'aws-cli', exitCode: 2, says: [/in no folder of PATH/, /install version 2/] }],
  [
    'rclone is too old',
    { method: 'rclone', script: 'echo "rclone v1.53.3"', exitCode: 2, says: [/1\.53\.3, which is too old/] },
  ],
  [
    'the CLI is too old',
    {
      method: 'aws-cli',
      script: 'echo "aws-cli/1.22.34 Python/3"',
      exitCode: 2,
      says: [/1\.22\.34, which is too old/],
    },
  ],
  [
    'it is something else',
    { method: 'rclone', script: 'echo hello', exitCode: 2, says: [/does not say which version/, /'hello'/] },
  ],
  ...(['rclone', 'aws-cli'] as const).flatMap((method): readonly (readonly [string, False])[] => [
    [
      `${method} says that all is done, and has done nothing`,
      { method, script: `${VERSION[method]}\nexit 0`, exitCode: 1, says: [/0 of 2 objects are in/] },
    ],
    [
      `${method} does not understand its command line`,
      {
        method,
        script: `${VERSION[method]}\necho "usage: aws [options]" >&2\nexit 2`,
        exitCode: 3,
        says: [/could not work \(exit code 2/],
      },
    ],
    [
      `${method} is ended by somebody else`,
      { method, script: `${VERSION[method]}\nkill -9 $$`, exitCode: 3, says: [/ended by SIGKILL/] },
    ],
  ]),
  [
    'rclone says that it has copied, and has not',
    {
      method: 'rclone',
      script: `${VERSION.rclone}\n${KEYS.map((key) => log({ level: 'info', msg: 'Copied (server-side copy)', object: key.slice(7) })).join('\n')}`,
      exitCode: 1,
      says: [/0 of 2 objects are in/, /2 objects copied, as rclone says/],
    },
  ],
  [
    'the CLI says that it has copied, and has not',
    {
      method: 'aws-cli',
      script: `${VERSION['aws-cli']}\n${KEYS.map((key) => `echo "copy: s3://src/${key} to s3://dst/${key.replace('folder', 'copies')}"`).join('\n')}`,
      exitCode: 1,
      says: [/0 of 2 objects are in/, /2 objects copied, as AWS CLI says/],
    },
  ],
  [
    'rclone downloads and uploads: it is ended, and nothing makes that good',
    {
      method: 'rclone',
      script: `${VERSION.rclone}\n${log({ level: 'info', msg: 'Copied (new)', object: 'a' })}\nsleep 60`,
      exitCode: 3,
      says: [/downloads and uploads, where S3 was to copy/, /--overwrite always/],
    },
  ],
  [
    'the CLI skips what is archived',
    {
      method: 'aws-cli',
      script: `${VERSION['aws-cli']}\necho "warning: Skipping file s3://src/folder/a. Object is of storage class GLACIER. Unable to perform copy operations" >&2\nexit 2`,
      exitCode: 1,
      says: [/InvalidObjectState/, /2 failed|1 failed/],
    },
  ],
];

describe('a program that is not what it should be', () => {
  let program: Program;
  /** A PATH on which there is no other of its name. */
  const run = ({ method, script }: False): Promise<Said> => {
    const name = method === 'rclone' ? 'rclone' : 'aws';
    const bin = scriptFolder(program.folder, name, script ?? '');
    if (script === undefined) rmSync(path.join(bin, name));
    return program.run(
      [
        ...['run', '--method', method, '--yes', '--checks', 'basic', '--retries', '0'],
        ...[
          '--source-bucket',
          'src',
          '--prefix',
          'folder/',
          '--destination-bucket',
          'dst',
          '--destination-prefix',
          'copies/',
        ],
      ],
      { env: { AWS_REGION: 'us-east-1', PATH: script === undefined ? bin : `${bin}:/bin` } },
    );
  };

  it('is never believed: the ending is what is so', async () => {
    program = await built.start(KEYS);
    for (const [name, one] of CASES) {
      const said = await run(one);
      expect([name, said.exitCode, said.stdout + said.stderr]).toEqual([name, one.exitCode, expect.any(String)]);
      for (const words of one.says)
        expect([name, said.stdout + said.stderr]).toEqual([name, expect.stringMatching(words)]);
    }
  }, 60_000);

  it('is given credentials by its environment alone, and nothing that its user has configured', async () => {
    program = await built.start(KEYS);
    const script = `${VERSION.rclone}\nenv | sed 's/^/env: /' >&2; echo "words: $*" >&2; ls -l "$HOME" >&2; exit 0`;
    const name = 'rclone';
    const bin = scriptFolder(program.folder, name, script);
    const env = {
      AWS_REGION: 'us-east-1',
      PATH: `${bin}:/bin`,
      RCLONE_CONFIG: '/home/me/rclone.conf',
      RCLONE_DUMP: 'headers',
      HOME: '/home/me',
      RCLONE_CONFIG_MINE_TYPE: 's3',
    };
    const said = await program.run(
      [
        'run',
        '--method',
        'rclone',
        '--yes',
        '--checks',
        'basic',
        '--retries',
        '0',
        '--source-bucket',
        'src',
        '--prefix',
        'folder/',
        '--destination-bucket',
        'dst',
      ],
      { env },
    );
    const [file = ''] = /\/[^']*\.s3-backfill\/[^/]+\/rclone-[0-9a-f]{16}(?=\.log)/.exec(said.stdout) ?? [];
    const log = readFileSync(`${file}.log`, 'utf8');
    const secret = program.environment['AWS_SECRET_ACCESS_KEY'] ?? '';
    expect(log).toContain('env: AWS_SECRET_ACCESS_KEY=(secret)');
    expect(log + said.stdout + said.stderr).not.toContain(secret);
    expect(log).not.toMatch(/RCLONE_DUMP|\/home\/me\/rclone|MINE/);
    expect(/words: .*/.exec(log)?.[0]).not.toContain('AWS');
  });
});
