// Each thing of a version that a comparison looks at, on its own.
import { describe, expect, it } from '@jest/globals';
import type { VersionEntry, VersionHead } from '../../../runner/ports/s3/objects';
import { judgeMissing, judgePair, looksEqual } from '../../../runner/verify/judge';
import { entryOf, headOf } from '../fakes/fake-version';
import { rule } from '../fakes/fake-world';

const REPLICA = { replicationStatus: 'REPLICA' };
const EVERY_KEY = rule({ prefix: '' });

describe('a pair', () => {
  it.each<[string, Partial<VersionHead>, Partial<VersionHead>]>([
    ['headers', { contentType: 'text/html' }, {}],
    ['headers', {}, { contentType: 'text/html' }],
    ['headers', { headers: { 'cache-control': 'no-store' } }, {}],
    ['metadata', { metadata: { a: '1' } }, { metadata: { a: '2' } }],
    ['metadata', {}, { metadata: { a: '1' } }],
    ['object-lock', { legalHold: 'ON' }, {}],
    ['object-lock', {}, { legalHold: 'ON' }],
    ['object-lock', { lockMode: 'COMPLIANCE' }, { lockMode: 'GOVERNANCE' }],
  ])('differs in %s where the source has %j and the destination %j', (reason, here, there) => {
    const look = { source: headOf(here), destination: headOf({ ...REPLICA, ...there }) };
    expect(judgePair(entryOf(), entryOf(), look)).toEqual({ outcome: 'different', reasons: [reason] });
  });

  it.each<[string, Partial<VersionEntry>]>([
    ['size', { sizeBytes: 4 }],
    ['etag', { etag: 'f' }],
    ['kind', { deleteMarker: true }],
  ])('differs in %s by its listings', (reason, there) => {
    expect(looksEqual(entryOf(), entryOf(there))).toBe(false);
    expect(judgePair(entryOf(), entryOf(there), { source: headOf(), destination: headOf(REPLICA) })).toEqual({
      outcome: 'different',
      reasons: [reason],
    });
  });

  it('differs in tags, and not where they may not be read', () => {
    const look = { source: headOf(), destination: headOf(REPLICA) };
    expect(judgePair(entryOf(), entryOf(), { ...look, tags: [{ a: '1' }, {}] })).toMatchObject({ reasons: ['tags'] });
    expect(judgePair(entryOf(), entryOf(), { ...look, tags: [{ a: '1' }, { a: '1' }] }).outcome).toBe('same');
    expect(judgePair(entryOf(), entryOf(), look).outcome).toBe('same');
  });

  it('is no replica where S3 does not mark the destination as one', () => {
    const look = { source: headOf(), destination: headOf() };
    expect(judgePair(entryOf(), entryOf(), look)).toMatchObject({ reasons: ['not-a-replica'] });
  });

  it.each(['aws:kms', 'aws:kms:dsse', 'SSE-C'])('may have another ETag under %s, on either side', (encryption) => {
    for (const [here, there] of [
      [{ encryption }, {}],
      [{}, { encryption }],
    ]) {
      const look = { source: headOf(here), destination: headOf({ ...REPLICA, ...there }) };
      expect(judgePair(entryOf(), entryOf({ etag: 'f' }), look)).toEqual({ outcome: 'same', etagNotComparable: true });
    }
  });
});

describe('a missing version', () => {
  it.each<[string, Partial<VersionEntry>, Partial<VersionHead>]>([
    ['archived', { storageClass: 'GLACIER' }, {}],
    ['archived', { storageClass: 'DEEP_ARCHIVE' }, {}],
    ['archived', {}, { archiveStatus: 'DEEP_ARCHIVE_ACCESS' }],
    ['failed', {}, { replicationStatus: 'FAILED' }],
    ['replica', {}, { replicationStatus: 'REPLICA' }],
    ['completed', {}, { replicationStatus: 'COMPLETED' }],
    ['completed', { storageClass: 'GLACIER' }, { replicationStatus: 'COMPLETED' }],
    ['kms-not-opted-in', {}, { encryption: 'aws:kms' }],
    ['never-tried', { storageClass: 'GLACIER_IR' }, {}],
  ])('is %s with %j and %j', (reason, entry, head) => {
    expect(judgeMissing(entryOf(entry), headOf(head), [EVERY_KEY], {})).toEqual({ outcome: 'missing', reason });
  });

  it('is on its way, gone, or outside of every rule', () => {
    expect(judgeMissing(entryOf(), headOf({ replicationStatus: 'PENDING' }), [EVERY_KEY], {})).toEqual({
      outcome: 'pending',
    });
    expect(judgeMissing(entryOf(), 'gone', [EVERY_KEY], {})).toEqual({ outcome: 'outside' });
    expect(judgeMissing(entryOf(), headOf(), [rule({ prefix: 'other/' })], {})).toEqual({ outcome: 'outside' });
  });

  it('under SSE-KMS is unknown where one of two rules that may decide replicates it, and the other does not', () => {
    const rules = [
      rule({ id: 'a', prefix: '', tags: { a: '1' }, priority: 2, kmsObjects: true }),
      rule({ id: 'b', prefix: '', priority: 1 }),
    ];
    const kms = headOf({ encryption: 'aws:kms' });
    expect(judgeMissing(entryOf(), kms, rules, undefined)).toEqual({ outcome: 'missing', reason: 'unknown' });
    expect(judgeMissing(entryOf(), kms, rules, { a: '1' })).toEqual({ outcome: 'missing', reason: 'never-tried' });
    expect(judgeMissing(entryOf(), kms, rules, {})).toEqual({ outcome: 'missing', reason: 'kms-not-opted-in' });
  });
});
