// What a job does with a version, held against a predicate that was written from S3's documentation, not from the code.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReplicationRule } from '../../../runner/ports/s3/replication';
import type { Selection } from '../../../runner/target/selection';
import { fateOf, type Scope } from '../../../runner/replication/fate';
import type { SurveyedVersion } from '../../../runner/replication/surveyed-version';
import { rule } from '../fakes/fake-world';

const KEYS = ['a/1.txt', 'a/b/2.csv', 'b/3.txt', '4', 'a/b/é.txt'];
const STATUSES = ['NONE', 'PENDING', 'COMPLETED', 'FAILED', 'REPLICA'] as const;
const CLASSES = ['STANDARD', 'GLACIER', 'GLACIER_IR', 'DEEP_ARCHIVE', 'INTELLIGENT_TIERING', 'STANDARD_IA'];
const ENCRYPTIONS = ['SSE-S3', 'SSE-KMS', 'DSSE-KMS', 'SSE-C'] as const;
const tags = fc.constantFrom<Readonly<Record<string, string>>>(
  {},
  { team: 'x' },
  { team: 'x', env: 'p' },
  { team: 'y' },
);

const versions: fc.Arbitrary<Required<SurveyedVersion>> = fc.record({
  key: fc.constantFrom(...KEYS),
  versionId: fc.constantFrom('null', 'v1'),
  deleteMarker: fc.constant(false),
  latest: fc.boolean(),
  lastModifiedMs: fc.integer({ min: 0, max: 9 }),
  sizeBytes: fc.integer({ min: 0, max: 9 }),
  storageClass: fc.constantFrom(...CLASSES),
  status: fc.constantFrom(...STATUSES),
  encryption: fc.constantFrom(...ENCRYPTIONS),
  archivedTier: fc.boolean(),
  tags,
});
const rules: fc.Arbitrary<readonly ReplicationRule[]> = fc
  .array(
    fc.record({
      enabled: fc.boolean(),
      prefix: fc.constantFrom('', 'a/', 'a/b/', 'b/'),
      tags: fc.constantFrom<Readonly<Record<string, string>>>({}, {}, { team: 'x' }, { env: 'p' }),
      destinationBucket: fc.constantFrom('dst', 'other'),
      kmsObjects: fc.boolean(),
    }),
    { maxLength: 4 },
  )
  .map((all) => all.map((one, index) => rule({ ...one, id: `r${index}`, priority: index })));
const optional = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined });
const selections: fc.Arbitrary<Selection> = fc
  .record({
    statuses: optional(fc.subarray(['NONE', 'FAILED', 'COMPLETED', 'REPLICA'] as const, { minLength: 1 })),
    createdAfterMs: optional(fc.integer({ min: 0, max: 9 })),
    createdBeforeMs: optional(fc.integer({ min: 0, max: 9 })),
    largerThanBytes: optional(fc.integer({ min: 0, max: 9 })),
    smallerThanBytes: optional(fc.integer({ min: 0, max: 9 })),
    storageClasses: optional(fc.subarray(CLASSES, { minLength: 1 })),
    suffix: optional(fc.constantFrom('.txt', '.csv')),
    substring: optional(fc.constantFrom('b/', '3')),
    encryption: optional(fc.constantFrom('SSES3', 'SSEKMS', 'DSSEKMS', 'SSEC', 'NOTSSE')),
  })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Selection);
const scopes = fc.record({ prefixes: fc.constantFrom([''], ['a/'], ['a/b/', 'b/']), rules, selection: selections });

/** The destinations that S3's documentation promises, rule by rule. */
function destinations(version: Required<SurveyedVersion>, { rules: all }: Scope): readonly string[] {
  const winner = new Map<string, ReplicationRule>();
  for (const one of all) {
    if (!one.enabled || !version.key.startsWith(one.prefix)) continue;
    if (Object.keys(one.tags).some((name) => version.tags[name] !== one.tags[name])) continue;
    const rival = winner.get(one.destinationBucket);
    if (rival === undefined || one.priority > rival.priority) winner.set(one.destinationBucket, one);
  }
  const isKms = version.encryption === 'SSE-KMS' || version.encryption === 'DSSE-KMS';
  return [...winner.values()].filter((one) => !isKms || one.kmsObjects).map((one) => one.destinationBucket);
}

