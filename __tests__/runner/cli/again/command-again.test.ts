// A command in a message repeats the flags that were given.
import { describe, expect, it } from '@jest/globals';
import { VERBS } from '../../../../runner/cli/cli';
import { givenOf } from '../../../../runner/cli/argv/given';
import { readArgv } from '../../../../runner/cli/argv/read-argv';
import { commandAgain } from '../../../../runner/cli/again/command-again';
import { withSameAsking } from '../../../../runner/cli/again/same-asking';

const KNOWN = {
  region: 'eu-west-1',
  'source-bucket': 'src',
  'role-arn': 'arn:aws:iam::111122223333:role/job',
  prefix: 'a/',
};

describe('a command in a message', () => {
  it('repeats what says where and what, quoted for a shell, and nothing that says how it is told', () => {
    const given = {
      outputs: "it's.json",
      stack: 'one',
      region: 'eu-west-1',
      profile: 'ci',
      'endpoint-url': 'http://127.0.0.1:4566',
      'source-bucket': 'src',
      prefix: ['a b/', '-c'],
      'role-arn': 'arn:aws:iam::111122223333:role/job',
      'report-bucket': 'reports',
      'job-tags': false,
      'replication-status': ['COMPLETED'],
      output: 'json',
      yes: true,
      'poll-seconds': 5,
    };
    const command = commandAgain('doctor', [], given, KNOWN, undefined);
    expect(command).toBe(
      `s3-backfill doctor --outputs 'it'\\''s.json' --stack one --region eu-west-1 --profile ci --endpoint-url http://127.0.0.1:4566 ` +
        `--source-bucket src --prefix 'a b/' --prefix=-c --role-arn arn:aws:iam::111122223333:role/job --report-bucket reports ` +
        `--replication-status COMPLETED --no-job-tags`,
    );
  });

  it.each(['doctor', 'report', 'run', 'verify'] as const)('can be read by the program: %s', (verb) => {
    const given = { region: 'eu-west-1', prefix: ['a/'], 'account-id': '111122223333', 'fail-on-empty': true };
    const words = commandAgain(verb, verb === 'report' ? ['job'] : [], given, KNOWN, undefined)
      .split(' ')
      .slice(1);
    const command = VERBS[verb];
    if (command === undefined) throw new Error(verb);
    expect(givenOf(readArgv(words, command.flags), verb, command, { flags: new Map() })).toMatchObject({
      region: 'eu-west-1',
      'account-id': '111122223333',
    });
  });

  it('of another method leaves out what that one refuses', () => {
    const given = {
      method: 'batch-copy',
      'source-bucket': 'src',
      'destination-bucket': 'dst',
      'report-bucket': 'reports',
      'manifest-bucket': 'reports',
      'job-tags': false,
      'larger-than': '1KiB',
    };
    expect(commandAgain('run', [], given, KNOWN, undefined, { method: 'copy' })).toBe(
      's3-backfill run --region eu-west-1 --method copy --source-bucket src --prefix a/ --destination-bucket dst --larger-than 1KiB',
    );
  });

  it('repeats flags whose order counts in their order', () => {
    const given = {
      method: 'copy',
      exclude: ['*', '-x'],
      include: ['*.jpg'],
      globs: [
        { name: 'exclude', text: '*' },
        { name: 'include', text: '*.jpg' },
        { name: 'exclude', text: '-x' },
      ],
    };
    for (const verb of ['run', 'verify'] as const)
      expect(commandAgain(verb, [], given, {}, 'src')).toContain("--exclude '*' --include '*.jpg' --exclude=-x");
  });

  it('says what is meant where neither a flag nor the handoff does', () => {
    expect(commandAgain('verify', [], { prefix: ['b/'] }, KNOWN, undefined)).toBe(
      's3-backfill verify --region eu-west-1 --source-bucket src --prefix b/',
    );
    expect(commandAgain('verify', [], {}, KNOWN, 'src')).toBe('s3-backfill verify');
    expect(commandAgain('verify', [], {}, KNOWN, 'another')).toContain('--source-bucket src');
  });
});

describe('what mends a finding', () => {
  const GIVEN = { outputs: 'o.json', region: 'eu-west-1', profile: 'a b', prefix: ['folder/'] };
  const patchOf = (text: string, language: 'sh' | 'hcl' = 'sh'): string => {
    const patch = { language, text };
    const event = { kind: 'check', check: 'prefix', title: '', answer: 'wrong', detail: '', fix: '', patch } as const;
    const told = withSameAsking(event, GIVEN);
    return 'patch' in told ? told.patch.text : '';
  };

  it.each([
    ['s3-backfill doctor', "s3-backfill doctor --outputs o.json --region eu-west-1 --profile 'a b'"],
    ['s3-backfill doctor --region x', "s3-backfill doctor --region x --outputs o.json --profile 'a b'"],
    ['aws x\ns3-backfill run --profile=y', 'aws x\ns3-backfill run --profile=y --outputs o.json --region eu-west-1'],
    ['terraform apply', 'terraform apply'],
  ])('%s asks as the command did that found it', (text, expected) => {
    expect(patchOf(text)).toBe(expected);
  });

  it('stays as it is in HCL', () => {
    expect(patchOf('s3-backfill doctor', 'hcl')).toBe('s3-backfill doctor');
  });
});
