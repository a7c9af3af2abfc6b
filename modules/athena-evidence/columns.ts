// Columns of inventories and completion reports, as Glue and Hive call them.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-athena-query.html

export interface Column {
  readonly name: string;
  /** Of Hive. */
  readonly type: string;
}

/** What an inventory can have beside what it always has. */
export const INVENTORY_FIELDS = [
  'Size',
  'LastModifiedDate',
  'ETag',
  'StorageClass',
  'IsMultipartUploaded',
  'ReplicationStatus',
  'EncryptionStatus',
  'ObjectLockRetainUntilDate',
  'ObjectLockMode',
  'ObjectLockLegalHoldStatus',
  'IntelligentTieringAccessTier',
  'BucketKeyStatus',
  'ChecksumAlgorithm',
  'ObjectAccessControlList',
  'ObjectOwner',
  'LifecycleExpirationDate',
] as const;

/** What a comparison can tell of. */
export const USUAL_FIELDS: readonly (typeof INVENTORY_FIELDS)[number][] = [
  ...(['Size', 'LastModifiedDate', 'ETag', 'StorageClass'] as const),
  ...(['ReplicationStatus', 'EncryptionStatus', 'IntelligentTieringAccessTier'] as const),
];

/** Without them nothing is compared. */
export const NEEDED_FIELDS: readonly (typeof INVENTORY_FIELDS)[number][] = ['Size', 'LastModifiedDate', 'ETag'];

const OF_VERSIONS = ['bucket', 'key', 'version_id', 'is_latest', 'is_delete_marker'];

/** In Parquet; the others are texts. */
const TYPES: Readonly<Record<string, string>> = {
  is_latest: 'boolean',
  is_delete_marker: 'boolean',
  size: 'bigint',
  last_modified_date: 'timestamp',
  is_multipart_uploaded: 'boolean',
};

/** AWS's pages give them two types; in Parquet, where columns have names, a table can do without them. */
const OF_TWO_TYPES = ['object_lock_retain_until_date', 'lifecycle_expiration_date'];

/** `LastModifiedDate` → `last_modified_date`, `ETag` → `e_tag` */
function columnName(field: string): string {
  return field
    .replace(/(?<=.)([A-Z])/g, '_$1')
    .toLowerCase()
    .replace('e_t_a_g', 'e_tag');
}

/** Of CSV everything is text, in the order of the files: a delete marker has an empty size, which is no number. */
export function inventoryColumns(format: 'CSV' | 'Parquet', fields: readonly string[]): readonly Column[] {
  const names = [...OF_VERSIONS, ...fields.map(columnName)];
  if (format === 'CSV') return names.map((name) => ({ name, type: 'string' }));
  return names.filter((name) => !OF_TWO_TYPES.includes(name)).map((name) => ({ name, type: TYPES[name] ?? 'string' }));
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html */
export const REPORT_COLUMNS: readonly Column[] = [
  ...['bucket', 'key', 'version_id', 'task_status', 'error_code', 'http_status_code', 'result_message'].map((name) => ({
    name,
    type: 'string',
  })),
];
