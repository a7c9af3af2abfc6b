// The key `athena` of a settings file.
import * as z from 'zod';
import { INVENTORY_FIELDS } from '../../athena-evidence/columns';
import { bucketArn, bucketName, folder, kmsKeyArn } from '../values';

const inventory = z.strictObject({
  bucket: bucketName.describe('Name of the bucket that the inventory is delivered to'),
  prefix: folder.optional().describe('Prefix of its destination. Default: none'),
  id: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'one to 64 letters, digits and . _ -')
    .describe('Id of the inventory configuration'),
  format: z.enum(['CSV', 'Parquet']).optional().describe('Format of its files. Default: CSV'),
  fields: z
    .array(z.enum(INVENTORY_FIELDS))
    .min(1)
    .optional()
    .describe(
      'Optional fields, in the order in which fileSchema of a manifest names them. Default: Size, LastModifiedDate, ETag, StorageClass, ReplicationStatus, EncryptionStatus, IntelligentTieringAccessTier',
    ),
});

export const athena = z
  .strictObject({
    source_inventory: inventory.describe('Inventory of all versions of the source, which S3 delivers already'),
    destination_inventory: inventory.describe(
      'Inventory of all versions of the destination, which S3 delivers already',
    ),
    destination_bucket_arn: bucketArn
      .optional()
      .describe(
        'ARN of the bucket that the inventory of the destination is of; needed with adopt_existing_replication. Default: replication_destination_bucket_arn',
      ),
    results_prefix: folder
      .optional()
      .describe('Where in the report bucket results of queries go. Default: s3-backfill/athena'),
    results_kms_arn: kmsKeyArn
      .optional()
      .describe('ARN of a KMS key for results, in the Region of the source. Default: none; SSE-S3'),
    scan_limit_gigabytes: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('Gigabytes that one query may scan before Athena cancels it. Default: 1000'),
    workgroup: z
      .string()
      .regex(/^[\w.-]{1,128}$/, 'one to 128 letters, digits and . _ -')
      .optional()
      .describe('Name of the workgroup, another one for each of several in one account. Default: s3-backfill'),
    database: z
      .string()
      .regex(/^[a-z0-9_]{1,255}$/, 'lower-case letters, digits and underscores')
      .optional()
      .describe('Name of the database, another one for each of several in one account. Default: s3_backfill'),
  })
  .describe(
    'What verify --engine athena asks: tables over inventories of both sides and over completion reports, and a workgroup with a limit. Default: none is prepared',
  );
