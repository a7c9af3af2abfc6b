import { describe, expect, it } from '@jest/globals';
import { VERBS } from '../../../runner/cli/cli';
import { RunnerError } from '../../../runner/ports/errors';
import { bucketIn, handoff, JOB_ROLE, program, REPLICATION_ROLE, rule, setup, type Setup } from '../fakes/fake-world';

interface BadInput {
  readonly title: string;
  readonly argv: readonly string[];
  readonly broken?: (given: Setup) => void;
  /** Which thing, what was given, what is allowed, what to do. */
  readonly says: readonly string[];
}

const RUN = ['run', '--outputs', 'outputs.json'];

function outputs(value: unknown): (given: Setup) => void {
  return ({ files }) => files.set('/here/outputs.json', typeof value === 'string' ? value : JSON.stringify(value));
}

function rules(...changed: Parameters<typeof rule>[0][]): (given: Setup) => void {
  return (given) => {
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: changed.map((changes) => rule(changes)) };
  };
}

const CASES: readonly BadInput[] = [
  {
    title: 'there is no handoff',
    argv: ['run'],
    says: ['no handoff', '--source-bucket', '--role-arn', '--report-bucket', 'terraform output -json'],
  },
  {
    title: 'the file does not exist',
    argv: ['run', '--outputs', 'none.json'],
    says: ["'none.json'", 'no such file', 'terraform output -json > outputs.json'],
  },
  {
    title: 'the outputs hold no handoff',
    argv: RUN,
    broken: outputs({ other: { value: 1, type: 'number' } }),
    says: ["no output 's3_backfill'", 'terraform apply'],
  },
  {
    title: 'there are two handoffs',
    argv: RUN,
    broken: outputs({ blue: { s3_backfill: handoff() }, green: { s3_backfill: handoff() } }),
    says: ['there are 2 handoffs', 'blue.s3_backfill', 'green.s3_backfill', "--stack 'blue'"],
  },
  {
    title: '--parts-above is smaller than the parts that S3 takes',
    argv: ['copy', 's3://src/', 's3://dst/', '--parts-above', '1MiB'],
    says: ['--parts-above: got "1MiB"', 'from 5MiB to 5GiB', 'no smaller parts than 5MiB'],
  },
  {
    title: 'the id of a job is empty, as of a variable that is not set',
    argv: ['watch', ''],
    says: ['an empty id was given', 'as run and list tell it'],
  },
  {
    title: '--stack names none of them',
    argv: [...RUN, '--stack', 'red'],
    broken: outputs({ blue: { s3_backfill: handoff() } }),
    says: ["'red'", 'blue.s3_backfill'],
  },
  {
    title: 'the handoff is newer than the runner',
    argv: RUN,
    broken: outputs({ s3_backfill: { ...handoff(), version: 2 } }),
    says: ['version 2', 'reads version 1', 'the runner is the old side'],
  },
  {
    title: 'the handoff is older than the runner',
    argv: RUN,
    broken: outputs({ s3_backfill: { ...handoff(), version: 0 } }),
    says: ['version 0', 'the constructs that wrote it are the old side'],
  },
  {
    title: 'the file is not JSON',
    argv: RUN,
    broken: outputs('{"s3_backfill": '),
    says: ["'outputs.json' is not JSON\n", 'terraform output -json'],
  },
  {
    title: 'the file is the output for people',
    argv: RUN,
    broken: outputs('s3_backfill = {\n  "version" = 1\n}\n'),
    says: ['is not JSON', 'terraform output -json'],
  },
  { title: 'the file is empty', argv: RUN, broken: outputs(''), says: ["'outputs.json' is empty"] },
  {
    title: 'the output is sensitive',
    argv: RUN,
    broken: outputs({ stack: { s3_backfill: '<sensitive>' } }),
    says: ['is marked sensitive', 's3_backfill'],
  },
  {
    title: 'fields are wrong',
    argv: RUN,
    broken: outputs({ s3_backfill: { ...handoff(), source: { bucket: 'X', region: 'y', accountId: '1' } } }),
    says: ['source.bucket', 'source.region', 'source.accountId', 'twelve digits'],
  },
  {
    title: 'fields are missing or of another kind',
    argv: RUN,
    broken: outputs({ s3_backfill: { ...handoff(), source: { bucket: 'src', region: 3 }, rules: [{}] } }),
    says: ['source.region: expected string, received number; source.accountId: is missing; rules.0.id: is missing'],
  },
  {
    title: 'a bucket ARN stands where a name is meant',
    argv: [...RUN, '--source-bucket', 'arn:aws:s3:::my-bucket'],
    says: ['--source-bucket', "'arn:aws:s3:::my-bucket'", "write 'my-bucket'"],
  },
  {
    title: 'a prefix begins with a slash',
    argv: [...RUN, '--prefix', '/folder/'],
    says: ["'/folder/' begins with a slash", 'letter by letter', "write --prefix 'folder/'"],
  },
  {
    title: 'the credentials belong to another account',
    argv: RUN,
    broken: (given) => (given.identity = { accountId: '999988887777', arn: 'arn:aws:iam::999988887777:user/x' }),
    says: ['999988887777', '111122223333', '--profile'],
  },
  {
    title: 'there are no credentials',
    argv: RUN,
    broken: (given) =>
      (given.identity = new RunnerError(
        'credentials',
        'STS GetCallerIdentity: CredentialsProviderError: none',
        'use --profile',
      )),
    says: ['CredentialsProviderError', 'use --profile'],
  },
  {
    title: 'the source is not versioned',
    argv: RUN,
    broken: (given) => (bucketIn(given, 'src').versioning = 'never enabled'),
    says: ["source bucket 'src' is not enabled", 'put-bucket-versioning'],
  },
  {
    title: 'the destination is not versioned',
    argv: RUN,
    broken: (given) => (bucketIn(given, 'dst').versioning = 'Suspended'),
    says: ["destination bucket 'dst' is suspended", 'put-bucket-versioning'],
  },
  {
    title: 'there is no replication configuration',
    argv: RUN,
    broken: (given) => delete bucketIn(given, 'src').replication,
    says: ["'src' has no replication configuration", 'terraform apply'],
  },
  {
    title: 'no rule covers the prefix',
    argv: RUN,
    broken: rules({ prefix: 'Folder/' }),
    says: ["'folder/': no rule covers it", "did you mean --prefix 'Folder/'"],
  },
  {
    title: 'the rule is disabled',
    argv: RUN,
    broken: rules({ enabled: false }),
    says: ['only disabled rules cover it', "'folder'", 'Enabled'],
  },
  {
    title: 'the role trusts another service',
    argv: RUN,
    broken: ({ roles }) =>
      roles.set(JOB_ROLE, {
        createdMs: 0,
        trustPolicy:
          '{"Statement":{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sts:AssumeRole"}}',
      }),
    says: [JOB_ROLE, 'does not trust batchoperations.s3.amazonaws.com', 'it trusts s3.amazonaws.com'],
  },
  {
    title: 'the role does not exist',
    argv: RUN,
    broken: ({ roles }) => roles.clear(),
    says: ['there is no role', JOB_ROLE, '--role-arn'],
  },
  {
    title: 'the bucket is in another Region',
    argv: [...RUN, '--region', 'us-east-1'],
    says: ["'src' is in eu-west-1, not in us-east-1", '--region eu-west-1'],
  },
  {
    title: 'the source bucket does not exist',
    argv: RUN,
    broken: ({ buckets }) => buckets.delete('src'),
    says: ["no bucket 'src'", '--source-bucket'],
  },
  {
    title: 'the report bucket does not exist',
    argv: RUN,
    broken: ({ buckets }) => buckets.delete('reports'),
    says: ["no report bucket 'reports'", '--report-bucket'],
  },
  {
    title: 'the report bucket is in another Region',
    argv: RUN,
    broken: (given) => (bucketIn(given, 'reports').region = 'eu-north-1'),
    says: ["'reports' is in eu-north-1", 'eu-west-1'],
  },
  {
    title: 'a flag is unknown',
    argv: [...RUN, '--prefx', 'a'],
    says: ["unknown argument '--prefx'", "did you mean '--prefix'"],
  },
  { title: 'a command is unknown', argv: ['rnu'], says: ["unknown command 'rnu'", "did you mean 'run'"] },
  {
    title: 'a number is none',
    argv: [...RUN, '--poll-seconds', 'soon'],
    says: ['--poll-seconds: got "soon"', 'a number is allowed'],
  },
  { title: 'a number is empty', argv: [...RUN, '--timeout='], says: ['--timeout: got ""', 'a number is allowed'] },
  {
    title: 'a number is out of range',
    argv: [...RUN, '--poll-seconds', '0'],
    says: ['got 0', 'a number from 0.01 to'],
  },
  {
    title: 'yes stands where true is meant',
    argv: [...RUN, '--detach=yes'],
    says: ['--detach: got "yes"', 'true or false is allowed'],
  },
  {
    title: 'a choice is none',
    argv: [...RUN, '--verify', 'maybe'],
    says: ['--verify: got "maybe"', '"auto", "always"'],
  },
  { title: 'a flag has one dash', argv: [...RUN, '-prefix', 'x'], says: ["'-prefix' (did you mean '--prefix'?)"] },
  {
    title: 'a flag has no value',
    argv: ['run', '--prefix'],
    says: ['--prefix needs a value', 's3-backfill run --help'],
  },
  {
    title: 'a flag is given twice',
    argv: [...RUN, '--region', 'eu-west-1', '--region', 'eu-west-2'],
    says: ['--region was given 2 times'],
  },
  {
    title: 'a seed is wrong',
    argv: ['emulator', '--seed', 'seed.json'],
    broken: ({ files }) => files.set('/here/seed.json', '{"buckets":[{}]}'),
    says: ['the seed is wrong: ', ', at buckets[0].name', 'docs/emulator.md'],
  },
  {
    title: 'the directory of the emulator cannot be made',
    argv: ['emulator', '--data', '/dev/null/data'],
    says: ["--data: '/dev/null/data' cannot be used (ENOTDIR)", 'docs/emulator.md'],
  },
  { title: 'flags are not enough', argv: ['run', '--source-bucket', 'src'], says: ['--role-arn, --report-bucket'] },
  { title: 'there is no command', argv: [], says: ['no command', 's3-backfill help'] },
  {
    title: 'a flag belongs to other commands',
    argv: ['list', '--prefix', 'a/'],
    says: ["unknown argument '--prefix'", 's3-backfill list --help'],
  },
  { title: 'a letter is no flag', argv: [...RUN, '-yz'], says: ["unknown argument '-yz'"] },
  { title: 'a text is switched off', argv: [...RUN, '--no-prefix'], says: ["unknown argument '--no-prefix'"] },
  { title: 'a word is too much', argv: ['plan', 'run'], says: ["'run' is too much: s3-backfill plan"] },
  {
    title: 'several values are wrong: all are told',
    argv: [...RUN, '--timeout', 'soon', '--verify', 'maybe'],
    says: ['--timeout: got "soon"', '--verify: got "maybe"'],
  },
  {
    title: 'a dry run is asked for',
    argv: [...RUN, '--dry-run'],
    says: ["unknown argument '--dry-run'", 'plan is the dry run: s3-backfill plan'],
  },
  {
    title: 'a dry run of a retry is asked for',
    argv: ['retry', 'job', '--dry-run=true'],
    says: ["unknown argument '--dry-run", 'plan is the dry run: s3-backfill plan'],
  },
  { title: 'help is asked for a command that is none', argv: ['help', 'rnu'], says: ["did you mean 'run'"] },
  { title: 'a shell is unknown', argv: ['completion', 'fish'], says: ['got "fish"; bash or zsh is allowed'] },
  { title: 'two words are missing', argv: ['priority'], says: ['<job> and <number> are missing'] },
  { title: 'a job is missing', argv: ['watch'], says: ['s3-backfill watch <job..>', 's3-backfill watch --help'] },
];

