// The keys of a settings file that hold keys of their own.
import * as z from 'zod';
import { LOCATION_CLASS_NAMES } from '../datasync-copy/storage-class';
import {
  accountId,
  bucketArn,
  bucketKeys,
  bucketName,
  folder,
  kmsKeyArn,
  region,
  roleArn,
  tags,
  topicArn,
  topicName,
} from './values';

/** Version of Terraform's AWS provider that the constructs were generated from, and are tested with. */
const TESTED_PROVIDER = '5.100.0';

const localBackend = z
  .strictObject({
    path: z.string().min(1).describe('Path of the state file, seen from the folder that cdktf.out is in'),
  })
  .describe('State in a file; not together with s3');

const s3Backend = z
  .strictObject({
    bucket: bucketName.describe('Bucket that holds the state'),
    key: z.string().min(1).describe('Key of the state'),
    region: region.describe('Region of that bucket'),
    encrypt: z.boolean().optional().describe('Encrypt the state on the server. Default: true'),
    kms_key_id: z.string().optional().describe('KMS key to encrypt it with. Default: that of the bucket'),
    dynamodb_table: z.string().optional().describe('Table that locks the state. Default: none'),
    use_lockfile: z
      .boolean()
      .optional()
      .describe('Lock by a file beside the state; Terraform 1.10 or newer. Default: no such lock'),
    profile: z
      .string()
      .optional()
      .describe("Profile of AWS's configuration, for the state. Default: the standard credential chain"),
  })
  .describe('State in a bucket; not together with local');

export const backend = z
  .strictObject({ local: localBackend.optional(), s3: s3Backend.optional() })
  .refine(({ local, s3 }) => (local === undefined) !== (s3 === undefined), 'one of local and s3 is needed')
  .describe('Where Terraform keeps its state. Default: terraform.<stack_name>.tfstate beside cdktf.out');

export const provider = z
  .strictObject({
    version: z
      .string()
      .regex(/^[\d\s.,<>=~!]+$/, 'a constraint looks like ~> 5.0 or >= 5.0, < 7.0')
      .optional()
      .describe(
        `Versions of the AWS provider that Terraform may take. Default: that of the bindings (@cdktf/provider-aws); of 20.1.0, with which this was tested, ${TESTED_PROVIDER}`,
      ),
    profile: z.string().optional().describe("Profile of AWS's configuration. Default: the standard credential chain"),
    assume_role_arn: roleArn.optional().describe('Role that Terraform works as. Default: none is assumed'),
    max_retries: z
      .int()
      .min(0)
      .max(25)
      .optional()
      .describe("How often a request is sent again. Default: the provider's, 25"),
    allowed_account_ids: z
      .array(accountId)
      .min(1)
      .optional()
      .describe('Refuse to work in any other account. Default: any is taken'),
    default_tags: tags.optional().describe('Tags of everything that the provider makes. Default: none'),
  })
  .describe('The AWS provider of the stack. Default: the standard credential chain');

export const destinationProvider = z
  .strictObject({
    profile: z.string().optional().describe("Profile of AWS's configuration. Default: that of provider"),
    assume_role_arn: roleArn.optional().describe('Role that Terraform works as there. Default: that of provider'),
  })
  .describe(
    "How Terraform reaches the destination's account, if it is another one: for manage_versioning and " +
      'attach_destination_policies. Default: it does not',
  );

export const afterCare = z
  .strictObject({
    alarms: z
      .boolean()
      .optional()
      .describe(
        'CloudWatch alarms on failures and latency; needs replication_metrics or replication_time_control. Default: false',
      ),
    latency_seconds: z.int().min(1).optional().describe('Latency that is too much. Default: 900'),
    pending_bytes: z.int().min(0).optional().describe('Bytes waiting that are too many. Default: no such alarm'),
    job_events: z
      .boolean()
      .optional()
      .describe('Notify when a job waits for somebody or has ended; needs a CloudTrail trail. Default: false'),
    topic_arn: topicArn
      .optional()
      .describe('SNS topic that is notified, in the Region of the source. Default: one is made'),
    topic_name: topicName.optional().describe('Name of the topic that is made. Default: Terraform makes one up'),
  })
  .describe('Who is notified when replication or a job needs somebody. Default: nobody');

