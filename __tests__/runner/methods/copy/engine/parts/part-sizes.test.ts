// How large objects are cut: within what S3 takes, whatever their size, and as their source was where that keeps something.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evenSizes, partSizes } from '../../../../../../runner/methods/copy/engine/parts/part-sizes';
import type { ObjectHead } from '../../../../../../runner/ports/s3/object-head';
import { fakeCopying, headed, listed } from '../../../../fakes/fake-copying';

const MIB = 1024 ** 2;
const sumOf = (sizes: readonly number[]): number => sizes.reduce((sum, one) => sum + one, 0);

describe('even parts', () => {
  it('are at most 10,000, of 5 MiB to 5 GiB each, and all of the object, up to 50 TB', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50e12 }), fc.integer({ min: 1, max: 8 * 1024 * MIB }), (size, wished) => {
        const sizes = evenSizes(size, wished);
        expect(sizes.length).toBeLessThanOrEqual(10_000);
        expect(sumOf(sizes)).toBe(size);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(5 * 1024 * MIB);
        expect(Math.min(...sizes.slice(0, -1), Infinity)).toBeGreaterThanOrEqual(5 * MIB);
        expect(sizes.at(-1)).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });

  it('are as large as wished where that is enough', () => {
    expect(evenSizes(20 * MIB, 8 * MIB)).toEqual([8 * MIB, 8 * MIB, 4 * MIB]);
  });
});

describe('parts', () => {
  const sized = async (etag: string, sizes: readonly number[], changes: Partial<ObjectHead> = {}) => {
    const object = listed('k', { etag, sizeBytes: sumOf(sizes) });
    const copying = fakeCopying({ src: [object] });
    copying.partSizes.set('src/k', sizes);
    const from = { bucket: 'src', key: 'k', etag };
    return { sizes: await partSizes(copying, from, headed(object, changes), 8 * MIB), asked: copying.looked };
  };

  it('are those of the source where its ETag is made of them, which the first and the last tell', async () => {
    const source = [6 * MIB, 6 * MIB, 6 * MIB, MIB];
    const { sizes, asked } = await sized('e-4', source);
    expect(sizes).toEqual(source);
    expect(asked).toEqual(['src/k#1', 'src/k#4']);
  });

  it('are asked for one by one where they are of many sizes', async () => {
    const source = [6 * MIB, 9 * MIB, 7 * MIB, MIB];
    expect((await sized('e-4', source)).sizes).toEqual(source);
  });

  it('are those of the source under KMS only where a checksum is made of them', async () => {
    const source = [6 * MIB, MIB];
    const kms = { encryption: 'aws:kms' };
    expect(await sized('e-2', source, kms)).toEqual({ sizes: [7 * MIB], asked: [] });
    const checksums = [{ algorithm: 'CRC32', type: 'COMPOSITE', value: 'a-2' }] as const;
    expect((await sized('e-2', source, { ...kms, checksums })).sizes).toEqual(source);
  });

  it('are even where the source was one, or was cut as S3 takes it no more', async () => {
    const md5 = '0'.repeat(32);
    expect(await sized(md5, [20 * MIB])).toEqual({ sizes: [8 * MIB, 8 * MIB, 4 * MIB], asked: [] });
    expect((await sized('e-3', [MIB, 10 * MIB, 5 * MIB])).sizes).toEqual([8 * MIB, 8 * MIB]);
  });

  it('are even where a server tells of other parts than its ETag does', async () => {
    expect((await sized('e-3', [20 * MIB])).sizes).toEqual([8 * MIB, 8 * MIB, 4 * MIB]);
  });
});
