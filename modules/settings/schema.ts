// Every key of the settings file: names that Terraform users already write.
import * as z from 'zod';
import { STORAGE_CLASSES } from '../replication/rule';
import { detachedRun } from './sections/detached-run';
import { athena } from './sections/athena';
import { inventory } from './sections/inventory';
import { pipelineRole } from './sections/pipeline-role';
import { afterCare, backend, batchCopy, createReportBucket, dataSync, destinationProvider, provider } from './blocks';
import {
  bucketName,
  bucketArn,
  region,
  accountId,
  policyArn,
  principalArn,
  roleNamePrefix,
  rolePath,
  tags,
  bucketKeys,
  prefix,
  folder,
  kmsKeyArn,
} from './values';

/** Every key of the settings file. */
export const settingsSchema = z.strictObject({
  $schema: z
    .string()
    .optional()
    .describe('Path or address of the JSON schema, for editors; the program ignores it. Default: none'),
  region: region.describe('Region of the source bucket'),
  source_bucket: bucketName.describe('Name of the bucket to copy from; it is there already, and versioned'),
  enable_replication: z.boolean().default(true).describe('false: the rules are there, and disabled'),
  replication_destination_bucket_arn: bucketArn
    .optional()
    .describe(
      'ARN of the bucket to copy to; it is there already, and versioned. Default: required, unless adopt_existing_replication is true (the runner asks S3) or there is batch_copy, datasync or inventory (nothing is replicated)',
    ),
  replication_destination_region: region.optional().describe('Region of the destination. Default: the runner asks S3'),
  replication_destination_account_id: accountId
    .optional()
    .describe("Account of the destination. Default: the source's"),
  replication_storage_class: z
    .enum(STORAGE_CLASSES)
    .optional()
    .describe('Storage class of the replicas. Default: that of the source object'),
  replication_destination_kms_arn: kmsKeyArn
    .optional()
    .describe(
      "ARN of the KMS key of the replicas, in the destination's Region; needs replication_source_kms_arns. Default: objects under SSE-KMS are not copied",
    ),
  replication_source_kms_arns: z
    .array(kmsKeyArn)
    .min(1)
    .optional()
    .describe('ARNs of the KMS keys that source objects are encrypted with. Default: none'),
  replication_destination_default_kms_arn: kmsKeyArn
    .optional()
    .describe(
      'ARN of the KMS key by which the destination bucket encrypts what arrives unencrypted. Default: its default is no KMS key',
    ),
  replication_source_bucket_keys: bucketKeys
    .optional()
    .describe('Whether source objects under SSE-KMS use S3 Bucket Keys. Default: some; the role may do both'),
  replication_destination_bucket_keys: bucketKeys
    .optional()
    .describe('Whether replicas under SSE-KMS use S3 Bucket Keys. Default: some; the role may do both'),
  replication_time_control: z
    .boolean()
    .optional()
    .describe(
      'S3 Replication Time Control, with metrics: for new objects, at extra cost; not for jobs. Default: false',
    ),
  replication_metrics: z
    .boolean()
    .optional()
    .describe('Publish metrics of the rules to CloudWatch. Default: that of replication_time_control'),
  replica_modification_sync: z
    .boolean()
    .optional()
    .describe(
      'Copy changes of tags, ACLs and locks of replicas too: for two buckets that replicate to each other. Default: false',
    ),
  replica_owner_override: z
    .boolean()
    .optional()
    .describe('Make replication_destination_account_id the owner of the replicas. Default: false'),
  source_object_lock: z
    .boolean()
    .optional()
    .describe('The source bucket has S3 Object Lock: retention and legal holds are copied. Default: false'),
  replicate_delete_markers: z.boolean().default(false).describe('Copy delete markers too'),
  prefixes: z
    .array(prefix)
    .default([])
    .describe('Beginnings of keys, like folder/; one rule and one job for each; empty: every key'),
  filter_tags: tags
    .optional()
    .describe(
      'Tags that objects must have, all of them; not together with replicate_delete_markers. Default: tags are not looked at',
    ),
  existing_object_replication: z
    .enum(['Enabled', 'Disabled'])
    .optional()
    .describe(
      'Written as given, and S3 refuses it at apply: leave it out, s3-backfill run does what it promises. Default: not written',
    ),
  adopt_existing_replication: z
    .boolean()
    .default(false)
    .describe(
      "Leave the bucket's replication configuration alone: only job role, report bucket and handoff are made; the runner reads rules and destinations from S3",
    ),
  existing_replication: z
    .looseObject({})
    .optional()
    .describe(
      'The replication configuration that the bucket has already, as aws s3api get-bucket-replication prints it: Terraform takes it over, ' +
        'and the rules of this file come beside its own. Default: the bucket has none',
    ),
  manage_versioning: z
    .boolean()
    .default(false)
    .describe(
      'Switch on versioning of source and destination (of the source alone, if replication_destination_account_id is set)',
    ),
  attach_destination_policies: z
    .boolean()
    .optional()
    .describe(
      'Attach the bucket policy (it becomes the only one of the bucket) and the key grants, for replicas under an S3 Bucket Key, in the account of destination_provider. ' +
        'Default: false; they are handed out as the output replication_destination_policies',
    ),
  destination_caller_arns: z
    .array(principalArn)
    .min(1)
    .optional()
    .describe(
      'ARNs of the users and roles that run s3-backfill: the policy of the destination bucket, attached or handed out, lets them list and ' +
        'read it, so that verify works with one identity; needs replication_destination_account_id. Default: nobody',
    ),
  destination_provider: destinationProvider.optional(),
  report_bucket: bucketName
    .optional()
    .describe(
      'Bucket for reports and manifests that is there already, in the Region of the source (of copies by batch_copy alone: of their destination); this or create_report_bucket',
    ),
  create_report_bucket: createReportBucket.optional(),
  report_prefix: folder.optional().describe('Where reports go. Default: s3-backfill/reports'),
  manifest_prefix: folder
    .optional()
    .describe('Where manifests go; empty: none is kept. Default: s3-backfill/manifests'),
  role_name_prefix: roleNamePrefix.optional().describe('Beginning of the names of the roles. Default: none'),
  role_path: rolePath.optional().describe('Path of the roles. Default: /'),
  permissions_boundary_arn: policyArn
    .optional()
    .describe('ARN of the policy that bounds what the roles can ever do. Default: none'),
  confused_deputy_conditions: z
    .boolean()
    .optional()
    .describe(
      'Let S3 assume the roles only for this account (aws:SourceAccount); AWS does not document that it works, try it first. Default: false',
    ),
  batch_copy: batchCopy.optional(),
  datasync: dataSync.optional(),
  inventory: inventory.optional(),
  detached_run: detachedRun.optional(),
  athena: athena.optional(),
  pipeline_role: pipelineRole.optional(),
  after_care: afterCare.optional(),
  stack_name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/, 'letters, digits, hyphens and underscores, beginning with a letter')
    .default('s3-backfill')
    .describe('Name of the stack'),
  backend: backend.optional(),
  provider: provider.optional(),
  runner: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))
    .optional()
    .describe(
      'Flags of s3-backfill, by their names with _ for -: what the command line does not say; what steers it only where --settings names the file. Default: none',
    ),
  tags: tags.optional().describe('Tags of everything that is made; they win over provider.default_tags. Default: none'),
});

/** The settings file, checked, with its defaults. */
export type Settings = z.output<typeof settingsSchema>;
