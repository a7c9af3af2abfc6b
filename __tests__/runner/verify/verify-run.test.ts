// A run that finds nothing: what the destinations say of it, and what it has cost.
import { describe, expect, it } from '@jest/globals';
import type { FakeVersion } from '../fakes/fake-buckets';
import { NO_KEYS } from '../fakes/fake-jobs';
import { bucketIn, handoff, holding, program, REPLICATION_ROLE, rule, type Ran, type Setup } from '../fakes/fake-world';

const COMPLETED = { replicationStatus: 'COMPLETED' };
const REPLICA = { replicationStatus: 'REPLICA' };

const keys = (more: Omit<FakeVersion, 'key'>, ...names: readonly string[]): readonly FakeVersion[] =>
  names.map((name) => ({ ...more, key: `folder/${name}` }));

/** A source that was replicated, and what of it is at the destination. */
function replicated(there: readonly string[], names: readonly string[] = ['a', 'b', 'c']): Setup {
  const given = holding(...keys(COMPLETED, ...names));
  bucketIn(given, 'dst').versions.push(...keys(REPLICA, ...there));
  given.jobs.fates.push(NO_KEYS, NO_KEYS, NO_KEYS);
  return given;
}

const verb = (given: Setup, name: string, ...flags: readonly string[]): Promise<Ran> =>
  program(given, name, '--outputs', 'outputs.json', ...flags);
const run = (given: Setup, ...flags: readonly string[]): Promise<Ran> => verb(given, 'run', ...flags);

