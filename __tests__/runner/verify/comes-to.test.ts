// One exit code wherever a comparison was asked for, and a destination could not be compared.
import { describe, expect, it } from '@jest/globals';
import { RunnerError, type ErrorKind } from '../../../runner/ports/errors';
import type { FakeVersion } from '../fakes/fake-buckets';
import { fakeBucket } from '../fakes/fake-buckets';
import { bucketIn, handoff, holding, program, REPLICATION_ROLE, rule, type Ran, type Setup } from '../fakes/fake-world';

const COMPLETED = { key: 'folder/a', replicationStatus: 'COMPLETED' };
const REPLICA = { key: 'folder/a', replicationStatus: 'REPLICA' };

/** Source and two destinations; a job of the source has one version to copy to both. */
function replicated(source: FakeVersion = COMPLETED, ...there: readonly (FakeVersion | undefined)[]): Setup {
  const given = holding(source);
  given.buckets.set('far', fakeBucket());
  bucketIn(given, 'src').replication = {
    roleArn: REPLICATION_ROLE,
    rules: [rule(), rule({ id: 'far', priority: 2, destinationBucket: 'far' })],
  };
  for (const [index, name] of ['dst', 'far'].entries()) {
    const version = there.length === 0 ? REPLICA : there[index];
    if (version !== undefined) bucketIn(given, name).versions.push(version);
  }
  return given;
}

/** The bucket cannot be listed, for whatever reason. */
function unreadable(given: Setup, names: readonly string[], kind: ErrorKind): void {
  given.between = (aws) => ({
    ...aws,
    objects: {
      ...aws.objects,
      versions: (bucket, range) => {
        if (!names.includes(bucket)) return aws.objects.versions(bucket, range);
        return {
          [Symbol.asyncIterator]: () => ({
            next: () => Promise.reject(new RunnerError(kind, `S3 ListObjectVersions ${bucket}: ${kind}`)),
          }),
        };
      },
    },
  });
}

const verb = (given: Setup, name: string, ...flags: readonly string[]): Promise<Ran> =>
  program(given, name, '--outputs', 'outputs.json', '--patience-seconds', '0', ...flags);
const answerIn = ({ events }: Ran): unknown => events.find(({ kind }) => kind === 'certificate')?.['answer'];

const KINDS = ['denied', 'not-found', 'refused', 'unavailable', 'unreachable', 'throttled'] as const;
/** As a run meets it: with a job to make, with a job that S3 finds empty, and with nothing left for one. */
const RUNS: readonly (readonly [title: string, source: FakeVersion, flags: readonly string[]])[] = [
  ['of which the report tells that all was copied', { key: 'folder/a' }, []],
  ['that finds nothing left', COMPLETED, []],
  ['that always compares', { key: 'folder/a' }, ['--verify', 'always']],
];

describe('a destination that could not be compared', () => {
  it.each(KINDS)('ends verify with 5, and is told in the certificate: %s', async (kind) => {
    for (const names of [['dst'], ['dst', 'far']]) {
      const given = replicated();
      unreadable(given, names, kind);
      const ran = await verb(given, 'verify', '--output', 'json');
      expect([names, ran.code, answerIn(ran)]).toEqual([names, 5, 'not-compared']);
    }
  });

  it.each(RUNS.flatMap(([title, source, flags]) => KINDS.map((kind) => [title, kind, source, flags] as const)))(
    'ends a run with 5, %s: %s',
    async (_title, kind, source, flags) => {
      const given = replicated(source);
      unreadable(given, ['far'], kind);
      const { code, stdout } = await verb(given, 'run', ...flags);
      expect(code).toBe(5);
      expect(stdout).toContain(`could not be compared with 'far': S3 ListObjectVersions far: ${kind}`);
    },
  );

  it('ends with 5, too, where there is nothing at the source to compare with the others', async () => {
    const given = replicated();
    bucketIn(given, 'src').versions.splice(0);
    unreadable(given, ['far'], 'denied');
    expect((await verb(given, 'verify', '--allow-empty')).code).toBe(5);
  });

  it.each(['denied', 'unavailable'] as const)(
    'ends verify with 5 where the source is what cannot be read: %s',
    async (kind) => {
      const given = replicated();
      unreadable(given, ['src'], kind);
      expect((await verb(given, 'verify')).code).toBe(5);
    },
  );

  it('leaves what is known to be amiss the graver', async () => {
    const given = replicated(COMPLETED, undefined, REPLICA);
    unreadable(given, ['far'], 'denied');
    const ran = await verb(given, 'verify', '--output', 'json');
    expect([ran.code, answerIn(ran)]).toEqual([1, 'incomplete']);
  });

  it('is none where nobody was asked to compare', async () => {
    const given = replicated({ key: 'folder/a' });
    unreadable(given, ['dst', 'far'], 'denied');
    expect((await verb(given, 'run', '--verify', 'never')).code).toBe(0);
  });

  it('names the flags of another identity, and the policy that would let this one in', async () => {
    const given = replicated();
    unreadable(given, ['far'], 'denied');
    const { stdout } = await verb(given, 'verify');
    expect(stdout).toMatch(/--destination-profile or --destination-role-arn, or let this one in by the policy/);
  });
});

describe('a destination for which there is nothing', () => {
  it('takes nothing from the others: the certificate is theirs', async () => {
    const given = replicated();
    const rules = [rule(), rule({ id: 'far', prefix: 'empty/', priority: 2, destinationBucket: 'far' })];
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules };
    given.files.set('/here/outputs.json', JSON.stringify(handoff({ prefixes: [] })));
    const ran = await verb(given, 'verify', '--output', 'json');
    expect([ran.code, answerIn(ran)]).toEqual([0, 'complete']);
  });

  it('certifies nothing where there is nothing for any of them', async () => {
    const given = replicated();
    bucketIn(given, 'src').versions.splice(0);
    const ran = await verb(given, 'verify', '--allow-empty', '--output', 'json');
    expect([ran.code, answerIn(ran)]).toEqual([0, 'not-compared']);
    expect((await verb(given, 'verify', '--allow-empty', '--fail-on-empty')).code).toBe(6);
  });
});
