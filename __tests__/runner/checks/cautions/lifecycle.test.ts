// Lifecycle rules that will expire or archive what a run takes are told by doctor, plan and run; others are not.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../../runner/ports/errors';
import type { LifecycleRule } from '../../../../runner/ports/s3/lifecycle-rule';
import type { FakeVersion } from '../../fakes/fake-buckets';
import { START_MS } from '../../fakes/fake-clock';
import { bucketIn, holding, program, REPLICATION_ROLE, rule, type Setup } from '../../fakes/fake-world';

const DAY_MS = 86_400_000;
const old = (key: string, days: number, more: Partial<FakeVersion> = {}): FakeVersion => ({
  key,
  latest: true,
  lastModifiedMs: START_MS - days * DAY_MS,
  ...more,
});

function lifecycle(changes: Partial<LifecycleRule>): LifecycleRule {
  return { id: 'old', enabled: true, filter: { prefix: '', tags: {} }, moves: [], movesNoncurrent: [], ...changes };
}

function withRule(bucket: 'src' | 'dst', one: Partial<LifecycleRule>, ...versions: readonly FakeVersion[]): Setup {
  const given = holding(...(versions.length === 0 ? [old('folder/a', 40), old('folder/b', 10)] : versions));
  given.lifecycles.set(bucket, [lifecycle(one)]);
  return given;
}

interface Warned {
  readonly warning: string;
  readonly detail: string;
  readonly hint: string;
}

async function warnings(given: Setup, verb: string, ...flags: readonly string[]): Promise<readonly Warned[]> {
  const { events } = await program(given, verb, '--outputs', 'outputs.json', '--output', 'json', ...flags);
  return events.filter(({ kind }) => kind === 'warning') as unknown as readonly Warned[];
}

const details = async (given: Setup, ...flags: readonly string[]): Promise<readonly string[]> =>
  (await warnings(given, 'doctor', ...flags)).map(({ detail }) => detail);