describe('a run of which nothing is left', () => {
  it('has nothing to do once the destination was compared, and pays for no job', async () => {
    const given = replicated(['a', 'b', 'c']);
    const { code, stdout } = await run(given);
    expect([code, given.jobs.sent]).toEqual([0, []]);
    expect(stdout).toContain("all 3 object versions looked at are COMPLETED; all 3 object versions are in 'dst'");
  });

  it('tells that it is looking, where there is much to look at', async () => {
    const names = Array.from({ length: 6_000 }, (_, index) => String(index).padStart(4, '0'));
    const { code, stderr } = await run(replicated(names, names), '--verify', 'never');
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining("6,000 versions under 'folder/' looked at, and nothing is left to copy so far"),
    ]);
  });

  it('lets S3 look with --always-create, and compares all the same', async () => {
    const given = replicated(['a', 'b', 'c']);
    const { code, stdout } = await run(given, '--always-create');
    expect([code, given.jobs.sent.length]).toEqual([0, 1]);
    expect(stdout).toContain("all 3 object versions are in 'dst'");
  });

  it.each<[string, readonly string[]]>([
    ['where nothing is at the bucket that the rule names now', []],
    ['where a replica was deleted', ['a', 'c']],
  ])('ends with 1 %s, and names what copies again', async (_title, there) => {
    for (const flags of [[], ['--always-create']]) {
      const given = replicated(there);
      const { code, stdout } = await run(given, ...flags);
      expect(code).toBe(1);
      expect(stdout).toContain(`${3 - there.length} missing`);
      expect(stdout).toMatch(/--replication-status COMPLETED copies again[^]*copy those objects onto themselves/);
    }
  });

  it('ends with 5 where the destination may not be listed: whether there is something to do is not known', async () => {
    const given = replicated(['a', 'b', 'c']);
    bucketIn(given, 'dst').denied.add('listVersions');
    const { code, stdout } = await run(given);
    expect([code, stdout]).toEqual([5, expect.stringMatching(/the destinations were not compared: .*AccessDenied/)]);
  });

  it.each<[readonly string[], string]>([
    [['--verify', 'never'], 'the destinations were not compared (--verify never)'],
    [['--suffix', 'a'], 'the destinations were not compared (not every version was selected)'],
  ])('says with %j that nobody compared', async (flags, words) => {
    const { code, stdout } = await run(replicated([]), ...flags);
    expect([code, stdout]).toEqual([0, expect.stringContaining(words)]);
  });

  it('ends with 6 with --fail-on-empty, where all is there', async () => {
    expect((await run(replicated(['a', 'b', 'c']), '--fail-on-empty')).code).toBe(6);
  });

  it('is told by plan, with the words that nothing was compared', async () => {
    const { code, stdout } = await verb(replicated([]), 'plan');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/are COMPLETED; run would create nothing; .*not compared/),
    ]);
  });

  it('is told by watch and report, with the words that nothing was compared', async () => {
    const given = replicated([]);
    await run(given, '--always-create', '--detach');
    const where = ['job-1', '--account-id', '111122223333', '--region', 'eu-west-1'];
    for (const name of ['watch', 'report'])
      expect((await program(given, name, ...where)).stdout).toContain('the destinations were not compared');
  });

  it('makes a job for the prefix alone under which something is left', async () => {
    const given = holding({ key: 'a/1', ...COMPLETED }, { key: 'b/1' });
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ prefix: '' })] };
    bucketIn(given, 'dst').versions.push({ key: 'a/1', ...REPLICA }, { key: 'b/1', ...REPLICA });
    given.files.set('/here/outputs.json', JSON.stringify(handoff({ prefixes: ['a/', 'b/'] })));
    expect((await run(given)).code).toBe(0);
    const filters = given.jobs.sent.map(({ request }) => request.ManifestGenerator?.S3JobManifestGenerator.Filter);
    expect(filters.map((filter) => filter?.KeyNameConstraint?.MatchAnyPrefix)).toEqual([['b/']]);
  });

  it('goes on with a job that an earlier run has left, although nothing is left for it', async () => {
    const given = holding(...keys({}, 'a'));
    await run(given, '--timeout', '0');
    bucketIn(given, 'src').versions.splice(0, 1, ...keys(COMPLETED, 'a'));
    bucketIn(given, 'dst').versions.push(...keys(REPLICA, 'a'));
    const { code, stderr } = await run(given);
    expect([code, stderr]).toEqual([0, expect.stringContaining('job-1')]);
    expect(given.jobs.made).toHaveLength(1);
  });

  it.each<[string, FakeVersion, (given: Setup) => void]>([
    ['was never replicated: S3 may not act on the rule yet', { key: 'folder/n' }, () => undefined],
    ['has FAILED', { key: 'folder/n', replicationStatus: 'FAILED' }, () => undefined],
    [
      'is a delete marker that the rule replicates',
      { key: 'folder/n', deleteMarker: true },
      (given) =>
        void (bucketIn(given, 'src').replication = {
          roleArn: REPLICATION_ROLE,
          rules: [rule({ deleteMarkers: true })],
        }),
    ],
    [
      'cannot be judged, since the rules may not be read',
      { key: 'folder/n', ...COMPLETED },
      (given) => void bucketIn(given, 'src').denied.add('replication'),
    ],
  ])('is none where one version %s: a job is made', async (_title, version, change) => {
    const given = holding(...keys(COMPLETED, 'a', 'b'), version);
    change(given);
    await run(given, '--verify', 'never', '--retries', '0');
    expect(given.jobs.sent).toHaveLength(1);
  });

  it('of which S3 still replicates some is not done', async () => {
    const given = holding(...keys({ replicationStatus: 'PENDING' }, 'a'));
    expect((await run(given, '--verify', 'never')).code).toBe(4);
    expect((await run(given)).code).toBe(4);
    expect(given.jobs.sent).toEqual([]);
  });

  it('by a job that S3 took for empty although a rule selects what is there is not done', async () => {
    const given = holding(...keys({}, 'a'));
    given.jobs.fates.push(NO_KEYS, NO_KEYS, NO_KEYS);
    expect((await run(given, '--verify', 'never')).code).toBe(1);
  });
});

