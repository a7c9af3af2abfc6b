// What a comparison waits for, samples and remembers.
import { targetOfHandoff, withPrefix } from '../../../runner/target/target';
import { rulesOfHandoff } from '../../../runner/replication/read-rules';
import { describe, expect, it } from '@jest/globals';
import type { RunnerEvent } from '../../../runner/events/events';
import { judgeMissing, judgePair } from '../../../runner/verify/judge';
import type { VersionEntry, VersionHead } from '../../../runner/ports/s3/objects';
import { reservoir } from '../../../runner/pacing/reservoir';
import { replicatesMarker, scopesOf } from '../../../runner/verify/scope';
import type { Exclusion } from '../../../runner/ports/s3/replication';
import { verifyTarget, type Verified, type VerifyOptions } from '../../../runner/verify/verify-target';
import type { FakeVersion } from '../fakes/fake-buckets';
import { bucketIn, fakeEngine, handoff, rule, setup, type Setup } from '../fakes/fake-world';

const TARGET = targetOfHandoff(handoff());

async function verify(
  given: Setup,
  options: VerifyOptions,
  onEvent: (event: RunnerEvent) => void = () => undefined,
): Promise<Verified> {
  const telling = verifyTarget(TARGET, fakeEngine(given), options);
  for (;;) {
    const step = await telling.next();
    if (step.done === true) return step.value;
    onEvent(step.value);
  }
}

const replace = (given: Setup, name: string, ...versions: readonly FakeVersion[]): void => {
  bucketIn(given, name).versions.splice(0, Infinity, ...versions);
};

describe('the source itself', () => {
  it('is no destination, as which it would always be complete', async () => {
    await expect(verify(setup(), { destinations: ['src'] })).rejects.toThrow(/'src' is the source/);
  });
});

describe('waiting', () => {
  it('ends as soon as S3 is through, and everything is compared again then', async () => {
    const given = setup();
    replace(given, 'src', { key: 'folder/a', replicationStatus: 'PENDING' });
    replace(given, 'dst');
    const startMs = given.clock.now();
    const { outcome, certificate } = await verify(given, { waitSeconds: 600 }, (event) => {
      if (event.kind !== 'waiting') return;
      expect(event.detail).toContain('1 version');
      replace(given, 'src', { key: 'folder/a', replicationStatus: 'COMPLETED' });
      replace(given, 'dst', { key: 'folder/a', replicationStatus: 'REPLICA' });
    });
    expect([outcome, certificate.answer]).toEqual(['done', 'complete']);
    expect(given.clock.now() - startMs).toBeLessThan(30_000);
  });

  it('ends with the time that was given, and the versions are pending still', async () => {
    const given = setup();
    replace(given, 'src', { key: 'folder/a', replicationStatus: 'PENDING' });
    replace(given, 'dst');
    const startMs = given.clock.now();
    const { outcome } = await verify(given, { waitSeconds: 60 });
    expect(outcome).toBe('still-running');
    expect(given.clock.now() - startMs).toBe(60_000);
  });
});

describe('a large comparison', () => {
  it('tells how far it is, and looks at no more than the sample', async () => {
    const given = setup();
    const versions = Array.from({ length: 25_000 }, (_, index) => ({
      key: `folder/${String(index).padStart(5, '0')}`,
      replicationStatus: 'REPLICA',
    }));
    replace(given, 'src', ...versions);
    replace(given, 'dst', ...versions);
    const told: number[] = [];
    const { certificate } = await verify(given, { sample: 100 }, (event) => {
      if (event.kind === 'comparing') told.push(event.versions);
    });
    expect(told).toEqual([10_000, 20_000]);
    expect(certificate.comparisons[0]?.evidence).toMatchObject({ how: 'sample', looked: 100, of: 25_000 });
  });

  it('gives every item the same chance to be in the sample', () => {
    let state = 1;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const drawn = new Map<number, number>();
    for (let round = 0; round < 4_000; round += 1) {
      const sample = reservoir<number>(5, random);
      for (let item = 0; item < 20; item += 1) sample.add(item);
      expect([sample.items.length, sample.seen]).toEqual([5, 20]);
      for (const item of sample.items) drawn.set(item, (drawn.get(item) ?? 0) + 1);
    }
    for (const times of drawn.values()) expect(Math.abs(times - 1_000)).toBeLessThan(150);
  });
});

describe('what is compared', () => {
  const live = (...rules: readonly Parameters<typeof rule>[0][]) => rules.map(rule);

  it('are the destinations of the enabled rules, and the prefixes of the rules where none was asked for', () => {
    const target = withPrefix(TARGET, undefined);
    const scopes = scopesOf(
      target,
      live(
        { prefix: 'b/' },
        { id: '2', prefix: 'a/' },
        { id: '3', prefix: 'a/x/' },
        { id: '4', destinationBucket: 'far' },
        { id: '5', enabled: false, destinationBucket: 'never' },
      ),
      undefined,
    );
    expect(scopes.map(({ destination, prefixes }) => [destination, prefixes])).toEqual([
      ['dst', ['a/', 'b/']],
      ['far', ['folder/']],
    ]);
  });

  it('follows the handoff where the rules of S3 may not be read', () => {
    const rules = rulesOfHandoff(TARGET);
    expect(scopesOf(TARGET, rules, undefined)).toMatchObject([{ destination: 'dst', prefixes: ['folder/'] }]);
  });

  it('goes on with the other destinations when one cannot be read', async () => {
    const given = setup();
    replace(given, 'src', { key: 'folder/a' });
    replace(given, 'dst', { key: 'folder/a', replicationStatus: 'REPLICA' });
    const { outcome, summary, certificate } = await verify(given, { destinations: ['gone', 'dst'] });
    expect(certificate.comparisons.map(({ answer }) => answer)).toEqual(['not-compared', 'complete']);
    expect([outcome, certificate.answer]).toEqual(['not-compared', 'not-compared']);
    expect(summary).toContain("could not be compared with 'gone': gone: NoSuchBucket");
    expect(summary).toContain("the one object version is in 'dst'");
  });
});