export const createReportBucket = z
  .strictObject({
    name: bucketName.describe('Name of the bucket'),
    expire_days: z.int().min(1).optional().describe('Reports and manifests are removed after it. Default: 365'),
    force_destroy: z.boolean().optional().describe('Let terraform destroy remove it with its reports. Default: false'),
  })
  .describe('Make a bucket for reports and manifests, in the Region of the source; this or report_bucket');

export const batchCopy = z
  .strictObject({
    destination_bucket_arn: bucketArn
      .optional()
      .describe(
        'ARN of the bucket that copies go to; it is there already. That of source_bucket copies in place. Default: replication_destination_bucket_arn',
      ),
    destination_prefix: folder
      .optional()
      .describe('Folder that copies go into, below which their keys stay as they are. Default: none'),
    destination_region: region
      .optional()
      .describe('Region of that bucket, in which jobs that copy are created. Default: the runner asks S3'),
    destination_account_id: accountId.optional().describe("Account of that bucket. Default: the source's"),
    destination_kms_arns: z
      .array(kmsKeyArn)
      .min(1)
      .optional()
      .describe(
        "ARNs of the KMS keys that copies are encrypted with, in the destination's Region; those of source objects are replication_source_kms_arns. Default: none",
      ),
    destination_bucket_keys: bucketKeys
      .optional()
      .describe('Whether copies under SSE-KMS use S3 Bucket Keys. Default: some; the role may do both'),
  })
  .describe(
    'Copies by S3 Batch Operations without any rule: a role for them, and where they go. Without replication_destination_bucket_arn and ' +
      'adopt_existing_replication nothing else is made. Default: none are prepared',
  );

export const dataSync = z
  .strictObject({
    destination_bucket_arn: bucketArn.describe('ARN of the bucket that is copied to; it is there already'),
    destination_prefix: folder
      .optional()
      .describe('Folder that takes the place of the one in prefixes; empty: none. Default: keys stay as they are'),
    destination_region: region
      .optional()
      .describe('Region of that bucket, in which the task is. Default: that of the source'),
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
      .enum(LOCATION_CLASS_NAMES)
      .optional()
      .describe('Storage class of the copies; DataSync keeps none of the source. Default: STANDARD'),
    task_mode: z
      .enum(['ENHANCED', 'BASIC'])
      .optional()
      .describe('Mode of the task, for good; BASIC lists at most 25 million objects. Default: ENHANCED'),
    verify_mode: z
      .enum(['ONLY_FILES_TRANSFERRED', 'POINT_IN_TIME_CONSISTENT', 'NONE'])
      .optional()
      .describe(
        'What DataSync itself compares after it has copied; the last two are to be had with BASIC alone. Default: ONLY_FILES_TRANSFERRED',
      ),
    overwrite_mode: z
      .enum(['ALWAYS', 'NEVER'])
      .optional()
      .describe('Whether objects of the destination that differ are written anew. Default: ALWAYS'),
    bytes_per_second: z.int().min(1).optional().describe('Bytes a second at most. Default: as fast as it goes'),
    log_level: z
      .enum(['OFF', 'BASIC', 'TRANSFER'])
      .optional()
      .describe('What DataSync writes to CloudWatch Logs; TRANSFER names every object. Default: BASIC'),
    includes: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Paths below the folder that are copied, like /2026*; * only at their end. Default: all'),
    excludes: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Paths below the folder that are not copied, like *.partial. Default: none'),
    schedule: z
      .string()
      .optional()
      .describe(
        'When the task runs by itself, like cron(0 3 * * ? *), in UTC. Default: only when s3-backfill run starts it',
      ),
    task_name: z.string().min(1).max(256).optional().describe('Name of the task. Default: s3-backfill'),
  })
  .describe(
    'A task of DataSync that copies: roles for both sides, its locations and its report. Nothing else is made by this file then. Default: none is made',
  );
