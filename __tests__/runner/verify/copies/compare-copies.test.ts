// What a comparison of copies reads, waits for and leaves out, and what it says where S3 gives no answer.
import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../../../runner/events/comparisons/comparison';
import type { RunnerEvent } from '../../../../runner/events/events';
import type { Aws } from '../../../../runner/ports/aws';
import { RunnerError } from '../../../../runner/ports/errors';
import type { ListedObject } from '../../../../runner/ports/s3/copying';
import type { HeadOptions, VersionHead } from '../../../../runner/ports/s3/objects';
import { verifyCopies, type VerifyCopiesOptions } from '../../../../runner/verify/copies/verify-copies';
import type { Verified } from '../../../../runner/verify/verify-target';
import { fakeCopying, listed } from '../../fakes/fake-copying';
import { ACCOUNT, fakeEngine, setup } from '../../fakes/fake-world';

const DENIED = new RunnerError('denied', 'S3 HeadObject: AccessDenied', undefined, 'AccessDenied');
const SOURCE = { bucket: 'src', region: 'eu-west-1', accountId: ACCOUNT };

interface Given {
  readonly src?: readonly ListedObject[];
  readonly dst?: readonly ListedObject[];
  readonly from?: string;
  readonly to?: string;
  /** In place of what was listed. */
  readonly head?: (bucket: string, key: string, options: HeadOptions) => Partial<VersionHead> | 'gone';
  readonly tags?: () => Promise<Readonly<Record<string, string>>>;
  readonly objects?: Aws['copying']['objects'];
  readonly signal?: AbortSignal;
}

interface Ended extends Verified {
  readonly comparison: Comparison;
  readonly events: readonly RunnerEvent[];
  /** `bucket/key`, each with what was asked for. */
  readonly heads: readonly string[];
  readonly ranges: readonly string[];
}

async function verify(given: Given, options: VerifyCopiesOptions = {}): Promise<Ended> {
  const { src = [], dst = [], from = '', to = from, head = () => ({}), tags, signal } = given;
  const copying = fakeCopying({ src, dst });
  const engine = fakeEngine(setup());
  const heads: string[] = [];
  const ranges: string[] = [];
  const aws: Aws = {
    ...engine.aws,
    copying: {
      ...copying,
      objects: (bucket, range) => {
        ranges.push(`${bucket}/${range.prefix}`);
        return (given.objects ?? copying.objects)(bucket, range);
      },
    },
    objects: {
      ...engine.aws.objects,
      async head(bucket, key, _versionId, asked = {}) {
        await Promise.resolve();
        heads.push(`${bucket}/${key}${asked.checksums === true ? ' with checksums' : ''}`);
        const object = copying.buckets.get(bucket)?.get(key);
        const seen = head(bucket, key, asked);
        if (object === undefined || seen === 'gone') return undefined;
        return {
          ...object,
          versionId: 'null',
          encryption: 'AES256',
          bucketKey: false,
          contentType: '',
          headers: {},
          metadata: {},
          tagCount: 0,
          ...seen,
        };
      },
      tags: tags ?? (() => Promise.resolve({})),
    },
  };
  const scope = {
    source: SOURCE,
    pairs: [{ from: { bucket: 'src', prefix: from }, to: { bucket: 'dst', prefix: to } }],
  };
  const telling = verifyCopies(scope, { ...engine, aws, ...(signal === undefined ? {} : { signal }) }, options);
  const events: RunnerEvent[] = [];
  for (;;) {
    const step = await telling.next();
    if (step.done !== true) {
      events.push(step.value);
      continue;
    }
    const [comparison] = step.value.certificate.comparisons;
    if (comparison === undefined) throw new Error('nothing was compared');
    return { ...step.value, comparison, events, heads, ranges };
  }
}

const objects = (...keys: readonly string[]): readonly ListedObject[] => keys.map((key) => listed(key));
const reasons = ({ findings }: Comparison) => findings.map(({ reason, count }) => [reason, count]);
const refuse = (error: RunnerError): never => {
  throw error;
};

