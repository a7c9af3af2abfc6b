// Filters that S3's manifest generator does not have: the runner looks for the versions, and a manifest lists them.
import { targetOfHandoff } from '../../../runner/target/target';
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import type { Objects } from '../../../runner/ports/s3/objects';
import type { Selection } from '../../../runner/target/selection';
import { searchVersions, type Search } from '../../../runner/survey/search';
import type { FakeVersion } from '../fakes/fake-buckets';
import {
  bucketIn,
  fakeEngine,
  handoff,
  program,
  REPLICATION_ROLE,
  rule,
  setup,
  type Ran,
  type Setup,
} from '../fakes/fake-world';

const MANIFESTS = { bucket: 'reports', prefix: 'm' };

function world(...versions: readonly FakeVersion[]): Setup {
  const given = setup();
  given.files.set('/here/outputs.json', JSON.stringify(handoff({ manifest: MANIFESTS })));
  bucketIn(given, 'src').versions.push(...versions);
  return given;
}

const start = (given: Setup, verb: 'plan' | 'run', ...flags: readonly string[]): Promise<Ran> =>
  program(given, verb, '--outputs', 'outputs.json', ...flags, '--output', 'json');
const run = (given: Setup, ...flags: readonly string[]): Promise<Ran> => start(given, 'run', ...flags);

/** The manifest that was put, row by row. */
function rows(given: Setup): readonly string[] {
  const found = [...bucketIn(given, 'reports').files].find(([key]) => key.startsWith('m/supplied/'));
  return (found?.[1].toString() ?? '').split('\n').filter((row) => row !== '');
}

const keys = (given: Setup): readonly string[] => rows(given).map((row) => row.split(',')[1] ?? '');

function event({ events }: Ran, kind: string): Readonly<Record<string, unknown>> | undefined {
  return events.find((one) => one['kind'] === kind);
}

describe('--match', () => {
  it('takes the keys, as they are, in which the expression is found, and no generator', async () => {
    const given = world({ key: 'folder/é/b.gz' }, { key: 'folder/a b.gz' }, { key: 'folder/a.gz.txt' });
    expect((await run(given, '--match', '/(é/b|a b)[.]gz$', '--verify', 'never')).code).toBe(0);
    expect(rows(given)).toEqual(['src,folder/a%20b.gz,v1', 'src,folder/%C3%A9/b.gz,v1']);
    expect(given.jobs.sent[0]?.request.ManifestGenerator).toBeUndefined();
  });

  it('reads a character beyond the first plane as one', async () => {
    const given = world({ key: 'folder/😀' }, { key: 'folder/ab' });
    await run(given, '--match', '^folder/.$');
    expect(keys(given)).toEqual(['folder/%F0%9F%98%80']);
  });

  it('looks only under the prefixes', async () => {
    const given = world({ key: 'folder/x' }, { key: 'other/x' });
    await run(given, '--match', 'x$');
    expect(keys(given)).toEqual(['folder/x']);
  });

  it.each([
    ['(', 'with the flag u is allowed'],
    ['\\-', 'with the flag u is allowed'],
    ['', '1 to 1024 characters'],
    ['a'.repeat(1025), '1 to 1024 characters'],
  ])('pattern %# is refused before anything is asked', async (pattern, why) => {
    const ran = await run(world(), '--match', pattern);
    expect(ran.code).toBe(2);
    expect(ran.events).toHaveLength(1);
    expect(ran.events[0]?.['message']).toContain(`--match: got ${JSON.stringify(pattern).slice(0, 5)}`);
    expect(ran.events[0]?.['message']).toContain(why);
  });
});

