// Inventories that are not as S3 writes them: what is wrong is named, and no row is left out in silence.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { fakeBucket, fakeBuckets } from '../fakes/fake-buckets';
import { inventoryVersions, openInventory } from '../../../runner/evidence/inventory';

const LOCATION = 's3://reports/inventory/src/all/2026-11-29T00-00Z/manifest.json';
const KEY = LOCATION.slice('s3://reports/'.length);
const SCHEMA = 'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size';
const row = (key: string, size = '7'): string => `"src","${key}","v1","true","false","${size}"\n`;
const WHOLE = [row('a'), row('b%20c+d'), row('e%2Bf')].join('');

interface Given {
  readonly rows?: string | Buffer;
  readonly packed?: (packed: Buffer) => Buffer;
  readonly md5?: string;
  readonly missing?: boolean;
  readonly schema?: string;
  readonly source?: string;
  readonly manifest?: (text: string) => string;
}

/** Keys and sizes of all that it lists. */
async function read(given: Given): Promise<readonly string[]> {
  const packed = (given.packed ?? ((bytes) => bytes))(Buffer.from(gzipSync(given.rows ?? WHOLE)));
  const manifest = JSON.stringify({
    sourceBucket: given.source ?? 'src',
    destinationBucket: 'arn:aws:s3:::reports',
    version: '2016-11-30',
    creationTimestamp: '1764374400000',
    fileFormat: 'CSV',
    fileSchema: given.schema ?? SCHEMA,
    files: [{ key: 'data/1.csv.gz', size: packed.length, MD5checksum: given.md5 ?? md5Of(packed) }],
  });
  const files = new Map<string, Buffer>([[KEY, Buffer.from(given.manifest?.(manifest) ?? manifest)]]);
  if (given.missing !== true) files.set('data/1.csv.gz', packed);
  const buckets = fakeBuckets(new Map([['reports', fakeBucket({ files })]]));
  const inventory = await openInventory(buckets, LOCATION, 'src');
  const listed: string[] = [];
  for await (const { key, sizeBytes } of inventoryVersions(buckets, inventory)) listed.push(`${key} ${sizeBytes}`);
  return listed;
}

function md5Of(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

const DAMAGED: readonly (readonly [title: string, given: Given, says: RegExp])[] = [
  [
    'is cut off',
    { packed: (bytes) => bytes.subarray(0, -12) },
    /data\/1\.csv\.gz is damaged: (its rows cannot be read|unexpected end of file)/,
  ],
  ['is no gzip', { packed: () => Buffer.from(WHOLE) }, /is damaged: (its rows cannot be read|incorrect header check)/],
  ['is not there', { missing: true }, /data\/1\.csv\.gz is damaged: it is not there/],
  ['has another checksum', { md5: '0'.repeat(32) }, /is damaged: its checksum is \w{32}, the manifest says 0{32}/],
  [
    'has a row of too few columns',
    { rows: `${WHOLE}"src","g"\n` },
    /is damaged: a row has 2 columns, and no key or no size/,
  ],
  ['has a row without a key', { rows: WHOLE + row('') }, /is damaged: a row has 6 columns, and no key or no size/],
  [
    'has a size that is none',
    { rows: WHOLE + row('g', 'x') },
    /is damaged: a row has 6 columns, and no key or no size/,
  ],
  ['has a quote that is not closed', { rows: `${WHOLE}"src","g` }, /is damaged: Quote Not Closed/],
  ['begins with a byte order mark', { rows: `\ufeff${WHOLE}` }, /is damaged: Invalid Opening Quote/],
  ['has a row without an end', { rows: `${WHOLE}${'x'.repeat(70_000)}` }, /is damaged: a row has more than 64 KiB/],
];

describe('a file of an inventory', () => {
  it.each(DAMAGED)('that %s is damaged, and is named', async (_title, given, says) => {
    await expect(read(given)).rejects.toThrow(says);
  });

  it.each([
    ['a line break in a key', row('g\nh'), 'g\nh 7'],
    ['a line break that is encoded', row('g%0Ah'), 'g\nh 7'],
    ['a broken percent sequence, as it is written', row('g%zz'), 'g%zz 7'],
    ['an encoding of no UTF-8, as it is written', row('g%E0%A4'), 'g%E0%A4 7'],
    ['doubled quotes', row('g""h'), 'g"h 7'],
  ])('keeps %s', async (_title, more, listed) => {
    expect(await read({ rows: WHOLE + more })).toEqual(['a 7', 'b c d 7', 'e+f 7', listed]);
  });

  it('keeps bytes that are no UTF-8, each row once', async () => {
    const rows = Buffer.concat([Buffer.from(WHOLE), Buffer.from(row('g~').replace('~', '\u00ff'), 'latin1')]);
    expect(await read({ rows })).toHaveLength(4);
  });

  it('is read by the columns that the manifest names, in whichever order', async () => {
    const rows = '"9","false","true","v1","a%2Bb","src"\n';
    expect(await read({ rows, schema: SCHEMA.split(', ').reverse().join(', ') })).toEqual(['a+b 9']);
  });
});

describe('the manifest of an inventory', () => {
  it.each([
    ['of another bucket', { source: 'other' }, /it is of the bucket 'other'/],
    [
      'without a column that is needed',
      { schema: 'Bucket, Key, Size' },
      /it lacks the column VersionId and the column/,
    ],
    ['that is cut off', { manifest: (text: string) => text.slice(0, -20) }, /it is no manifest of S3 Inventory/],
  ])('%s is refused', async (_title, given, says) => {
    await expect(read(given)).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(says) });
  });

  it('is read with a byte order mark', async () => {
    expect(await read({ manifest: (text) => `\ufeff${text}` })).toHaveLength(3);
  });
});
