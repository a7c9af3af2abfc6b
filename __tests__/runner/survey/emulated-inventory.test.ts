// The survey from an S3 Inventory that lies in the emulator.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SurveyEvent } from '../../../runner/events/estimate-events';
import { reasons, startSurveyed, type Surveyed } from './surveyed';

let surveyed: Surveyed;

beforeAll(async () => {
  surveyed = await startSurveyed();
});
afterAll(() => surveyed.end());

describe('a survey from an S3 Inventory', () => {
  const SCHEMA =
    'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, StorageClass, ReplicationStatus, EncryptionStatus, IntelligentTieringAccessTier';
  const ROWS = [
    ['src', 'folder/a%20b.txt', 'v1', 'true', 'false', '10', '2026-01-01T00:00:00.000Z', 'STANDARD', '', 'SSE-S3', ''],
    [
      'src',
      'folder/done.txt',
      'v1',
      'true',
      'false',
      '10',
      '2026-01-01T00:00:00.000Z',
      'STANDARD',
      'COMPLETED',
      'SSE-S3',
      '',
    ],
    ['src', 'folder/marker', 'v2', 'true', 'true', '', '2026-01-01T00:00:00.000Z', '', '', '', ''],
    ['src', 'folder/customer', 'v1', 'true', 'false', '7', '2026-01-01T00:00:00.000Z', 'STANDARD', '', 'SSE-C', ''],
    ['src', 'folder/kms', 'v1', 'true', 'false', '7', '2026-01-01T00:00:00.000Z', 'STANDARD', 'FAILED', 'SSE-KMS', ''],
    ['src', 'other/a', '', 'true', 'false', '3', '2026-01-01T00:00:00.000Z', 'STANDARD', '', 'SSE-S3', ''],
    [
      'src',
      'folder/tier',
      'v1',
      'true',
      'false',
      '3',
      '2026-01-01T00:00:00.000Z',
      'INTELLIGENT_TIERING',
      '',
      'SSE-S3',
      'ARCHIVE',
    ],
  ];
  const LOCATION = 's3://reports/inv/2026-01-02T01-00Z/manifest.json';

  async function deliver(
    changes: Record<string, unknown> = {},
    rows: readonly (readonly string[])[] = ROWS,
    md5?: string,
  ): Promise<void> {
    const body = gzipSync(rows.map((row) => `${row.map((cell) => `"${cell}"`).join(',')}\n`).join(''));
    const manifest = {
      sourceBucket: 'src',
      destinationBucket: 'arn:aws:s3:::reports',
      version: '2016-11-30',
      creationTimestamp: String(Date.UTC(2026, 0, 2)),
      fileFormat: 'CSV',
      fileSchema: SCHEMA,
      files: [
        {
          key: 'inv/data/1.csv.gz',
          size: body.length,
          MD5checksum: md5 ?? createHash('md5').update(body).digest('hex'),
        },
      ],
      ...changes,
    };
    await surveyed.program.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'inv/data/1.csv.gz', Body: body }));
    await surveyed.program.s3.send(
      new PutObjectCommand({
        Bucket: 'reports',
        Key: 'inv/2026-01-02T01-00Z/manifest.json',
        Body: JSON.stringify(manifest),
      }),
    );
  }
  const survey = (location = LOCATION): Promise<SurveyEvent> =>
    surveyed.counted(['folder/'], {}, { mode: 'sample', inventory: location });

  it('counts all of the bucket without listing it, and says how old it is', async () => {
    await deliver();
    const found = await survey();
    expect(found).toMatchObject({
      how: 'inventory',
      exact: true,
      looked: 0,
      wholeBucket: true,
      inventoryMs: Date.UTC(2026, 0, 2),
    });
    expect(found.copied.versions.value).toBe(2);
    expect(found.copied.bytes.value).toBe(17);
    expect(reasons(found)).toEqual({
      'already-replicated': 1,
      'delete-marker': 1,
      'kms-not-opted-in': 1,
      'outside-prefixes': 1,
      archived: 1,
    });
    const told = await surveyed.events(['folder/'], {}, { mode: 'sample', inventory: LOCATION });
    expect(told).toContainEqual(expect.objectContaining({ kind: 'warning', warning: 'old-inventory' }));
  });

  it('reads headers where the inventory has no column for what decides', async () => {
    const fileSchema = 'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, StorageClass';
    await deliver({ fileSchema }, [
      ['src', 'folder/gone.txt', 'v1', 'true', 'false', '10', '2026-01-01T00:00:00.000Z', 'STANDARD'],
    ]);
    const found = await survey();
    expect([found.looked, reasons(found)]).toEqual([1, { gone: 1 }]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['is of another bucket', { sourceBucket: 'other' }, /is of the bucket 'other'/],
    ['is in Parquet', { fileFormat: 'Parquet' }, /its format is Parquet/],
    ['has current versions only', { fileSchema: 'Bucket, Key, Size' }, /lacks the column VersionId and the column /],
    ['lacks its files', { files: 'x' }, /no manifest of S3 Inventory: files/],
  ])('refuses one that %s', async (_, changes, message) => {
    await deliver(changes);
    await expect(survey()).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(message) });
  });

  it('refuses what is not there, and what is no manifest', async () => {
    await expect(survey('s3://reports/none/manifest.json')).rejects.toMatchObject({ kind: 'usage' });
    await expect(survey('s3://reports/none.csv')).rejects.toMatchObject({ kind: 'usage' });
  });

  it('names the bucket that is not there, and says where the right name stands', async () => {
    await expect(survey('s3://gone/inv/manifest.json')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining("there is no bucket 'gone'"),
      hint: expect.stringContaining('list-bucket-inventory-configurations'),
    });
  });

  it('does not trust a file that its manifest does not know, or that is not there', async () => {
    await deliver({}, ROWS, '0'.repeat(32));
    await expect(survey()).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('checksum') });
    await deliver({ files: [{ key: 'inv/data/none.csv.gz', size: 1, MD5checksum: '' }] });
    await expect(survey()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('not there'),
    });
    await deliver({ files: [{ key: 'inv/2026-01-02T01-00Z/manifest.json', size: 1, MD5checksum: '' }] });
    await expect(survey()).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('damaged') });
  });
});
