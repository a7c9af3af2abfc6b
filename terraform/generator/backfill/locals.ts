// What stands in `locals` of terraform/backfill.
import { attribute, comment, raw, type Body } from '../hcl-text';
import { REPORT_LOCALS } from '../report-place';

const slug =
  'prefix == "" ? "all-objects" : coalesce(substr(trim(replace(prefix, "/[^A-Za-z0-9._-]+/", "-"), "-"), 0, 200), "prefix")';
const before = 'length([for other in slice(local.slugs, 0, index) : other if other == local.slugs[index]])';

export const LOCALS: Body = [
  // Without text where nothing is given: what is missing is said once, by a precondition.
  attribute(
    'destination_bucket',
    raw('var.replication_destination_bucket_arn == null ? "" : split(":", var.replication_destination_bucket_arn)[5]'),
  ),
  attribute(
    'replica_keys',
    raw('compact([var.replication_destination_kms_arn, var.replication_destination_default_kms_arn])'),
  ),
  attribute('has_metrics', raw('coalesce(var.replication_metrics, var.replication_time_control)')),
  ...REPORT_LOCALS,
  comment('How many of something there are must not hang on what is known only after another resource was made.'),
  attribute('replicates_kms_objects', raw('length(var.replication_source_kms_arns) > 0')),
  attribute('versions_destination', raw('var.manage_versioning && var.manage_destination_versioning')),
  comment(
    'One rule for each prefix, a single one for every key if there is none; a later rule wins. None of an adopted configuration.',
  ),
  attribute('prefixes', raw('length(var.prefixes) == 0 ? [""] : var.prefixes')),
  attribute('slugs', raw(`[for prefix in local.prefixes : ${slug}]`)),
  attribute(
    'rules',
    raw(
      `[\n  for index, prefix in local.prefixes : {\n` +
        `    id       = ${before} == 0 ? local.slugs[index] : "\${local.slugs[index]}-\${${before} + 1}"\n` +
        `    prefix   = prefix\n    priority = index + 1\n  } if !var.adopt_existing_replication\n]`,
    ),
  ),
  comment('One topic for alarms and events of jobs, unless one is given.'),
  attribute('makes_topic', raw('(var.after_care.alarms || var.after_care.job_events) && var.after_care.topic == null')),
  attribute(
    'topic_arn',
    raw('local.makes_topic ? one(aws_sns_topic.after_care[*].arn) : try(var.after_care.topic.arn, null)'),
  ),
  attribute('has_alarms_on_latency', raw('var.after_care.alarms && var.after_care.latency_alarms')),
];