describe('--tag', () => {
  it('takes versions that have every tag', async () => {
    const given = world(
      { key: 'folder/both', tags: { team: 'a=b', keep: '' } },
      { key: 'folder/one', tags: { team: 'a=b' } },
      { key: 'folder/other', tags: { team: 'x', keep: '' } },
      { key: 'folder/none' },
    );
    await run(given, '--tag', 'team=a=b', '--tag', 'keep=');
    expect(keys(given)).toEqual(['folder/both']);
  });

  it.each([
    [['--tag', 'team'], 'KEY=VALUE'],
    [['--tag', '=a'], 'KEY=VALUE'],
    [['--tag', 'a=1', '--tag', 'a=2'], 'got "a" twice'],
    [Array.from({ length: 11 }, (_, index) => ['--tag', `k${index}=v`]).flat(), 'at most 10 tags'],
  ])('%j is refused', async (flags, why) => {
    const ran = await run(world(), ...flags);
    expect([ran.code, ran.events.at(-1)?.['message']]).toEqual([2, expect.stringContaining(why)]);
  });
});

describe('--latest-only', () => {
  it('leaves earlier versions out', async () => {
    const given = world(
      { key: 'folder/a', versionId: 'v2', latest: true },
      { key: 'folder/a', versionId: 'v1', latest: false },
    );
    await run(given, '--latest-only');
    expect(rows(given)).toEqual(['src,folder/a,v2']);
  });
});

const DENIED = new RunnerError('denied', 'AccessDenied', undefined, 'AccessDenied');

describe('a search in a bucket', () => {
  const found = async (objects: Partial<Objects>, selection: Selection, most?: number): Promise<Search> => {
    const given = world({ key: 'folder/a', tags: { a: 'b' } }, { key: 'folder/b' }, { key: 'folder/c' });
    const engine = fakeEngine(given);
    const aws = { ...engine.aws, objects: { ...engine.aws.objects, ...objects } };
    const search = searchVersions(targetOfHandoff(handoff()), { ...engine, aws }, selection, most);
    for (;;) {
      const step = await search.next();
      if (step.done === true) return step.value;
    }
  };

  it('with more matches than one manifest lists is refused, and what to do is said', async () => {
    expect((await found({}, { latestOnly: true }, 3)).versions).toHaveLength(3);
    const refused = found({}, { latestOnly: true }, 2);
    await expect(refused).rejects.toThrow('more than 2 object versions match');
    await expect(refused).rejects.toMatchObject({ kind: 'usage', hint: expect.stringContaining('--prefix') });
  });

  it('whose headers or tags may not be read ends, and guesses nothing', async () => {
    const refused = found({ head: () => Promise.reject(DENIED) }, { match: 'a$' });
    await expect(refused).rejects.toThrow("'folder/a' in 'src' may not be read");
    await expect(refused).rejects.toMatchObject({ kind: 'denied' });
    await expect(found({ tags: () => Promise.reject(DENIED) }, { tags: { a: 'b' } })).rejects.toMatchObject({
      kind: 'denied',
    });
  });

  it('passes over what is deleted in the meantime', async () => {
    const { nothing } = await found({ head: () => Promise.resolve(undefined) }, { latestOnly: true });
    expect(nothing?.explanation).toContain('3 are deleted since they were listed');
    const gone = new RunnerError('not-found', 'NoSuchVersion', undefined, 'NoSuchVersion');
    expect((await found({ tags: () => Promise.reject(gone) }, { tags: { a: 'b' } })).versions).toEqual([]);
  });

  it("takes versions under a customer's key, whose status S3 does not show", async () => {
    const head = () => Promise.reject(new RunnerError('refused', 'BadRequest', undefined, '400'));
    expect((await found({ head }, { match: 'b$' })).versions).toEqual([{ key: 'folder/b', versionId: 'v1' }]);
  });
});