describe('nothing that can be replicated', () => {
  const CASES: readonly (readonly [string, Omit<FakeVersion, 'key'>, RegExp])[] = [
    ['archived', { storageClass: 'GLACIER' }, /nothing under 'folder\/' can be replicated, because all 2 .* archived/],
    ['delete markers', { deleteMarker: true }, /can be replicated, because all 2 versions.* are delete markers/],
    ['under SSE-KMS', { encryption: 'aws:kms' }, /can be replicated, because all 2 .* encrypted with SSE-KMS/],
  ];

  it.each(CASES)('is said in the same words, and ends with 6, in every verb: %s', async (_title, version, words) => {
    for (const name of ['plan', 'run', 'verify', 'doctor']) {
      const given = holding(...keys(version, 'a', 'b'));
      const { code, stdout, events } = await verb(given, name, '--output', 'json');
      const others = events.filter(({ answer, obstacle }) => answer === 'wrong' && obstacle === undefined);
      expect([name, stdout]).toEqual([name, expect.stringMatching(words)]);
      // Beside another fault of the set-up, the doctor ends with 2.
      expect([name, code]).toEqual([name, others.length > 0 ? 2 : 6]);
      expect(given.jobs.sent).toEqual([]);
    }
  });

  it.each(CASES)('ends with 0 with --allow-empty: %s', async (_title, version) => {
    for (const name of ['plan', 'run', 'verify'])
      expect([name, (await verb(holding(...keys(version, 'a', 'b')), name, '--allow-empty')).code]).toEqual([name, 0]);
  });

  it('is not what a mixed bucket has: what is left is named, and the run has nothing to do', async () => {
    const given = replicated(['a', 'b', 'c']);
    bucketIn(given, 'src').versions.push({ key: 'folder/d', storageClass: 'DEEP_ARCHIVE' });
    const { code, stderr } = await run(given);
    expect([code, stderr]).toEqual([0, expect.stringContaining('what is missing is what S3 does not replicate')]);
    expect((await verb(given, 'verify')).code).toBe(1);
  });

  it('is what one of two prefixes has: that the other was copied does not make it green', async () => {
    const given = holding(...keys({}, 'warm/a'), ...keys({ storageClass: 'GLACIER' }, 'cold/a', 'cold/b'));
    bucketIn(given, 'dst').versions.push(...keys(REPLICA, 'warm/a'));
    const flags = ['--prefix', 'folder/cold/', '--prefix', 'folder/warm/'];
    const { code, stdout } = await run(given, ...flags);
    expect([code, given.jobs.sent.length]).toEqual([6, 1]);
    expect(stdout).toContain("nothing under 'folder/cold/' is in 'dst', and no job of this run takes any of it");
    bucketIn(given, 'dst').versions.push(...keys(REPLICA, 'cold/a'));
    expect((await run(given, ...flags)).code).toBe(0);
    bucketIn(given, 'dst').versions.pop();
    expect((await run(given, ...flags, '--allow-empty')).code).toBe(0);
  });

  it('is what a bucket of replicas has for a run that does not ask for them, which says what does', async () => {
    const given = holding(...keys(REPLICA, 'a', 'b'));
    const { code, stdout, stderr } = await run(given);
    expect([code, given.jobs.sent]).toEqual([6, []]);
    expect(stdout).toContain("nothing under 'folder/' is in 'dst'");
    expect(stderr).toMatch(/s3-backfill run --outputs \S+ --replication-status REPLICA takes further/);
  });

  it('is no excuse for replicas that were asked for, and did not arrive', async () => {
    const { code } = await run(holding(...keys(REPLICA, 'a')), '--replication-status', 'REPLICA');
    expect(code).toBe(1);
  });

  it.each<[string, FakeVersion[]]>([
    ['nothing is left for', []],
    ['has copied something', [{ key: 'folder/new' }]],
  ])(
    'by design in one destination says nothing of another that could not be read, of a run that %s',
    async (_, more) => {
      const given = replicated(['a', 'b', 'c', 'new'].slice(0, 3 + more.length));
      if (more.length > 0) given.jobs.fates.length = 0;
      bucketIn(given, 'src').versions.push(...more, { key: 'folder/d', storageClass: 'DEEP_ARCHIVE' });
      given.buckets.set('dst2', { ...bucketIn(given, 'dst'), versions: [], denied: new Set(['listVersions']) });
      const rules = [rule({ priority: 2 }), rule({ id: 'second', destinationBucket: 'dst2' })];
      bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules };
      const { code, stdout } = await run(given, '--checks', 'basic');
      expect([code, given.jobs.sent.length, stdout]).toEqual([
        5,
        more.length,
        expect.stringMatching(/could not be compared with 'dst2'|not compared: .*dst2/),
      ]);
    },
  );
});
