// What several variables of terraform/backfill together get wrong.
import type { Precondition } from '../description';
import { NO_REPORTS_IN_THE_SOURCE, ONE_REPORT_BUCKET } from '../report-place';

const OF_THE_JOB_ROLE: readonly Precondition[] = [
  ONE_REPORT_BUCKET,
  [
    'local.destination_bucket != var.source_bucket',
    'replication_destination_bucket_arn is source_bucket itself: name another bucket.',
  ],
  NO_REPORTS_IN_THE_SOURCE,
  [
    'var.replication_destination_kms_arn == null || local.replicates_kms_objects || var.adopt_existing_replication',
    'with replication_destination_kms_arn objects under SSE-KMS are copied: name the keys that they are encrypted with in replication_source_kms_arns.',
  ],
  [
    'alltrue([for arn in local.replica_keys : split(":", arn)[3] == coalesce(var.replication_destination_region, split(":", arn)[3])])',
    'the keys of the replicas have to be in replication_destination_region.',
  ],
  [
    'length(var.filter_tags) == 0 || !var.replicate_delete_markers',
    'S3 copies no delete markers by a rule that asks for tags: leave filter_tags or replicate_delete_markers out.',
  ],
  [
    '!(var.replication_time_control && var.replication_metrics == false)',
    'S3 gives no Replication Time Control without metrics: leave replication_metrics out.',
  ],
  [
    '!var.replica_owner_override || var.replication_destination_account_id != null',
    'replica_owner_override needs replication_destination_account_id.',
  ],
  [
    '!(var.adopt_existing_replication && var.manage_versioning)',
    'with adopt_existing_replication the buckets are left as they are: leave manage_versioning out.',
  ],
  [
    '!var.adopt_existing_replication || var.enable_replication',
    'with adopt_existing_replication the rules are left as they are: leave enable_replication out.',
  ],
  [
    '!(var.adopt_existing_replication && var.after_care.alarms)',
    'after_care.alarms look at the metrics of each rule by its id, and with adopt_existing_replication only S3 knows those: leave alarms out.',
  ],
  [
    '!var.after_care.alarms || local.has_metrics || var.adopt_existing_replication',
    'after_care.alarms look at metrics, and none are published: set replication_metrics.',
  ],
  [
    '!local.has_alarms_on_latency || var.adopt_existing_replication || coalesce(var.replication_destination_region, data.aws_region.current.id) == data.aws_region.current.id',
    'after_care.alarms: S3 publishes latency in replication_destination_region, and a module has one provider, that of the source: set latency_alarms = false in after_care; ${path.module}/README.md has an alarm for your root module.',
  ],
  [
    '!local.versions_destination || var.adopt_existing_replication || (var.replication_destination_account_id == null && coalesce(var.replication_destination_region, data.aws_region.current.id) == data.aws_region.current.id)',
    'manage_versioning: a module has one provider, that of the source: with a destination in another account or Region, set manage_destination_versioning = false, and switch its versioning on there.',
  ],
];

/** By resource: that of the job role is always there; what a provider would refuse in words of its own stands at its resource. */
export const PRECONDITIONS: Readonly<Record<string, readonly Precondition[]>> = {
  'aws_iam_role.batch_job': OF_THE_JOB_ROLE,
  'aws_s3_bucket_replication_configuration.this': [
    [
      'var.replication_destination_bucket_arn != null',
      'replication_destination_bucket_arn is needed: name the bucket to copy to, or leave a configuration that is there alone with adopt_existing_replication.',
    ],
    [
      'var.replication_destination_kms_arn != null || !local.replicates_kms_objects',
      'with replication_source_kms_arns objects under SSE-KMS are copied: name the key of the replicas in replication_destination_kms_arn.',
    ],
  ],
};
