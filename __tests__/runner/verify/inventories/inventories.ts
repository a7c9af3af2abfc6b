// Inventories on this machine, as S3 writes them.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';

export interface InventoryRow {
  readonly key: string;
  readonly versionId?: string;
  readonly marker?: boolean;
  /** Null: the inventory has none, which Parquet tells apart. */
  readonly size?: number | null;
  readonly etag?: string;
  readonly storageClass?: string;
  readonly status?: string;
  readonly encryption?: string;
  readonly modified?: string;
}

const CSV_SCHEMA =
  'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass, ReplicationStatus, EncryptionStatus';
const PARQUET_SCHEMA =
  'message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); optional binary version_id (UTF8); optional boolean is_latest; optional boolean is_delete_marker; optional int64 size; optional int64 last_modified_date (TIMESTAMP_MILLIS); optional binary e_tag (UTF8); optional binary storage_class (UTF8); optional binary replication_status (UTF8); optional binary encryption_status (UTF8); }';

export const DAY = '2026-01-01';

/** In CSV a space is a plus, and all but a few signs are percent-encoded. */
function encodedKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}

export function lineOf(bucket: string, row: InventoryRow): string {
  const { key, versionId = '', marker = false, size = 1, etag = 'e', storageClass = 'STANDARD' } = row;
  const { status = '', encryption = 'SSE-S3', modified = `${DAY}T00:00:00.000Z` } = row;
  const cells = [
    ...[bucket, encodedKey(key), versionId, 'true', String(marker), marker ? '' : String(size), modified],
    ...[marker ? '' : etag, marker ? '' : storageClass, status, marker ? '' : encryption],
  ];
  return `${cells.map((cell) => `"${cell}"`).join(',')}\n`;
}

export interface WrittenInventory {
  readonly folder: string;
  readonly bucket: string;
  /** @default - the day after that of the rows */
  readonly madeAt?: string;
  readonly schema?: string;
  readonly format?: 'CSV' | 'Parquet' | 'ORC';
  /** What the manifest says instead. */
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/** Files by their bytes, behind a manifest that tells their checksums. @returns the path of its manifest.json */
export function writeFiles(into: WrittenInventory, files: readonly Uint8Array[]): string {
  const { folder, bucket, madeAt = '2026-01-02T00:00:00Z', schema = CSV_SCHEMA, format = 'CSV', manifest } = into;
  const root = path.join(folder, bucket);
  const data = `inventory/${bucket}/all/data`;
  const there = path.join(root, `inventory/${bucket}/all/2026-01-02T00-00Z`);
  mkdirSync(path.join(root, data), { recursive: true });
  mkdirSync(there, { recursive: true });
  const told = files.map((bytes, index) => {
    const key = `${data}/${index}.${format === 'CSV' ? 'csv.gz' : 'parquet'}`;
    writeFileSync(path.join(root, key), bytes);
    return { key, size: bytes.length, MD5checksum: createHash('md5').update(bytes).digest('hex') };
  });
  const text = JSON.stringify({
    sourceBucket: bucket,
    destinationBucket: 'arn:aws:s3:::inventories',
    version: '2016-11-30',
    creationTimestamp: String(Date.parse(madeAt)),
    fileFormat: format,
    fileSchema: schema,
    files: told,
    ...manifest,
  });
  writeFileSync(path.join(there, 'manifest.json'), text);
  writeFileSync(path.join(there, 'manifest.checksum'), createHash('md5').update(text).digest('hex'));
  return path.join(there, 'manifest.json');
}

/** Rows in two files. */
export function writeCsv(into: WrittenInventory, rows: readonly InventoryRow[]): string {
  const lines = rows.map((row) => lineOf(into.bucket, row));
  const half = Math.ceil(lines.length / 2);
  return writeFiles(
    into,
    [lines.slice(0, half), lines.slice(half)].map((some) => gzipSync(some.join(''))),
  );
}

/** The same rows in Parquet, which has raw keys. */
export async function writeParquet(into: WrittenInventory, rows: readonly InventoryRow[]): Promise<string> {
  mkdirSync(into.folder, { recursive: true });
  const [json, parquet] = ['rows.json', 'rows.parquet'].map((name) => path.join(into.folder, `${into.bucket}-${name}`));
  if (json === undefined || parquet === undefined) throw new Error('no path');
  const text = rows.map(({ key, versionId = '', marker = false, size = 1, etag = 'e', ...row }) =>
    JSON.stringify({
      bucket: into.bucket,
      key,
      version_id: versionId,
      is_latest: true,
      is_delete_marker: marker,
      size: marker ? null : size,
      last_modified_date: row.modified ?? `${DAY}T00:00:00.000Z`,
      e_tag: marker ? null : etag,
      storage_class: marker ? null : (row.storageClass ?? 'STANDARD'),
      replication_status: row.status ?? '',
      encryption_status: marker ? null : (row.encryption ?? 'SSE-S3'),
    }),
  );
  writeFileSync(json, text.join('\n'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns =
    "{bucket:'VARCHAR',key:'VARCHAR',version_id:'VARCHAR',is_latest:'BOOLEAN',is_delete_marker:'BOOLEAN',size:'BIGINT',last_modified_date:'TIMESTAMP',e_tag:'VARCHAR',storage_class:'VARCHAR',replication_status:'VARCHAR',encryption_status:'VARCHAR'}";
  await connection.run(
    `copy (select * from read_json('${json}', format='newline_delimited', columns=${columns})) to '${parquet}' (format parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  return writeFiles({ schema: PARQUET_SCHEMA, format: 'Parquet', ...into }, [readFileSync(parquet)]);
}
