// What sizes, ETags and checksums say of the bytes of two objects, and what they do not.
import { describe, expect, it } from '@jest/globals';
import type { Checksums } from '../../../../runner/ports/s3/objects';
import { comparedByHeads, comparedByListing, mayBeMd5, partsOfBoth } from '../../../../runner/verify/copies/same-bytes';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
/** Of no bytes, uploaded in one part. */
const ONLY_PART = '59adb24ef3cdbe0297f05b395827453f-1';
const OTHER = '0'.repeat(32);
const seen = (etag: string, encryption: string, checksums?: Checksums) => ({
  sizeBytes: 3,
  etag,
  encryption,
  ...(checksums === undefined ? {} : { checksums }),
});
const full = (values: Checksums['values']): Checksums => ({ type: 'FULL_OBJECT', values });
const composite = (values: Checksums['values']): Checksums => ({ type: 'COMPOSITE', values });
const kms = (checksums?: Checksums) => seen(OTHER, 'aws:kms', checksums);

it('only 32 hexadecimal digits may be an MD5', () => {
  expect([MD5, `${MD5}-2`, MD5.slice(1), ''].map(mayBeMd5)).toEqual([true, false, false, false]);
});

describe('two listed objects', () => {
  it.each([
    ['of another size are different, whatever their ETags are', { sizeBytes: 4, etag: 'a' }, 'different'],
    ['with the same ETag are the same', { sizeBytes: 3, etag: 'a' }, 'same'],
    ['with another ETag tell nothing', { sizeBytes: 3, etag: 'b' }, 'unknown'],
  ])('%s', (_title, destination, bytes) => {
    expect(comparedByListing({ sizeBytes: 3, etag: 'a' }, destination)).toBe(bytes);
  });

  it('of no bytes are the same, and those without ETags are not', () => {
    expect(comparedByListing({ sizeBytes: 0, etag: 'a' }, { sizeBytes: 0, etag: 'b' })).toBe('same');
    expect(comparedByListing({ sizeBytes: 3, etag: '' }, { sizeBytes: 3, etag: '' })).toBe('unknown');
  });
});

describe('two objects with different ETags', () => {
  it.each<[string, ReturnType<typeof seen>, ReturnType<typeof seen>, string]>([
    ['of one piece under SSE-S3', seen(MD5, 'AES256'), seen(OTHER, 'AES256'), 'different'],
    ['of one piece without encryption', seen(MD5, 'NOT-SSE'), seen(OTHER, 'AES256'), 'different'],
    ['of which one is under SSE-KMS', seen(MD5, 'AES256'), kms(), 'unknown'],
    ['whose encryption nobody knows', seen(MD5, 'AES256'), seen(OTHER, 'aws:new'), 'unknown'],
    ['of one piece and of parts', seen(`${MD5}-2`, 'AES256'), seen(OTHER, 'AES256'), 'unknown'],
    ['of one piece, and of it as the only part', seen(MD5, 'AES256'), seen(ONLY_PART, 'AES256'), 'same'],
    ['of one piece, and of another as the only part', seen(OTHER, 'AES256'), seen(ONLY_PART, 'AES256'), 'different'],
    ['of one piece under SSE-KMS, and of it as the only part', seen(MD5, 'aws:kms'), seen(ONLY_PART, ''), 'unknown'],
    ['of two parts and of three', seen(`${MD5}-2`, 'AES256'), seen(`${OTHER}-3`, 'AES256'), 'unknown'],
    ['of two parts each', seen(`${MD5}-2`, 'AES256'), seen(`${OTHER}-2`, 'AES256'), 'parts'],
    ['of two parts each, one under SSE-KMS', seen(`${MD5}-2`, 'AES256'), seen(`${OTHER}-2`, 'aws:kms'), 'unknown'],
  ])('%s', (_title, source, destination, told) => {
    expect(comparedByHeads(source, destination)).toBe(told);
    expect(comparedByHeads(destination, source)).toBe(told);
  });

  it.each<[string, Checksums | undefined, Checksums | undefined, string]>([
    ['are the same', full({ CRC32: 'a' }), full({ CRC32: 'a' }), 'same'],
    ['are different', full({ CRC32: 'a' }), full({ CRC32: 'b' }), 'different'],
    ['are of another algorithm', full({ CRC32: 'a' }), full({ SHA1: 'a' }), 'unknown'],
    ['are the same in one of two', full({ CRC32: 'a', SHA1: 's' }), full({ SHA1: 's' }), 'same'],
    ['are not there at one side', full({ CRC32: 'a' }), undefined, 'unknown'],
    ['are of all bytes and of parts', full({ CRC32: 'a' }), composite({ CRC32: 'a' }), 'unknown'],
    ['are the same of parts', composite({ CRC32: 'a-2' }), composite({ CRC32: 'a-2' }), 'same'],
    ['differ, of as many parts', composite({ CRC32: 'a-2' }), composite({ CRC32: 'b-2' }), 'parts'],
    ['differ, of more parts', composite({ CRC32: 'a-2' }), composite({ CRC32: 'b-3' }), 'unknown'],
    ['differ, of nobody knows how many parts', composite({ CRC32: 'a' }), composite({ CRC32: 'b' }), 'unknown'],
  ])('under SSE-KMS whose checksums %s', (_title, source, destination, told) => {
    expect(comparedByHeads(kms(source), { ...kms(destination), etag: MD5 })).toBe(told);
  });

  it('whose checksums are of parts, although S3 does not say so, are not called different', () => {
    const [source, destination] = [{ CRC32: 'a' }, { CRC32: 'b' }].map((values) => ({ values }));
    expect(comparedByHeads(seen(`${MD5}-2`, 'aws:kms', source), seen(`${OTHER}-3`, 'aws:kms', destination))).toBe(
      'unknown',
    );
    expect(comparedByHeads(seen(MD5, 'aws:kms', source), seen(OTHER, 'aws:kms', destination))).toBe('different');
  });

  it('are different with parts of the same sizes, and unknown with others', () => {
    const [source, destination] = [seen(`${MD5}-2`, 'AES256'), seen(`${OTHER}-2`, 'AES256')];
    expect([true, false].map((same) => comparedByHeads(source, destination, same))).toEqual(['different', 'unknown']);
  });

  it('are different where one of two proofs says so', () => {
    const checksums = full({ CRC32: 'a' });
    expect(comparedByHeads(seen(MD5, 'AES256', checksums), seen(OTHER, 'AES256', checksums))).toBe('different');
  });

  it('were made of as many parts as both ETags, or both checksums, say', () => {
    expect(partsOfBoth(seen(`${MD5}-7`, ''), seen(`${OTHER}-7`, ''))).toBe(7);
    expect(partsOfBoth(seen(`${MD5}-7`, ''), seen(`${OTHER}-8`, ''))).toBeUndefined();
    expect(partsOfBoth(seen(MD5, ''), seen(`${OTHER}-8`, ''))).toBeUndefined();
    expect(partsOfBoth(kms(composite({ CRC32: 'a-3' })), kms(composite({ CRC32: 'b-3' })))).toBe(3);
  });
});
