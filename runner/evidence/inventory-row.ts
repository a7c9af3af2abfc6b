// A row of an S3 Inventory report, by the columns that the manifest names.
import { encryptionOf, statusOf, type SurveyedVersion } from '../replication/surveyed-version';

const COLUMNS = [
  'Key',
  'VersionId',
  'IsLatest',
  'IsDeleteMarker',
  'Size',
  'LastModifiedDate',
  'ETag',
  'StorageClass',
  'ReplicationStatus',
  'EncryptionStatus',
  'IntelligentTieringAccessTier',
] as const;

/** Place of each column; absent: the inventory has it not. */
export type InventoryColumns = Readonly<Partial<Record<(typeof COLUMNS)[number], number>>>;

const ARCHIVE_TIERS: ReadonlySet<string | undefined> = new Set(['ARCHIVE', 'DEEP_ARCHIVE']);

/** @param schema `Bucket, Key, VersionId, …`, or that of Parquet */
export function inventoryColumns(schema: string): InventoryColumns {
  const names = parquetFields(schema)?.map(nameOfField) ?? schema.split(',').map((name) => name.trim());
  return Object.fromEntries(COLUMNS.flatMap((name) => (names.includes(name) ? [[name, names.indexOf(name)]] : [])));
}

/**
 * Names of the columns in a file of Parquet, in its order: `bucket`, `key`, `last_modified_date`.
 * @param schema `message s3.inventory { required binary bucket (UTF8); … }`
 * @returns undefined: it is the schema of no such file
 */
export function parquetFields(schema: string): readonly string[] | undefined {
  const [, body] = /^\s*message\s+[\w.]+\s*\{([^{}]*)\}\s*$/.exec(schema) ?? [];
  return body?.split(';').flatMap((field) => /^\s*(?:required|optional)\s+\w+\s+(\w+)/.exec(field)?.[1] ?? []);
}

/** `last_modified_date` → `LastModifiedDate`, as it is called in CSV. */
function nameOfField(field: string): string {
  if (field === 'e_tag') return 'ETag';
  return field.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Keys are URL-encoded. */
function decodeKey(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Undefined for a row without a key, or without the size of an object. */
export function inventoryVersion(row: readonly string[], columns: InventoryColumns): SurveyedVersion | undefined {
  const cell = (name: keyof InventoryColumns): string | undefined => {
    const place = columns[name];
    return place === undefined ? undefined : row[place];
  };
  const key = cell('Key');
  const deleteMarker = cell('IsDeleteMarker') === 'true';
  const size = cell('Size') ?? '';
  const sizeBytes = deleteMarker ? 0 : Number(size);
  if (key === undefined || key === '') return undefined;
  // The columns are there, for the inventory was opened with them: such a row is cut off.
  if (!deleteMarker && (size === '' || Number.isNaN(sizeBytes))) return undefined;
  const versionId = cell('VersionId') ?? '';
  const status = cell('ReplicationStatus');
  const encryption = cell('EncryptionStatus');
  const latest = cell('IsLatest');
  const modifiedMs = Date.parse(cell('LastModifiedDate') ?? '');
  const storageClass = cell('StorageClass') ?? '';
  const tier = cell('IntelligentTieringAccessTier');
  return {
    key: decodeKey(key),
    versionId: versionId === '' ? 'null' : versionId,
    deleteMarker,
    sizeBytes,
    ...(Number.isNaN(modifiedMs) ? {} : { lastModifiedMs: modifiedMs }),
    ...(storageClass === '' ? {} : { storageClass }),
    ...(latest === undefined ? {} : { latest: latest === 'true' }),
    ...(status === undefined ? {} : { status: statusOf(status) }),
    ...(encryption === undefined || encryption === '' ? {} : { encryption: encryptionOf(encryption) }),
    ...(tier === undefined ? {} : { archivedTier: ARCHIVE_TIERS.has(tier) }),
  };
}