describe('what is looked at', () => {
  it('is a sample of copies with the same ETag, none of them, or all', async () => {
    const given = { src: objects('a', 'b', 'c'), dst: objects('a', 'b', 'c') };
    const sample = await verify(given, { sample: 2 });
    expect(sample.comparison.evidence).toMatchObject({ how: 'sample', looked: 2, of: 3, drawn: 2, tags: true });
    const none = await verify(given, { sample: 0 });
    expect([none.heads, none.comparison.evidence]).toMatchObject([[], { how: 'none', looked: 0, tags: false }]);
    const all = await verify(given, { sample: Infinity });
    expect(all.comparison.evidence).toMatchObject({ how: 'all', looked: 3, of: 3 });
    expect(all.comparison.evidence).not.toHaveProperty('drawn');
  });

  it('is every copy with another ETag, with its checksums, and no checksum of another', async () => {
    const { heads } = await verify({ src: objects('a', 'b'), dst: [listed('a'), listed('b', { etag: 'e2' })] });
    expect([...heads].sort()).toEqual(['dst/a', 'dst/b with checksums', 'src/a', 'src/b with checksums']);
  });

  it('was replaced since it was listed: what is seen counts', async () => {
    const given = { src: objects('a', 'b', 'c'), dst: objects('a', 'b', 'c') };
    const full = (CRC32: string) => ({ type: 'FULL_OBJECT', values: { CRC32 } });
    const { comparison, heads } = await verify({
      ...given,
      head: (bucket, key) => {
        if (bucket === 'src') return key === 'c' ? 'gone' : { checksums: full('x') };
        return { etag: 'new', encryption: 'aws:kms', checksums: full(key === 'a' ? 'y' : 'x') };
      },
    });
    expect(reasons(comparison)).toEqual([['content', 1]]);
    expect(comparison.versions).toMatchObject({ compared: 2, same: 1, different: 1, outside: 1 });
    expect(heads).toContain('dst/a with checksums');
  });

  it('of which nothing is known when it is asked about each is no empty source', async () => {
    const given = { src: objects('a', 'b'), dst: objects('a'), head: () => 'gone' as const };
    const { outcome, comparison } = await verify(given);
    expect([outcome, comparison.answer]).toEqual(['not-compared', 'not-compared']);
    expect(comparison.reason).toBe(
      '2 objects of the source were listed, and S3 knew none of them when asked about each',
    );
  });

  it('tells how far it is', async () => {
    const keys = Array.from({ length: 25_000 }, (_, index) => String(index).padStart(5, '0'));
    const { events } = await verify({ src: objects(...keys), dst: objects(...keys) }, { sample: 0 });
    expect(events.flatMap((event) => (event.kind === 'comparing' ? [event.versions] : []))).toEqual([10_000, 20_000]);
  });

  it('ends when it is interrupted', async () => {
    const given = { src: objects('a'), dst: objects('a'), signal: AbortSignal.abort() };
    await expect(verify(given)).rejects.toMatchObject({ kind: 'interrupted' });
  });
});

describe('what cannot be read', () => {
  it('is not compared: a listing that is refused, broken off, or out of order', async () => {
    const given = { src: objects('a', 'b'), dst: objects('a', 'b') };
    async function* broken(): AsyncGenerator<readonly ListedObject[]> {
      await Promise.resolve();
      yield objects('a');
      throw new RunnerError('unavailable', 'S3 ListObjectsV2 dst: the answer has no end');
    }
    async function* refused(bucket: string): AsyncGenerator<readonly ListedObject[]> {
      await Promise.resolve();
      if (bucket === 'dst') throw DENIED;
      yield objects('a', 'b');
    }
    async function* unordered(): AsyncGenerator<readonly ListedObject[]> {
      await Promise.resolve();
      yield objects('b', 'a');
    }
    for (const [listing, why] of [
      [broken, 'has no end'],
      [refused, 's3:ListBucket'],
      [unordered, "not in S3's order"],
    ] as const) {
      const { comparison, outcome, extent } = await verify({ ...given, objects: listing });
      expect([outcome, extent, comparison.answer]).toEqual(['not-compared', 'unread', 'not-compared']);
      expect(comparison.reason).toContain(why);
      expect(comparison.versions.compared).toBe(0);
    }
  });

  it('is not called the same: a copy with another ETag that may not be looked at', async () => {
    const given: Given = {
      src: objects('a', 'b'),
      dst: [listed('a'), listed('b', { etag: 'e2' })],
      head: (bucket) => (bucket === 'dst' ? refuse(DENIED) : {}),
    };
    const { comparison, outcome, extent, summary } = await verify(given);
    expect([outcome, extent]).toEqual(['not-compared', 'unread']);
    expect(comparison.versions).toMatchObject({ compared: 1, same: 1 });
    expect(comparison.evidence).toMatchObject({ contentNotRead: 1, how: 'none', why: DENIED.message });
    expect(summary).toBe(
      `could not be compared with 'dst': 1 object with another ETag than the source may not be looked at: ${DENIED.message}`,
    );
  });

  it('changes nothing about what is known to be amiss', async () => {
    const given: Given = {
      src: objects('a', 'b'),
      dst: [listed('b', { etag: 'e2' })],
      head: () => refuse(DENIED),
    };
    const { comparison, outcome } = await verify(given);
    expect([outcome, comparison.answer, reasons(comparison)]).toEqual(['differs', 'incomplete', [['unreadable', 1]]]);
  });

  it('without kms:Decrypt are checksums alone: the rest is looked at, and the size is all that is compared', async () => {
    const given: Given = {
      src: objects('a'),
      dst: [listed('a', { etag: 'e2' })],
      head: (bucket, _key, { checksums }) => {
        if (bucket === 'src') return { checksums: { values: { CRC32: 'x' } } };
        return checksums === true ? refuse(DENIED) : { encryption: 'aws:kms', metadata: { a: 'b' } };
      },
    };
    const { comparison } = await verify(given);
    expect(reasons(comparison)).toEqual([['metadata', 1]]);
    expect(comparison.evidence.why).toContain('kms:Decrypt');
    const plain = await verify({
      ...given,
      head: (...asked) => (asked[2].checksums === true ? refuse(DENIED) : { encryption: 'aws:kms' }),
    });
    expect(plain.comparison).toMatchObject({ answer: 'not-compared', evidence: { contentNotComparable: 1 } });
  });

  it('are tags that are refused: the certificate does not claim them', async () => {
    const given = { src: objects('a'), dst: objects('a') };
    const { comparison } = await verify({ ...given, tags: () => Promise.reject(DENIED) });
    expect(comparison).toMatchObject({ answer: 'complete', evidence: { tags: false, why: DENIED.message } });
  });

  it('is under a customer key: where it is missing that is why, and where it is there its size is compared', async () => {
    const refused = new RunnerError('refused', 'S3 HeadObject: HTTP 400');
    const { comparison } = await verify({
      src: objects('a', 'b'),
      dst: [listed('b', { etag: 'e2' })],
      head: (bucket) => (bucket === 'src' ? refuse(refused) : {}),
    });
    expect(reasons(comparison)).toEqual([['customer-key', 1]]);
    expect(comparison.evidence.contentNotComparable).toBe(1);
  });
});