describe('a lifecycle rule', () => {
  it.each(['doctor', 'plan', 'run'])(
    'is told by %s, with what will happen to the objects, and blocks nothing',
    async (verb) => {
      const given = withRule('dst', { expires: { days: 30 } });
      const [told, ...more] = await warnings(given, verb, ...(verb === 'run' ? ['--verify', 'never'] : []));
      expect(more).toEqual([]);
      expect(told).toMatchObject({
        warning: 'destination-lifecycle',
        hint: expect.stringContaining('disable lifecycle'),
      });
      expect(told?.detail).toBe(
        "the lifecycle rule 'old' of the destination 'dst' is for every key: it expires current versions 30 days after they were created (1 of 2 such current versions listed at the source is due now): replicas keep the creation time of their source, so that their time may have come when they arrive, and each gets a delete marker",
      );
      expect(given.jobs.sent).toHaveLength(verb === 'run' ? 1 : 0);
    },
  );

  it('is counted in the last sentence of the doctor', async () => {
    const given = withRule('dst', { expires: { days: 30 } });
    const { code, stdout } = await program(given, 'doctor', '--outputs', 'outputs.json');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^nothing is wrong: \d+ answers ok; 1 warning; nothing was sent\n$/),
    ]);
  });

  it('of the source that archives says that what is archived is not copied', async () => {
    const given = withRule('src', {
      filter: { prefix: 'folder/', tags: {} },
      moves: [{ days: 60, storageClass: 'DEEP_ARCHIVE' }],
    });
    const [told] = await warnings(given, 'doctor');
    expect(told).toMatchObject({
      warning: 'source-lifecycle',
      hint: expect.stringContaining('PENDING or FAILED, not'),
    });
    expect(told?.detail).toContain(
      "keys under 'folder/': it moves current versions to DEEP_ARCHIVE 60 days after they were created (none of 2 such current versions listed is due before 2026-02-05): S3 replicates no archived version",
    );
  });

  it('for noncurrent versions is told on both sides', async () => {
    const versions = [
      old('folder/a', 1, { versionId: 'v3' }),
      old('folder/a', 50, { versionId: 'v2', latest: false }),
      old('folder/a', 90, { versionId: 'v1', latest: false }),
    ];
    for (const bucket of ['src', 'dst'] as const) {
      const [told = ''] = await details(
        withRule(bucket, { deletesNoncurrent: { days: 30, keepsNewest: 1 } }, ...versions),
      );
      expect(told).toContain(
        'it deletes noncurrent versions for good 30 days after they became noncurrent, apart from the newest 1 of each key',
      );
      expect(told).toContain(
        bucket === 'src'
          ? '(1 of 1 such noncurrent version listed is due now): what is deleted before'
          : 'are deleted by it',
      );
    }
  });

  it('that removes lone delete markers is told where the replication rule copies them', async () => {
    const given = withRule('dst', { removesLoneMarkers: true });
    expect(await details(given)).toEqual([]);
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ deleteMarkers: true })] };
    expect((await details(given))[0]).toContain('it removes delete markers that no version lies under');
  });

  it('with elements that nobody knows here is unknown, not ignored', async () => {
    expect((await details(withRule('src', { notUnderstood: ['Shrink'] })))[0]).toContain(
      'is not known, for this version of s3-backfill does not know its Shrink',
    );
  });

  it('of a class that nobody knows here may archive', async () => {
    expect((await details(withRule('src', { moves: [{ days: 1, storageClass: 'ICE' }] })))[0]).toContain(
      'to ICE 1 day after',
    );
  });

  it.each<[string, 'src' | 'dst', Partial<LifecycleRule>, readonly FakeVersion[], readonly string[]]>([
    ['is disabled', 'src', { enabled: false, expires: { days: 1 } }, [], []],
    ['is for another prefix', 'src', { filter: { prefix: 'logs/', tags: {} }, expires: { days: 1 } }, [], []],
    [
      'is for another part of the prefix',
      'dst',
      { filter: { prefix: 'folder/x/', tags: {} }, expires: { days: 1 } },
      [],
      [],
    ],
    ['only aborts uploads', 'src', {}, [], []],
    ['moves to a class that is no archive', 'src', { moves: [{ days: 1, storageClass: 'GLACIER_IR' }] }, [], []],
    [
      'is for larger objects',
      'dst',
      { filter: { prefix: '', tags: {}, largerThanBytes: 1e9 }, expires: { days: 1 } },
      [],
      [],
    ],
    [
      'is for tags that no object has',
      'src',
      { filter: { prefix: '', tags: { keep: 'no' } }, expires: { days: 1 } },
      [],
      [],
    ],
    [
      'is held back by S3 from all that is taken',
      'src',
      { expires: { days: 1 } },
      [],
      ['--replication-status', 'FAILED'],
    ],
    [
      'is for noncurrent versions, and current ones are taken',
      'src',
      { deletesNoncurrent: { days: 1 } },
      [],
      ['--latest-only', '--manifest-bucket', 'reports'],
    ],
    [
      'moves only objects of a size that is worth it',
      'src',
      { filter: { prefix: '', tags: {}, smallestMovedBytes: 131_072 }, moves: [{ days: 1, storageClass: 'GLACIER' }] },
      [old('folder/a', 3, { sizeBytes: 5 })],
      [],
    ],
  ])('is not told where it %s', async (_title, bucket, one, versions, flags) => {
    expect(await details(withRule(bucket, one, ...versions), ...flags)).toEqual([]);
  });

  it('that may not be read is said to be unknown', async () => {
    const given = holding(old('folder/a', 1));
    const detail = 'S3 GetBucketLifecycleConfiguration dst: AccessDenied: Access Denied';
    given.lifecycles.set('dst', new RunnerError('denied', detail, undefined, 'AccessDenied'));
    expect(await warnings(given, 'doctor')).toEqual([expect.objectContaining({ warning: 'not-asked', detail })]);
  });
});