function isCopied(version: Required<SurveyedVersion>, scope: Scope): boolean {
  const { selection: s = {} } = scope;
  const archived =
    version.storageClass === 'GLACIER' ||
    version.storageClass === 'DEEP_ARCHIVE' ||
    (version.storageClass === 'INTELLIGENT_TIERING' && version.archivedTier);
  const wanted = { SSES3: 'SSE-S3', SSEKMS: 'SSE-KMS', DSSEKMS: 'DSSE-KMS', SSEC: 'SSE-C', NOTSSE: 'NOT-SSE' };
  return [
    !archived,
    (scope.prefixes ?? ['']).some((prefix) => version.key.indexOf(prefix) === 0),
    destinations(version, scope).length > 0,
    ((s.statuses ?? ['NONE', 'FAILED']) as readonly string[]).includes(version.status),
    s.createdAfterMs === undefined || version.lastModifiedMs > s.createdAfterMs,
    s.createdBeforeMs === undefined || version.lastModifiedMs < s.createdBeforeMs,
    s.largerThanBytes === undefined || version.sizeBytes > s.largerThanBytes,
    s.smallerThanBytes === undefined || version.sizeBytes < s.smallerThanBytes,
    s.storageClasses === undefined || s.storageClasses.includes(version.storageClass),
    s.suffix === undefined || version.key.endsWith(s.suffix),
    s.substring === undefined || version.key.includes(s.substring),
    s.encryption === undefined || wanted[s.encryption] === version.encryption,
  ].every(Boolean);
}

function without(version: Required<SurveyedVersion>, names: readonly (keyof SurveyedVersion)[]): SurveyedVersion {
  return Object.fromEntries(
    Object.entries(version).filter(([name]) => !(names as readonly string[]).includes(name)),
  ) as unknown as SurveyedVersion;
}

const SURE: SurveyedVersion = {
  key: 'folder/a',
  versionId: 'v1',
  deleteMarker: false,
  lastModifiedMs: 0,
  sizeBytes: 1,
  storageClass: 'STANDARD',
  status: 'NONE',
  encryption: 'SSE-S3',
};
const scope = (changes: Partial<Scope> = {}): Scope => ({ prefixes: [''], rules: [rule()], selection: {}, ...changes });

describe('the fate of a version', () => {
  it('is to be copied, to those destinations, exactly when the documentation says so', () => {
    fc.assert(
      fc.property(versions, scopes, (version, given) => {
        const fate = fateOf(version, given);
        expect(fate.kind === 'copied').toBe(isCopied(version, given));
        if (fate.kind !== 'copied') return;
        expect(fate.by.map((one) => one.destinationBucket).sort()).toEqual([...destinations(version, given)].sort());
      }),
      { numRuns: 2_000 },
    );
  });

  it('never changes when more is known: what a listing decides, headers and tags do not overrule', () => {
    const hidden = fc.subarray(['status', 'encryption', 'archivedTier', 'tags'] as const);
    fc.assert(
      fc.property(versions, scopes, hidden, (version, given, names) => {
        const early = fateOf(without(version, names), given);
        if (early.kind !== 'open') expect(early).toEqual(fateOf(version, given));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never left open once everything is known', () => {
    fc.assert(fc.property(versions, scopes, (version, given) => fateOf(version, given).kind !== 'open'));
  });

  it.each([
    ['COMPLETED', 'already-replicated'],
    ['PENDING', 'in-progress'],
    ['REPLICA', 'replica'],
  ] as const)('of a version that is %s is not to be copied: %s', (status, reason) => {
    expect(fateOf({ ...SURE, status }, scope())).toEqual({ kind: 'not-copied', reason });
  });

  it.each<[string, Partial<SurveyedVersion>, Partial<Scope>]>([
    ['archived', { storageClass: 'DEEP_ARCHIVE' }, {}],
    ['archived', { storageClass: 'INTELLIGENT_TIERING', archivedTier: true }, {}],
    ['delete-marker', { deleteMarker: true }, {}],
    ['outside-rules', { key: 'elsewhere/a' }, {}],
    ['outside-rules', {}, { rules: [rule({ enabled: false })] }],
    ['outside-rules', { tags: { a: 'c' } }, { rules: [rule({ tags: { a: 'b' } })] }],
    ['outside-prefixes', {}, { prefixes: ['other/'] }],
    ['kms-not-opted-in', { encryption: 'SSE-KMS' }, {}],
    ['not-selected', {}, { selection: { suffix: '.csv' } }],
  ])('is %s', (reason, version, given) => {
    expect(fateOf({ ...SURE, ...version }, scope(given))).toEqual({ kind: 'not-copied', reason });
  });

  it('of a delete marker that a rule replicates cannot be said: S3 does not show its status', () => {
    const given = scope({ rules: [rule({ deleteMarkers: true })] });
    expect(fateOf({ ...SURE, deleteMarker: true }, given)).toEqual({ kind: 'unknown', reason: 'delete-marker-status' });
  });

  it('of a version under a key of the customer is to be copied, when its status is known', () => {
    expect(fateOf({ ...SURE, encryption: 'SSE-C' }, scope()).kind).toBe('copied');
  });

  it('of a chosen version does not depend on filters and status: S3 takes what the manifest lists', () => {
    const { prefixes = [], rules: all } = scope();
    expect(fateOf({ ...SURE, status: 'COMPLETED' }, { prefixes, rules: all }).kind).toBe('copied');
  });
});