describe('a search', () => {
  it('applies the other filters too', async () => {
    const good: FakeVersion = {
      key: 'folder/good.jpg',
      sizeBytes: 500,
      storageClass: 'STANDARD_IA',
      lastModifiedMs: Date.parse('2026-01-15'),
    };
    const given = world(
      good,
      { ...good, key: 'folder/good.png' },
      { ...good, key: 'folder/bad.jpg' },
      { ...good, key: 'folder/good-small.jpg', sizeBytes: 10 },
      { ...good, key: 'folder/good-large.jpg', sizeBytes: 5_000 },
      { ...good, key: 'folder/good-class.jpg', storageClass: 'STANDARD' },
      { ...good, key: 'folder/good-old.jpg', lastModifiedMs: Date.parse('2025-01-15') },
      { ...good, key: 'folder/good-new.jpg', lastModifiedMs: Date.parse('2026-03-15') },
      { ...good, key: 'folder/good-kms.jpg', encryption: 'aws:kms' },
    );
    await run(
      given,
      ...['--latest-only', '--suffix', '.jpg', '--substring', 'good', '--larger-than', '100', '--smaller-than', '1KB'],
      ...['--storage-class', 'STANDARD_IA', '--created-after', '2026-01-01', '--created-before', '2026-02-01'],
      ...['--encryption', 'SSE-S3'],
    );
    expect(keys(given)).toEqual(['folder/good.jpg']);
  });

  it('takes what was never replicated, or in vain, unless it is told otherwise', async () => {
    const versions = [undefined, 'FAILED', 'COMPLETED', 'PENDING', 'REPLICA'].map((replicationStatus) => ({
      key: `folder/${replicationStatus ?? 'NONE'}`,
      ...(replicationStatus === undefined ? {} : { replicationStatus }),
    }));
    const usual = world(...versions);
    await run(usual, '--latest-only');
    expect(keys(usual)).toEqual(['folder/FAILED', 'folder/NONE']);
    const completed = world(...versions);
    await run(completed, '--latest-only', '--replication-status', 'COMPLETED');
    expect(keys(completed)).toEqual(['folder/COMPLETED']);
  });

  it('takes delete markers only where a rule replicates them, and says so', async () => {
    const marker: FakeVersion = { key: 'folder/gone', deleteMarker: true, storageClass: '' };
    const without = world(marker, { key: 'folder/a' });
    await run(without, '--latest-only');
    expect(keys(without)).toEqual(['folder/a']);
    const given = world(marker, { key: 'folder/a' });
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ deleteMarkers: true })] };
    const ran = await run(given, '--latest-only');
    expect(keys(given)).toEqual(['folder/a', 'folder/gone']);
    expect(ran.events.map((one) => one['detail'])).toContainEqual(
      expect.stringMatching(/^1 of them are delete markers/),
    );
    const tagged = world(marker, { key: 'folder/a', tags: { a: 'b' } });
    bucketIn(tagged, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ deleteMarkers: true })] };
    await run(tagged, '--tag', 'a=b');
    expect(keys(tagged)).toEqual(['folder/a']);
    const sized = world(marker, { key: 'folder/a', sizeBytes: 1 });
    bucketIn(sized, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ deleteMarkers: true })] };
    await run(sized, '--latest-only', '--larger-than', '0');
    expect(keys(sized)).toEqual(['folder/a']);
  });

  it('makes the same manifest whatever the order of the listing', async () => {
    const one = world({ key: 'folder/a' }, { key: 'folder/b' });
    const other = world({ key: 'folder/b' }, { key: 'folder/a' });
    await run(one, '--match', 'folder');
    await run(other, '--match', 'folder');
    expect(rows(one)).toEqual(rows(other));
    expect(one.jobs.sent[0]?.token).toBe(other.jobs.sent[0]?.token);
  });

  it('needs a place for the manifest, and says so before AWS is asked', async () => {
    const given = setup();
    const ran = await program(given, 'run', '--outputs', 'outputs.json', '--match', 'a', '--output', 'json');
    expect([ran.code, event(ran, 'check')]).toEqual([2, undefined]);
    expect(ran.events.at(-1)?.['hint']).toContain('--manifest-bucket');
  });

  it.each([
    [['--key', 'folder/a', '--match', 'a'], '--key and --match were both given'],
    [['--key', 'folder/a', '--latest-only'], '--key and --latest-only were both given'],
    [['--manifest', 'list.csv', '--tag', 'a=b'], '--manifest and --tag were both given'],
    [['--manifest', 'list.csv', '--larger-than', '1KB'], '--manifest and --larger-than were both given'],
  ])('%j is refused', async (flags, why) => {
    const ran = await run(world(), ...flags);
    expect([ran.code, ran.events.at(-1)?.['message']]).toEqual([2, expect.stringContaining(why)]);
  });

  it.each<[string, readonly FakeVersion[], string, RegExp]>([
    ['nothing is there', [], 'no-such-prefix', /no object under 'folder\/'/],
    [
      'everything is replicated',
      [{ key: 'folder/a.gz', replicationStatus: 'COMPLETED' }, { key: 'folder/b' }],
      'already-replicated',
      /^none of 2 versions under 'folder\/' matches: .*1 is replicated already/,
    ],
    [
      'no key matches',
      [{ key: 'folder/a' }, { key: 'folder/b' }],
      'not-selected',
      /2 are with a key that --match does not match/,
    ],
    ['it is archived', [{ key: 'folder/a.gz', storageClass: 'GLACIER' }], 'archived', /1 is archived/],
  ])('that finds nothing since %s sends nothing and explains it', async (_, versions, reason, explanation) => {
    for (const verb of ['plan', 'run'] as const) {
      const given = world(...versions);
      const ran = await start(given, verb, '--match', '[.]gz$');
      expect(event(ran, 'nothing-matched')).toMatchObject({ prefix: 'folder/', reason });
      expect(event(ran, 'nothing-matched')?.['explanation']).toMatch(explanation);
      expect(event(ran, 'verdict')).toMatchObject({ outcome: 'nothing-found', exitCode: 0 });
      expect([rows(given), given.jobs.sent]).toEqual([[], []]);
    }
  });

  it('that finds nothing ends with exit code 6 where that is asked for', async () => {
    expect((await run(world({ key: 'folder/a' }), '--match', 'b$', '--fail-on-empty')).code).toBe(6);
  });

  it('goes on with the job of an earlier run, although that has replicated versions since', async () => {
    const given = world({ key: 'folder/a' }, { key: 'folder/b' });
    expect((await run(given, '--latest-only', '--detach')).code).toBe(0);
    const { versions } = bucketIn(given, 'src');
    versions[0] = { key: 'folder/a', replicationStatus: 'COMPLETED' };
    expect((await run(given, '--latest-only', '--detach')).events.some((one) => one['how'] === 'attached')).toBe(true);
    versions[1] = { key: 'folder/b', replicationStatus: 'COMPLETED' };
    const last = await run(given, '--latest-only');
    expect(event(last, 'transfer')).toMatchObject({ how: 'attached' });
    expect(event(last, 'verdict')).toMatchObject({ outcome: 'done' });
    expect(given.jobs.sent).toHaveLength(1);
    const after = await run(given, '--latest-only');
    expect(event(after, 'verdict')).toMatchObject({ outcome: 'nothing-found' });
    expect(given.jobs.sent).toHaveLength(1);
  });

  it('makes another plan than one for other filters or none', async () => {
    const hash = async (...flags: readonly string[]) =>
      event(await start(world({ key: 'folder/a' }), 'plan', ...flags), 'plan')?.['hash'];
    const hashes = [await hash(), await hash('--match', 'a'), await hash('--match', 'a', '--latest-only')];
    expect(new Set([...hashes, await hash('--match', 'a', '--suffix', 'a')]).size).toBe(4);
  });

  it('is kept in a plan, which then runs exactly the versions that were found', async () => {
    const given = world({ key: 'folder/a.gz' });
    await start(given, 'plan', '--match', 'gz$', '--out', 'plan.json');
    bucketIn(given, 'src').versions.push({ key: 'folder/b.gz' });
    const flags = ['--outputs', 'outputs.json', '--output', 'json', '--verify', 'never'];
    const ran = await program(given, 'run', 'plan.json', ...flags);
    expect([ran.code, keys(given)]).toEqual([0, ['folder/a.gz']]);
  });

  it('compares what was found afterwards: what the filters leave out is not expected at the destination', async () => {
    const given = world({ key: 'folder/a' }, { key: 'folder/b' });
    bucketIn(given, 'dst').versions.push({ key: 'folder/a', replicationStatus: 'REPLICA' });
    const ran = await run(given, '--match', 'a$');
    expect([ran.code, event(ran, 'certificate')]).toMatchObject([0, { answer: 'complete', chosen: 1 }]);
  });
});
