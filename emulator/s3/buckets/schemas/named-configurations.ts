// Inventory, metrics, analytics and Intelligent-Tiering.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketInventoryConfiguration.html
import { ServiceError } from '../../../http/service';
import { child, childText, type XmlElement } from '../../../http/xml';
import { invalidArgument } from '../../operation/faults';
import { checkFilter, PREFIX_OR_TAG } from './filters';
import { any, anyText, boolean, checkSchema, holding, integer, maybe, needExactlyOne, needText, one } from './schema';
import { oneOf, some, status, type Schema } from './schema';

const INVENTORY_FIELDS = oneOf(
  ...[
    'Size',
    'LastModifiedDate',
    'StorageClass',
    'ETag',
    'IsMultipartUploaded',
    'ReplicationStatus',
    'EncryptionStatus',
  ],
  ...['ObjectLockRetainUntilDate', 'ObjectLockMode', 'ObjectLockLegalHoldStatus', 'IntelligentTieringAccessTier'],
  ...['BucketKeyStatus', 'ChecksumAlgorithm', 'ObjectAccessControlList', 'ObjectOwner', 'LifecycleExpirationDate'],
);

const inBucket = (formats: Schema, more: Parameters<typeof holding>[0] = {}): Schema =>
  holding({
    S3BucketDestination: one(holding({ Bucket: one(needText), Format: one(formats), Prefix: maybe(anyText), ...more })),
  });

const INVENTORY = holding({
  Id: one(needText),
  IsEnabled: one(boolean),
  IncludedObjectVersions: one(oneOf('All', 'Current')),
  Schedule: one(holding({ Frequency: one(oneOf('Daily', 'Weekly')) })),
  Filter: maybe(holding({ Prefix: maybe(anyText) })),
  OptionalFields: maybe(holding({ Field: any(INVENTORY_FIELDS) })),
  Destination: one(
    inBucket(oneOf('CSV', 'ORC', 'Parquet'), {
      AccountId: maybe(needText),
      Encryption: maybe(holding({ 'SSE-S3': maybe(holding({})), 'SSE-KMS': maybe(holding({ KeyId: one(needText) })) })),
    }),
  ),
});

const METRICS = holding({ Id: one(needText), Filter: maybe(PREFIX_OR_TAG) });

const ANALYTICS = holding({
  Id: one(needText),
  Filter: maybe(PREFIX_OR_TAG),
  StorageClassAnalysis: one(
    holding({
      DataExport: maybe(
        holding({
          OutputSchemaVersion: one(oneOf('V_1')),
          Destination: one(inBucket(oneOf('CSV'), { BucketAccountId: maybe(needText) })),
        }),
      ),
    }),
  ),
});

const TIERING = holding({
  Id: one(needText),
  Filter: maybe(PREFIX_OR_TAG),
  Status: one(status),
  Tiering: some(holding({ AccessTier: one(oneOf('ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS')), Days: one(integer) })),
});

const SCHEMAS: Readonly<Record<string, Schema>> = {
  InventoryConfiguration: INVENTORY,
  MetricsConfiguration: METRICS,
  AnalyticsConfiguration: ANALYTICS,
  IntelligentTieringConfiguration: TIERING,
};

/**
 * @param id - of the request
 * @throws ServiceError `MalformedXML`, `IdMismatch`, `InvalidS3DestinationBucket` or `InvalidArgument`
 */
export function checkNamedConfiguration(root: XmlElement, id: string): void {
  const schema = SCHEMAS[root.name];
  if (schema !== undefined) checkSchema(root, schema);
  checkFilter(root);
  if (childText(root, 'Id') !== id) {
    throw new ServiceError(400, 'IdMismatch', 'Document ID does not match the specified configuration ID.');
  }
  if (root.name === 'InventoryConfiguration') checkDestination(root);
  if (root.name === 'IntelligentTieringConfiguration') checkTierings(root);
}

function checkDestination(root: XmlElement): void {
  const destination = child(root, 'Destination');
  const bucket = destination && child(destination, 'S3BucketDestination');
  const encryption = bucket && child(bucket, 'Encryption');
  if (encryption !== undefined) needExactlyOne(encryption, ['SSE-S3', 'SSE-KMS']);
  if (/^arn:[\w-]+:s3:::[a-z0-9.-]{3,63}$/.test((bucket && childText(bucket, 'Bucket')) ?? '')) return;
  throw new ServiceError(400, 'InvalidS3DestinationBucket', 'Invalid bucket ARN.');
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Tiering.html */
const LEAST_DAYS: Readonly<Record<string, number>> = { ARCHIVE_ACCESS: 90, DEEP_ARCHIVE_ACCESS: 180 };

function checkTierings(root: XmlElement): void {
  for (const tiering of root.children.filter(({ name }) => name === 'Tiering')) {
    const days = Number(childText(tiering, 'Days'));
    const least = LEAST_DAYS[childText(tiering, 'AccessTier') ?? ''] ?? 0;
    if (days >= least && days <= 730) continue;
    throw invalidArgument(`Days has to be between ${least} and 730`, 'Days', String(days));
  }
}