describe('bad input', () => {
  it.each(CASES)('ends with 2 and a clear message, and sends nothing, when $title', async ({ argv, broken, says }) => {
    const given = setup();
    broken?.(given);
    const { code, stdout, stderr } = await program(given, ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const part of says) expect(stderr).toContain(part);
    expect(given.jobs.sent).toEqual([]);
  });

  it.each(CASES)('tells a program the same, as one JSON error, when $title', async ({ argv, broken }) => {
    const given = setup();
    broken?.(given);
    const { code, stderr, events } = await program(given, ...argv, '--output', 'json');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(events.filter(({ kind }) => kind === 'error')).toEqual([expect.objectContaining({ exitCode: 2 })]);
  });

  it.each([
    [['--output', 'json', 'rnu']],
    [['rnu', '--output=json']],
    [['run', '-o', 'json', '--bogus']],
    [['run', '-qojson', '--bogus']],
    [['run', '--outptu', 'json']],
    [['run', '--prefix', '--output', 'json']],
    [['run', '-output', 'json']],
  ])('tells %j as JSON', async (argv) => {
    const { code, stdout, stderr } = await program(setup(), ...argv);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'error', error: 'usage', exitCode: 2 });
  });

  it('tells all faults of a setup together', async () => {
    const given = setup();
    bucketIn(given, 'src').versioning = 'never enabled';
    given.roles.delete(JOB_ROLE);
    rules({ enabled: false })(given);
    const { stderr } = await program(given, ...RUN);
    expect(stderr).toContain('nothing was sent: 3 checks said no');
    expect(stderr.match(/^wrong {2}/gm)).toHaveLength(3);
  });
});

describe('the examples of --help', () => {
  const lines = Object.entries(VERBS)
    .filter(([name]) => name !== 'emulator')
    .flatMap(([, { examples }]) => examples.map(([line]) => line))
    .filter((line) => line.startsWith('s3-backfill ') && !line.includes('|'));

  it.each(lines)('are well-formed: %s', async (line) => {
    const [command = ''] = line.split(' > ');
    const words = command.split(' ').slice(1);
    const { stderr } = await program(setup(), ...words.map((word) => word.replace(/^'(.*)'$/, '$1')));
    expect(stderr).not.toMatch(/to do: (see: s3-backfill|docs\/runner\.md explains)/);
  });
});
