// `policy --offline`: what flags and outputs say is printed, and AWS is asked for nothing.
import { describe, expect, it } from '@jest/globals';
import type { Aws } from '../../../../runner/ports/aws';
import { RunnerError } from '../../../../runner/ports/errors';
import { ACCOUNT, program, setup, type Ran } from '../../fakes/fake-world';

const HERE = ['--source-bucket', 'src', '--region', 'eu-west-1', '--account-id', ACCOUNT] as const;
const TO = ['--destination-bucket', 'dst'] as const;
const REPORT = ['--report-bucket', 'reports'] as const;

/** Every question to it is remembered, and fails. */
function unreachable(asked: string[], error: () => Error): (aws: Aws) => Aws {
  return (aws) =>
    Object.fromEntries(
      Object.entries(aws).map(([port, members]: [string, unknown]) => [
        port,
        typeof members !== 'object' || members === null
          ? members
          : Object.fromEntries(
              Object.entries(members).map(([name, member]: [string, unknown]) => [
                name,
                typeof member !== 'function'
                  ? member
                  : () => {
                      asked.push(`${port}.${name}`);
                      return Promise.reject(error());
                    },
              ]),
            ),
      ]),
    ) as unknown as Aws;
}

const withoutCredentials = (): RunnerError => new RunnerError('credentials', 'no credentials were found', 'find some');

async function offline(...words: readonly string[]): Promise<Ran & { readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const between = unreachable(asked, withoutCredentials);
  return { ...(await program({ ...setup(), between }, 'policy', ...words, '--offline', '--output', 'json')), asked };
}

const printedBy = ({ events }: Ran): readonly unknown[] =>
  events.flatMap(({ kind, of, policy }) => (kind === 'policy' ? [{ of, policy }] : []));

describe('policy --offline', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['the roles', [...HERE, ...TO, ...REPORT], ['replication-role', 'job-role', 'caller']],
    ['the caller of verify', ['caller', '--for', 'verify', ...HERE, ...TO, ...REPORT], ['caller']],
    ['whoever copies', ['--for', 'copy', ...HERE, ...TO], ['caller', 'source-bucket', 'destination-bucket']],
    ['jobs that copy', ['--for', 'batch-copy', ...HERE, ...TO, ...REPORT], ['copy-role', 'caller']],
    [
      'a task of DataSync',
      ['--for', 'datasync', ...HERE, ...TO, ...REPORT],
      ['datasync-source-role', 'datasync-destination-role', 'datasync-report-role', 'caller'],
    ],
    ['the roles of the outputs', ['--outputs', 'outputs.json'], ['replication-role', 'job-role', 'caller']],
  ])('prints what %s need, by what is said here alone', async (_what, words, owners) => {
    const ran = await offline(...words);
    expect([ran.code, ran.stderr]).toEqual([0, expect.any(String)]);
    expect(printedBy(ran)).toEqual(owners.map((of) => expect.objectContaining({ of })));
    expect(ran.asked).toEqual([]);
    expect(ran.stdout).toContain('AWS was not asked (--offline)');
  });

  it('prints the same as with credentials where AWS has nothing to add', async () => {
    const words = ['job-role', ...HERE, ...TO, ...REPORT];
    const online = await program(setup(), 'policy', ...words, '--output', 'json');
    expect(printedBy(await offline(...words))).toEqual(printedBy(online));
  });

  it('says what is missing where only AWS could tell it', async () => {
    const ran = await offline('--for', 'copy', '--source-bucket', 'src', '--region', 'eu-west-1', ...TO);
    expect(ran.code).toBe(2);
    expect(ran.stdout + ran.stderr).toContain('--account-id was not given');
    expect(ran.asked).toEqual([]);
  });

  it('says of a task that is there that only AWS knows its roles', async () => {
    const taskArn = `arn:aws:datasync:eu-west-1:${ACCOUNT}:task/task-0123456789abcdef0`;
    const ran = await offline('--for', 'datasync', ...HERE, ...TO, ...REPORT, '--task-arn', taskArn);
    expect(ran.code).toBe(5);
    expect(ran.stdout + ran.stderr).toContain('AWS was not asked (--offline)');
    expect(ran.asked).toEqual([]);
  });

  it('is named where credentials are lacking', async () => {
    const between = unreachable([], withoutCredentials);
    const ran = await program({ ...setup(), between }, 'policy', ...HERE, ...TO, ...REPORT);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('find some; --offline prints what flags and outputs say');
  });
});
