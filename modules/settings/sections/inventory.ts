// The key `inventory` of a settings file.
import * as z from 'zod';
import { INVENTORY_RUNTIMES } from '../../inventory-copy/props';
import { STORAGE_CLASSES } from '../../replication/rule';
import { accountId, bucketArn, bucketKeys, folder, kmsKeyArn, region, startOfKeys, topicArn } from '../values';

export const inventory = z
  .strictObject({
    destination_bucket_arn: bucketArn.describe('ARN of the bucket that is copied to; it is there already'),
    destination_prefix: startOfKeys
      .optional()
      .describe(
        'Takes the place of the one in prefixes in each key; empty: nothing does. Default: keys stay as they are',
      ),
    destination_region: region.optional().describe('Region of that bucket. Default: the runner asks S3'),
    destination_account_id: accountId.optional().describe("Account of that bucket. Default: the source's"),
    destination_kms_arns: z
      .array(kmsKeyArn)
      .min(1)
      .optional()
      .describe(
        'ARNs of the KMS keys by which that bucket encrypts, in its Region; those of source objects are replication_source_kms_arns. Default: none',
      ),
    destination_bucket_keys: bucketKeys
      .optional()
      .describe('Whether copies under SSE-KMS use S3 Bucket Keys. Default: some; the role may do both'),
    storage_class: z
      .enum(STORAGE_CLASSES)
      .optional()
      .describe('Storage class of the copies. Default: that of the source object'),
    overwrite: z
      .enum(['different', 'never'])
      .optional()
      .describe('What happens where another object stands: it is written over, or stays. Default: different'),
    annotations: z.enum(['copy', 'exclude']).optional().describe('Whether annotations are copied. Default: copy'),
    format: z.enum(['CSV', 'Parquet']).optional().describe('Format of inventories; ORC is not read. Default: CSV'),
    frequency: z
      .enum(['Daily', 'Weekly'])
      .optional()
      .describe('How often S3 delivers an inventory; each is worked off. Default: Daily'),
    inventory_prefix: folder.optional().describe('Where inventories go. Default: s3-backfill/inventory'),
    inventory_kms_arn: kmsKeyArn
      .optional()
      .describe('ARN of a KMS key for inventories, in the Region of the source. Default: none; SSE-S3'),
    queue_kms_arn: kmsKeyArn
      .optional()
      .describe(
        'ARN of a KMS key for the queues, in the Region of the source. Default: none; SQS has a key of its own',
      ),
    enabled: z
      .boolean()
      .optional()
      .describe('false: inventories are delivered, and messages wait for at most 14 days. Default: true'),
    maximum_concurrency: z.int().min(2).max(1000).optional().describe('Workers at once: the brake. Default: 10'),
    worker_memory_megabytes: z
      .int()
      .min(256)
      .max(10_240)
      .optional()
      .describe('Memory of a worker in MB. Default: 1024'),
    most_receives: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('Attempts at a message before it goes to the dead letters. Default: 5'),
    runtime: z.enum(INVENTORY_RUNTIMES).optional().describe('Runtime of the functions. Default: nodejs22.x'),
    name: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,30}$/, 'one to 30 letters, digits, hyphens and underscores')
      .optional()
      .describe(
        'Beginning of the names of queues, functions and roles, another one for each of several in one account. Default: s3-inventory-copy',
      ),
    log_retention_days: z.int().min(1).optional().describe('Days for which logs are kept. Default: 30'),
    alarm_action_arns: z
      .array(topicArn)
      .min(1)
      .optional()
      .describe('ARNs of SNS topics for the alarms. Default: nobody is notified'),
    alarm_age_hours: z
      .int()
      .min(1)
      .max(14 * 24)
      .optional()
      .describe('Hours that an object may wait to be copied before an alarm. Default: 24'),
    dashboard: z
      .boolean()
      .optional()
      .describe('Make a dashboard of CloudWatch: what waits, what was given up, what the functions do. Default: false'),
    archive_path: z
      .string()
      .min(1)
      .optional()
      .describe('Path of the archive of the functions. Default: the one of this package'),
  })
  .describe(
    'Copies by functions of what an S3 Inventory lists: the inventory, queues, both functions with their roles, alarms. Nothing else is made by this file then. Default: none are prepared',
  );
