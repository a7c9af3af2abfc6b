// The columns of an inventory: what each is called in the two formats, and what stands in it for a version.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html#storage-inventory-contents
import { canonicalUserId } from '../s3/operation/list-parameters';
import { expiresAtMs } from '../s3/versions/expiration';
import { ownerOf } from '../s3/versions/object-acl';
import { NULL_VERSION_ID } from '../s3/versions/version-id';
import type { Bucket, ObjectEncryption, ObjectVersion } from '../world/bucket';
import type { InventoryConfiguration } from './inventory-configuration';

/** A version in an inventory. */
export interface InventoryRow {
  readonly bucket: Bucket;
  readonly version: ObjectVersion;
  readonly isLatest: boolean;
}

export type ColumnKind = 'text' | 'flag' | 'number' | 'time';

/** A time is milliseconds since 1970. Undefined: nothing stands there. */
export type ColumnValue = string | boolean | number | undefined;

export interface InventoryColumn {
  /** In CSV, and in the configuration. */
  readonly name: string;
  /** In Parquet. */
  readonly parquetName: string;
  readonly kind: ColumnKind;
  readonly required?: true;
  readonly value: (row: InventoryRow) => ColumnValue;
}

function column(
  name: string,
  kind: ColumnKind,
  value: InventoryColumn['value'],
  parquetName = name.replace(/(?<=.)([A-Z])/g, '_$1').toLowerCase(),
): InventoryColumn {
  return { name, parquetName, kind, value };
}

const BUCKET: InventoryColumn = { ...column('Bucket', 'text', ({ bucket }) => bucket.name), required: true };
const KEY: InventoryColumn = { ...column('Key', 'text', ({ version }) => version.key), required: true };

const OF_VERSIONS: readonly InventoryColumn[] = [
  // The null version has no id here.
  column('VersionId', 'text', ({ version }) => (version.versionId === NULL_VERSION_ID ? undefined : version.versionId)),
  column('IsLatest', 'flag', ({ isLatest }) => isLatest),
  column('IsDeleteMarker', 'flag', ({ version }) => version.deleteMarker),
];

/** For what only an object has, and a delete marker not. */
const ofObject =
  (value: (version: ObjectVersion, row: InventoryRow) => ColumnValue): InventoryColumn['value'] =>
  (row) =>
    row.version.deleteMarker ? undefined : value(row.version, row);

const OPTIONAL: readonly InventoryColumn[] = [
  column(
    'Size',
    'number',
    ofObject(({ body }) => body.length),
  ),
  column('LastModifiedDate', 'time', ({ version }) => Math.floor(version.lastModifiedMs / 1000) * 1000),
  column(
    'ETag',
    'text',
    ofObject(({ etag }) => etag.replaceAll('"', '')),
    'e_tag',
  ),
  column(
    'StorageClass',
    'text',
    ofObject(({ storageClass }) => storageClass),
  ),
  column(
    'IsMultipartUploaded',
    'flag',
    ofObject(({ partSizes }) => partSizes !== undefined),
  ),
  column('ReplicationStatus', 'text', ({ version }) => version.replicationStatus),
  column(
    'EncryptionStatus',
    'text',
    ofObject(({ encryption }) => encryptionStatus(encryption)),
  ),
  column('ObjectLockRetainUntilDate', 'time', ({ version }) => version.retention?.untilMs),
  column('ObjectLockMode', 'text', ({ version }) => version.retention?.mode),
  column('ObjectLockLegalHoldStatus', 'text', ({ version: { legalHold } }) =>
    legalHold === undefined ? undefined : legalHold ? 'ON' : 'OFF',
  ),
  column('IntelligentTieringAccessTier', 'text', ({ version }) =>
    version.storageClass === 'INTELLIGENT_TIERING' ? 'FREQUENT' : undefined,
  ),
  column(
    'BucketKeyStatus',
    'text',
    ofObject(({ encryption: { algorithm, bucketKey } }) =>
      algorithm === 'AES256' ? undefined : bucketKey === true ? 'ENABLED' : 'DISABLED',
    ),
  ),
  column(
    'ChecksumAlgorithm',
    'text',
    ofObject(({ checksums }) => {
      const [header] = Object.keys(checksums);
      return header?.replace('x-amz-checksum-', '').toUpperCase();
    }),
  ),
  column(
    'ObjectAccessControlList',
    'text',
    ofObject((version, { bucket }) => accessControlList(bucket, version)),
  ),
  column(
    'ObjectOwner',
    'text',
    ofObject((version, { bucket }) => canonicalUserId(ownerOf(bucket, version))),
  ),
  column(
    'LifecycleExpirationDate',
    'time',
    ofObject((version, { bucket }) => expiresAtMs(bucket, version)),
  ),
];

function encryptionStatus({ algorithm, customerKeyMd5 }: ObjectEncryption): string {
  if (customerKeyMd5 !== undefined) return 'SSE-C';
  switch (algorithm) {
    case 'AES256':
      return 'SSE-S3';
    case 'aws:kms':
      return 'SSE-KMS';
    case 'aws:kms:dsse':
      return 'DSSE-KMS';
  }
}

/** JSON in base64; of the grants only that of the owner. */
function accessControlList(bucket: Bucket, version: ObjectVersion): string {
  const grants = [
    { canonicalId: canonicalUserId(ownerOf(bucket, version)), type: 'CanonicalUser', permission: 'FULL_CONTROL' },
  ];
  return Buffer.from(JSON.stringify({ version: '2022-11-10', status: 'AVAILABLE', grants })).toString('base64');
}

/** The fixed ones first, then what was asked for. */
export function columnsOf({ versions, optionalFields }: InventoryConfiguration): readonly InventoryColumn[] {
  const optional = optionalFields.flatMap((name) => OPTIONAL.find((one) => one.name === name) ?? []);
  return [BUCKET, KEY, ...(versions === 'All' ? OF_VERSIONS : []), ...optional];
}

/** The versions that an inventory has: all below its prefix, or the newest of those that are not deleted. */
export function* inventoryRows(bucket: Bucket, { versions, prefix }: InventoryConfiguration): Generator<InventoryRow> {
  for (const ofKey of bucket.versions.ascend()) {
    const [newest] = ofKey;
    if (newest?.key.startsWith(prefix) !== true) continue;
    if (versions === 'All') for (const version of ofKey) yield { bucket, version, isLatest: version === newest };
    else if (!newest.deleteMarker) yield { bucket, version: newest, isLatest: true };
  }
}
