// Versions of a listing as rows that are kept, with the names that S3 Inventory has for its columns.
import type { VersionEntry } from '../../ports/s3/objects';
import type { ParquetRow } from '../parquet-rows';
import type { Cell, Column } from './write-parquet';

export const VERSION_COLUMNS: readonly Column[] = [
  { name: 'bucket', type: 'text' },
  { name: 'key', type: 'text' },
  { name: 'version_id', type: 'text' },
  { name: 'is_latest', type: 'flag' },
  { name: 'is_delete_marker', type: 'flag' },
  { name: 'size', type: 'number' },
  { name: 'last_modified_date', type: 'time' },
  { name: 'e_tag', type: 'text' },
  { name: 'storage_class', type: 'text' },
];

export function versionRow(bucket: string, entry: VersionEntry): readonly Cell[] {
  const { key, versionId, latest, deleteMarker, sizeBytes, lastModifiedMs, etag, storageClass } = entry;
  return [
    bucket,
    key,
    versionId,
    latest,
    deleteMarker,
    deleteMarker ? null : sizeBytes,
    lastModifiedMs,
    etag,
    storageClass,
  ];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function versionIn(row: ParquetRow): VersionEntry {
  const modified = row['last_modified_date'];
  return {
    key: text(row['key']),
    versionId: text(row['version_id']),
    deleteMarker: row['is_delete_marker'] === true,
    latest: row['is_latest'] === true,
    lastModifiedMs: modified instanceof Date ? modified.getTime() : 0,
    sizeBytes: Number(row['size'] ?? 0),
    etag: text(row['e_tag']),
    storageClass: text(row['storage_class']),
  };
}
