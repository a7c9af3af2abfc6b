// Pairs that the listings leave open: what makes them the same, what different, and what says nothing.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareHeads, lookAt } from '../../../../../runner/methods/copy/engine/look';
import { RunnerError } from '../../../../../runner/ports/errors';
import type { ObjectChecksum, ObjectHead } from '../../../../../runner/ports/s3/object-head';
import { fakeCopying, headed, listed, type FakeCopying } from '../../../fakes/fake-copying';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const OTHER = '0'.repeat(32);

const sum = (value: string, changes: Partial<ObjectChecksum> = {}): ObjectChecksum => ({
  algorithm: 'CRC64NVME',
  type: 'FULL_OBJECT',
  value,
  ...changes,
});
const composite = (value: string): ObjectChecksum => sum(value, { algorithm: 'CRC32', type: 'COMPOSITE' });
const head = (etag: string, checksums: readonly ObjectChecksum[] = [], changes: Partial<ObjectHead> = {}): ObjectHead =>
  headed(listed('k', { etag }), { checksums, ...changes });
const [E2, E3, F2, F3, F9] = [`${MD5}-2`, `${MD5}-3`, `${OTHER}-2`, `${OTHER}-3`, `${OTHER}-9`];
const kms = { encryption: 'aws:kms' };

describe('two heads', () => {
  it.each<[string, ObjectHead, ObjectHead, ReturnType<typeof compareHeads>]>([
    ['of one checksum, in as many parts as they like', head(E2, [sum('a')]), head(MD5, [sum('a')]), 'same'],
    ['of two checksums of the whole', head(E2, [sum('a')]), head(F2, [sum('b')]), 'different'],
    ['of checksums of two algorithms', head(E2, [sum('a')]), head(F3, [sum('a', { algorithm: 'CRC32' })]), 'unknown'],
    [
      'of a checksum of the whole and one of the parts',
      head(E2, [sum('a', { algorithm: 'CRC32' })]),
      head(F3, [composite('a')]),
      'unknown',
    ],
    ['of one composite checksum', head(E2, [composite('a-2')]), head(F9, [composite('a-2')]), 'same'],
    [
      'of composite checksums of as many parts',
      head(E2, [composite('a-2')]),
      head(F2, [composite('b-2')], kms),
      'parts',
    ],
    [
      'of composite checksums of more and of fewer parts',
      head(E2, [composite('a-2')]),
      head(F3, [composite('b-3')]),
      'unknown',
    ],
    ['of two MD5s', head(MD5), head(OTHER), 'different'],
    ['of two MD5s, one of them unencrypted', head(MD5), head(OTHER, [], { encryption: 'none' }), 'different'],
    ['of what looks like MD5 under KMS', head(MD5, [], kms), head(OTHER), 'unknown'],
    ['of ETags of as many parts', head(E2), head(F2), 'parts'],
    ['of ETags of other numbers of parts', head(E2), head(F3), 'unknown'],
    ['of an ETag of parts and an MD5', head(E2), head(MD5), 'unknown'],
    ['of checksums that are equal, and MD5s that are not', head(MD5, [sum('a')]), head(OTHER, [sum('a')]), 'different'],
    [
      'of one equal checksum and one that differs',
      head(E2, [sum('a'), sum('x', { algorithm: 'SHA256' })]),
      head(F2, [sum('a'), sum('y', { algorithm: 'SHA256' })]),
      'different',
    ],
    ['of two sizes', head(MD5, [sum('a')]), head(MD5, [sum('a')], { sizeBytes: 4 }), 'different'],
    ['of no bytes', head(MD5, [], { sizeBytes: 0 }), head(OTHER, [], { sizeBytes: 0 }), 'same'],
    ['without ETags', head(''), head(''), 'unknown'],
  ])('%s', (_title, left, right, expected) => {
    expect(compareHeads(left, right)).toBe(expected);
    expect(compareHeads(right, left)).toBe(expected);
  });

  it('of the same bytes are never called different, however they were written', () => {
    const written = fc.record({
      etag: fc.constantFrom(MD5, E2, E3),
      encryption: fc.constantFrom('none', 'AES256'),
      checksums: fc.subarray([sum('a'), sum('b', { algorithm: 'SHA256' })]),
    });
    fc.assert(
      fc.property(written, written, (left, right) => {
        const compared = compareHeads(head(left.etag, [], left), head(right.etag, [], right));
        expect(compared).not.toBe('different');
      }),
    );
  });
});

describe('a look', () => {
  const SOURCE = { bucket: 'src', key: 'k' };
  const DESTINATION = { bucket: 'dst', key: 'to/k' };

  function sides(mine: readonly number[], theirs: readonly number[]): FakeCopying {
    const copying = fakeCopying({
      src: [listed('k', { etag: `${MD5}-${mine.length}` })],
      dst: [listed('to/k', { etag: `${OTHER}-${theirs.length}` })],
    });
    copying.partSizes.set('src/k', mine).set('dst/to/k', theirs);
    return copying;
  }

  it.each([
    ['alike', [8, 8, 3], [8, 8, 3], 'different'],
    ['otherwise', [8, 8, 3], [7, 7, 5], 'unknown'],
    ['alike at the beginning', [8, 8, 3], [8, 5, 6], 'unknown'],
  ])('at two that were cut %s says so', async (_title, mine, theirs, expected) => {
    expect(await lookAt(sides(mine, theirs), SOURCE, DESTINATION)).toBe(expected);
  });

  it('does not believe a server that tells of one part where the ETag is made of three', async () => {
    const copying = sides([8, 8, 3], [7, 7, 5]);
    copying.partSizes.set('src/k', [19]).set('dst/to/k', [19]);
    expect(await lookAt(copying, SOURCE, DESTINATION)).toBe('unknown');
  });

  it('asks for no parts where the heads say enough', async () => {
    const copying = sides([8, 3], [8, 3]);
    copying.heads.set('src/k', { checksums: [sum('a')] }).set('dst/to/k', { checksums: [sum('a')] });
    expect(await lookAt(copying, SOURCE, DESTINATION)).toBe('same');
    expect(copying.looked).toEqual(['src/k', 'dst/to/k']);
  });

  it('at what has gone leaves it to the copy, whose conditions find out', async () => {
    expect(await lookAt(fakeCopying({ src: [listed('k')], dst: [] }), SOURCE, DESTINATION)).toBe('different');
  });

  it('that is denied is no answer', async () => {
    const copying = sides([8], [8]);
    const denied = new RunnerError('denied', 'S3 HeadObject: AccessDenied');
    await expect(lookAt({ ...copying, head: () => Promise.reject(denied) }, SOURCE, DESTINATION)).rejects.toBe(denied);
  });
});
