// The key `detached_run` of a settings file.
import * as z from 'zod';
import { INVENTORY_RUNTIMES } from '../../inventory-copy/props';
import { bucketArn, topicArn } from '../values';

export const detachedRun = z
  .strictObject({
    destination_bucket_arns: z
      .array(bucketArn)
      .min(1)
      .optional()
      .describe(
        'ARNs of the buckets that are copied to, which the function may list; needed with adopt_existing_replication, which names none. Default: those of the rules',
      ),
    topic_arn: topicArn
      .optional()
      .describe(
        'ARN of an SNS topic, in the Region of the source, that is told how each run ended; its policy has to let EventBridge publish. Default: nobody is told',
      ),
    alarm_action_arns: z
      .array(topicArn)
      .min(1)
      .optional()
      .describe('ARNs of SNS topics for the alarms on runs that did not succeed. Default: nobody is notified'),
    start_after_seconds: z
      .int()
      .min(0)
      .max(86_400)
      .optional()
      .describe(
        'Seconds before the first step: S3 acts on replication rules some minutes after they were applied. Default: 300',
      ),
    poll_seconds: z.int().min(10).max(86_400).optional().describe('Seconds between two looks at the job. Default: 300'),
    timeout_seconds: z
      .int()
      .min(60)
      .max(31_536_000)
      .optional()
      .describe(
        'Seconds after which a run ends as TIMED_OUT, while its job goes on; at most 2,500 times poll_seconds. Default: 604800',
      ),
    memory_megabytes: z
      .int()
      .min(512)
      .max(10_240)
      .optional()
      .describe('Memory of the function in MB; its share of a processor grows with it, and 1769 is one. Default: 1769'),
    runtime: z.enum(INVENTORY_RUNTIMES).optional().describe('Runtime of the function. Default: nodejs22.x'),
    name: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,30}$/, 'one to 30 letters, digits, hyphens and underscores')
      .optional()
      .describe(
        'Name of state machine and function, and beginning of those of their roles, another one for each of several in one account. Default: s3-backfill-run',
      ),
    log_retention_days: z.int().min(1).optional().describe('Days for which logs are kept. Default: 30'),
    archive_path: z
      .string()
      .min(1)
      .optional()
      .describe('Path of the archive of the function. Default: the one of this package'),
  })
  .describe(
    'A run in the account: a state machine that one call starts after apply, and a function that does one step of s3-backfill run at a time. Default: none is made',
  );