describe('what is expected', () => {
  it('is what the filters of the copy have let pass', async () => {
    const given = { src: objects('a', 'b', 'c'), dst: objects('a', 'b') };
    const { comparison } = await verify(given, { selects: ({ key }) => key === 'a' });
    expect(comparison).toMatchObject({ answer: 'complete', versions: { compared: 1, outside: 2 } });
    expect(comparison.extra.versions).toBe(0);
    const none = await verify(given, { selects: () => false });
    expect([none.outcome, none.extent]).toEqual(['not-compared', 'nothing']);
  });

  it('are the keys that were chosen, and no other, with the prefix of the copies', async () => {
    const given = { src: objects('in/a', 'in/ab', 'in/b'), dst: objects('out/a', 'out/ac'), from: 'in/', to: 'out/' };
    const { comparison, certificate, ranges } = await verify(given, { chosen: ['in/b', 'in/a', 'in/a', 'elsewhere'] });
    expect(ranges).toEqual(['src/in/a', 'dst/out/a', 'src/in/b', 'dst/out/b']);
    expect(comparison).toMatchObject({ versions: { compared: 2, same: 1, missing: 1 }, listed: ['in/a', 'in/b'] });
    expect(comparison.extra.versions).toBe(0);
    expect(certificate).toMatchObject({ chosen: 2, prefixes: [] });
  });

  it('are of many chosen keys those under the prefix, in one listing', async () => {
    const keys = Array.from({ length: 1_001 }, (_, index) => `k${index}`);
    const given = { src: objects(...keys, 'other'), dst: objects(...keys) };
    const { comparison, ranges } = await verify(given, { chosen: keys });
    expect(ranges).toEqual(['src/', 'dst/']);
    expect(comparison).toMatchObject({ answer: 'complete', versions: { compared: 1_001 }, listed: [''] });
    const more = await verify(given, { chosen: [...keys, 'none'] });
    expect(reasons(more.comparison)).toEqual([['not-in-source', 1]]);
  });

  it('are found missing where they were chosen, and the source has no such object, whatever the destination has', async () => {
    const given = { src: objects('a', 'c/x'), dst: objects('a', 'b') };
    const { comparison, outcome } = await verify(given, { chosen: ['a', 'b', 'c'] });
    expect([outcome, reasons(comparison)]).toEqual(['differs', [['not-in-source', 2]]]);
    expect(comparison).toMatchObject({
      versions: { compared: 3, same: 1, missing: 2 },
      byClass: [{ same: 1, missing: 0 }],
    });
    const none = await verify({}, { chosen: ['a'] });
    expect(none.outcome).toBe('differs');
  });

  it('is of an object whose key is the prefix that is taken away nothing that could be there', async () => {
    const { comparison } = await verify({ src: objects('in/', 'in/a'), dst: objects('a'), from: 'in/', to: '' });
    expect(reasons(comparison)).toEqual([['nameless', 1]]);
  });

  it('is known of no more than the first objects where it ends early', async () => {
    const given = { src: objects('a', 'b', 'c'), dst: objects('a', 'b') };
    const part = await verify(given, { most: 2 });
    expect([part.outcome, part.extent, part.comparison.upTo]).toEqual(['not-compared', 'part', 'b']);
    expect(part.summary).toContain('only the first 2 objects of the source were listed');
    const amiss = await verify({ ...given, dst: objects('b') }, { most: 2 });
    expect([amiss.outcome, amiss.summary]).toEqual(['differs', "1 of the first 2 objects is in 'dst'; 1 missing"]);
  });

  it('is not there when it was archived; restored, it could have been copied', async () => {
    const src = [listed('a', { storageClass: 'GLACIER' }), listed('b', { storageClass: 'GLACIER' })];
    const restore = 'ongoing-request="false", expiry-date="Fri, 01 Jan 2027 00:00:00 GMT"';
    const { comparison } = await verify({ src, head: (_bucket, key) => (key === 'b' ? { restore } : {}) });
    expect(reasons(comparison)).toEqual([
      ['archived', 1],
      ['not-copied', 1],
    ]);
    const tier = await verify({ src: objects('a'), head: () => ({ archiveStatus: 'ARCHIVE_ACCESS' }) });
    expect(reasons(tier.comparison)).toEqual([['archived', 1]]);
  });

  it('is the lock of the source, which the destination may add to, where it was to be kept', async () => {
    const held = { lockMode: 'GOVERNANCE', lockedUntilMs: 1_000 };
    const lock = async (source: Partial<VersionHead>, destination: Partial<VersionHead>) => {
      const given = { src: objects('a'), dst: objects('a') };
      const head = (bucket: string) => (bucket === 'src' ? source : destination);
      return reasons((await verify({ ...given, head }, { expected: { lock: true } })).comparison);
    };
    const different = [['object-lock', 1]];
    expect(await lock(held, { ...held, lockedUntilMs: 2_000 })).toEqual([]);
    expect(await lock({}, held)).toEqual([]);
    expect(await lock(held, { ...held, lockedUntilMs: 999 })).toEqual(different);
    expect(await lock(held, { ...held, lockMode: 'COMPLIANCE' })).toEqual(different);
    expect(await lock(held, {})).toEqual(different);
    expect(await lock({ legalHold: 'ON' }, { legalHold: 'OFF' })).toEqual(different);
  });

  it('is told once for each reason, also of a copy whose class is another one', async () => {
    const { comparison } = await verify({
      src: objects('a'),
      dst: [listed('a', { storageClass: 'STANDARD_IA' })],
      head: (bucket) => (bucket === 'src' ? { metadata: { a: 'b' } } : {}),
    });
    expect(reasons(comparison)).toEqual([
      ['storage-class', 1],
      ['metadata', 1],
    ]);
    expect(comparison.versions).toMatchObject({ compared: 1, different: 1 });
  });
});

describe('what tags decide', () => {
  const src = ['a', 'b', 'c', 'd'].map((key) => listed(key, { etag: key }));
  const dst = [
    listed('a', { etag: 'a' }),
    listed('b', { etag: 'b', sizeBytes: 9 }),
    listed('d', { etag: 'd', storageClass: 'GLACIER' }),
  ];

  it('is asked of those alone that are amiss, and what was not to be copied is not', async () => {
    const asked: string[] = [];
    const selectsByTags = ({ key }: ListedObject): Promise<boolean> => {
      asked.push(key);
      return Promise.resolve(false);
    };
    const { outcome, comparison } = await verify({ src, dst }, { selectsByTags });
    expect(asked.sort()).toEqual(['b', 'c', 'd']);
    expect(comparison.versions).toMatchObject({ same: 1, missing: 0, different: 0, outside: 3 });
    expect(outcome).toBe('done');
  });

  it('and cannot be read is expected, so that nothing is green', async () => {
    const { comparison } = await verify({ src, dst }, { selectsByTags: () => Promise.reject(DENIED) });
    expect(comparison).toMatchObject({ answer: 'incomplete', versions: { missing: 1, different: 2 } });
    expect(comparison.evidence.why).toContain('AccessDenied');
  });
});
