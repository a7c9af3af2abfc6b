// The files of terraform/backfill.
import { attribute, block, comment, hcl, raw, type Body, type Item, type Value } from './hcl-text';
import { outputsTf } from './outputs';
import { synthesizeWithPlaceholders, type Synthesized } from './placeholders';
import { readme } from './readme';
import { resourceBlock } from './resource-bodies';
import { placeOf, withoutHash } from './names';
import { variablesTf } from './variables';

const MADE = 'Made by `npm run hcl` from the constructs in modules/: change those instead.';

/** Terraform 1.5 and OpenTofu 1.6 know everything that is used here; 5 and 6 are the AWS providers that have these resources. */
const REQUIRED_TERRAFORM = '>= 1.5';
const REQUIRED_PROVIDER = '>= 5.0, < 7.0';

/** Name and text of each file. */
export function moduleFiles(): Readonly<Record<string, string>> {
  const synthesized = synthesizeWithPlaceholders();
  const file = (text: string): string => `# ${MADE}\n\n${text}\n`;
  return {
    'versions.tf': file(versionsTf()),
    'variables.tf': file(variablesTf()),
    'main.tf': file(hcl([locals(), ...blocks(synthesized)])),
    'outputs.tf': file(outputsTf(synthesized)),
    'README.md': readme(),
  };
}

function versionsTf(): string {
  const aws = attribute('aws', { source: 'hashicorp/aws', version: REQUIRED_PROVIDER });
  return hcl([
    block('terraform', [], [attribute('required_version', REQUIRED_TERRAFORM), block('required_providers', [], [aws])]),
  ]);
}

function locals(): Item {
  const slug =
    'prefix == "" ? "all-objects" : coalesce(substr(trim(replace(prefix, "/[^A-Za-z0-9._-]+/", "-"), "-"), 0, 200), "prefix")';
  const before = 'length([for other in slice(local.slugs, 0, index) : other if other == local.slugs[index]])';
  return block(
    'locals',
    [],
    [
      // Without text where nothing is given: what is missing is said once, by a precondition.
      attribute(
        'destination_bucket',
        raw(
          'var.replication_destination_bucket_arn == null ? "" : split(":", var.replication_destination_bucket_arn)[5]',
        ),
      ),
      attribute(
        'replica_keys',
        raw('compact([var.replication_destination_kms_arn, var.replication_destination_default_kms_arn])'),
      ),
      attribute('has_metrics', raw('coalesce(var.replication_metrics, var.replication_time_control)')),
      attribute(
        'report_bucket',
        raw(
          'var.create_report_bucket != null ? aws_s3_bucket.reports[0].bucket : var.report_bucket == null ? "" : var.report_bucket',
        ),
      ),
      attribute('report_prefix', raw('replace(var.report_prefix, "/\\\\/+$/", "")')),
      attribute('report_folder', raw('local.report_prefix == "" ? "" : "${local.report_prefix}/"')),
      attribute('manifest_prefix', raw('replace(var.manifest_prefix, "/\\\\/+$/", "")')),
      attribute('manifest_folder', raw('local.manifest_prefix == "" ? "" : "${local.manifest_prefix}/"')),
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
      attribute(
        'makes_topic',
        raw('(var.after_care.alarms || var.after_care.job_events) && var.after_care.topic == null'),
      ),
      attribute(
        'topic_arn',
        raw('local.makes_topic ? one(aws_sns_topic.after_care[*].arn) : try(var.after_care.topic.arn, null)'),
      ),
      attribute('has_alarms_on_latency', raw('var.after_care.alarms && var.after_care.latency_alarms')),
    ],
  );
}

/** Each once, in the order of names.ts. */
function blocks({ data, resource }: Synthesized): Body {
  const all = [['data', data] as const, ['resource', resource] as const].flatMap(([kind, types]) =>
    Object.entries(types).flatMap(([type, instances]) =>
      Object.entries(instances).map(([id, given]) => ({ id, kind, type, given })),
    ),
  );
  const seen = new Set<string>();
  return (
    all
      // The second key needs what the first one needs.
      .filter(({ id }) => !withoutHash(id).endsWith('key-policy-2'))
      .sort((a, b) => placeOf(a.id) - placeOf(b.id))
      .flatMap(({ id, kind, type, given }) => {
        const item = resourceBlock(kind, type, id, given);
        const address = item.kind === 'block' ? [kind, ...item.labels].join('.') : '';
        if (seen.has(address)) return [];
        seen.add(address);
        return [withPreconditions(item)];
      })
  );
}

type Precondition = readonly [condition: string, message: string];

/** What several variables together get wrong; a `validation` of Terraform before 1.9 sees only its own. */
const PRECONDITIONS: readonly Precondition[] = [
  [
    '(var.report_bucket == null) != (var.create_report_bucket == null)',
    'exactly one of report_bucket and create_report_bucket is needed.',
  ],
  [
    'local.destination_bucket != var.source_bucket',
    'replication_destination_bucket_arn is source_bucket itself: name another bucket.',
  ],
  [
    'try(coalesce(var.report_bucket, try(var.create_report_bucket.name, null)), "") != var.source_bucket',
    'reports in source_bucket would become objects of it: name another bucket for them.',
  ],
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

/** Terraform reads where the module is; everything else is text. */
function sentence(message: string): Value {
  return message.includes('${path.module}') ? raw(JSON.stringify(message)) : message;
}

/** By resource: that of the job role is always there; what a provider would refuse in words of its own stands at its resource. */
const PRECONDITIONS_OF: Readonly<Record<string, readonly Precondition[]>> = {
  'aws_iam_role.batch_job': PRECONDITIONS,
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

function withPreconditions(item: Item): Item {
  const preconditions = item.kind === 'block' ? PRECONDITIONS_OF[item.labels.join('.')] : undefined;
  if (item.kind !== 'block' || preconditions === undefined) return item;
  const checks = preconditions.map(([condition, message]) =>
    block('precondition', [], [attribute('condition', raw(condition)), attribute('error_message', sentence(message))]),
  );
  return { ...item, body: [...item.body, block('lifecycle', [], checks)] };
}