describe('the judgement', () => {
  const entry: VersionEntry = {
    key: 'k',
    versionId: '1',
    deleteMarker: false,
    latest: true,
    lastModifiedMs: 0,
    sizeBytes: 3,
    etag: 'e',
    storageClass: 'STANDARD',
  };
  const head: VersionHead = {
    versionId: '1',
    sizeBytes: 3,
    etag: 'e',
    lastModifiedMs: 0,
    storageClass: 'STANDARD',
    encryption: 'AES256',
    bucketKey: false,
    contentType: 'text/plain',
    headers: {},
    metadata: {},
    tagCount: 0,
  };
  const replica: VersionHead = { ...head, replicationStatus: 'REPLICA' };

  it.each([
    ['the same', {}, {}, { outcome: 'same', etagNotComparable: false }],
    [
      'retention that the destination adds',
      {},
      { lockMode: 'GOVERNANCE' },
      { outcome: 'same', etagNotComparable: false },
    ],
    ['retention that is lost', { lockMode: 'GOVERNANCE' }, {}, { outcome: 'different', reasons: ['object-lock'] }],
    ['a change that is on its way', { metadata: { a: 'b' }, replicationStatus: 'PENDING' }, {}, { outcome: 'pending' }],
    [
      'a replica that has been replicated further',
      {},
      { replicationStatus: 'COMPLETED' },
      { outcome: 'same', etagNotComparable: false },
    ],
  ] as const)('of a pair: %s', (_, source, destination, expected) => {
    const look = { source: { ...head, ...source }, destination: { ...replica, ...destination } };
    expect(judgePair(entry, entry, look)).toEqual(expected);
  });

  it('of a pair: gone since it was listed, or under a customer key that nobody has here', () => {
    expect(judgePair(entry, entry, { source: 'gone', destination: replica })).toEqual({ outcome: 'outside' });
    const completed = { ...head, replicationStatus: 'COMPLETED' };
    expect(judgePair(entry, entry, { source: completed, destination: 'gone' })).toEqual({
      outcome: 'missing',
      reason: 'completed',
    });
    const sseC = { ...head, encryption: 'SSE-C' };
    expect(judgePair(entry, { ...entry, etag: 'other' }, { source: sseC, destination: replica })).toEqual({
      outcome: 'same',
      etagNotComparable: true,
    });
    expect(judgePair(entry, { ...entry, etag: 'other' }, { source: 'unreadable', destination: 'unreadable' })).toEqual({
      outcome: 'different',
      reasons: ['etag'],
    });
  });

  it('of a missing version: tags decide where only rules with tags cover the key', () => {
    const tagged = [rule({ prefix: '', tags: { copy: 'yes' } })];
    expect(judgeMissing(entry, head, tagged, { copy: 'yes', more: '1' })).toEqual({
      outcome: 'missing',
      reason: 'never-tried',
    });
    expect(judgeMissing(entry, head, tagged, { copy: 'no' })).toEqual({ outcome: 'outside' });
    expect(judgeMissing(entry, head, tagged, undefined)).toEqual({ outcome: 'missing', reason: 'unknown' });
    expect(judgeMissing(entry, head, [...tagged, rule({ prefix: '' })], undefined)).toEqual({
      outcome: 'missing',
      reason: 'never-tried',
    });
  });

  it('of a missing version: what a rule excludes is outside, and a filter that is not understood leaves it unknown', () => {
    const excluding = (excluded: Exclusion) => [rule({ prefix: '', excluded })];
    const none = { prefixes: [], tags: [] };
    expect(judgeMissing(entry, head, excluding({ ...none, prefixes: ['k'] }), {})).toEqual({ outcome: 'outside' });
    const unclear = excluding({ ...none, notUnderstood: true });
    expect(judgeMissing(entry, head, unclear, {})).toEqual({ outcome: 'missing', reason: 'unknown' });
    const scope = { destination: 'dst', prefixes: [''], rules: unclear };
    expect(replicatesMarker('k', scope)).toBeUndefined();
    expect(replicatesMarker('k', { ...scope, rules: [rule({ prefix: '', deleteMarkers: true })] })).toBe(true);
  });

  it('of a missing version: SSE-KMS without a rule that replicates it, an archive tier, no right to look', () => {
    const kms = { ...head, encryption: 'aws:kms' };
    expect(judgeMissing(entry, kms, [rule({ prefix: '' })], {})).toEqual({
      outcome: 'missing',
      reason: 'kms-not-opted-in',
    });
    expect(judgeMissing(entry, kms, [rule({ prefix: '', kmsObjects: true })], {})).toEqual({
      outcome: 'missing',
      reason: 'never-tried',
    });
    expect(judgeMissing(entry, { ...head, archiveStatus: 'ARCHIVE_ACCESS' }, [rule({ prefix: '' })], {})).toEqual({
      outcome: 'missing',
      reason: 'archived',
    });
    expect(judgeMissing(entry, 'unreadable', [rule({ prefix: '' })], {})).toEqual({
      outcome: 'missing',
      reason: 'unknown',
    });
    expect(judgeMissing(entry, head, undefined, {})).toEqual({ outcome: 'missing', reason: 'never-tried' });
  });
});
