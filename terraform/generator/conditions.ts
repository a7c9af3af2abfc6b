// What of the module depends on a variable.
import { raw, type Expression } from './hcl-text';
import type { Json } from './placeholders';

const hasKeys = 'length(local.replica_keys) > 0';
const REPLICA_KEYS_WHEN: Readonly<Record<string, string>> = {
  ReplicaKey: hasKeys,
  ReplicaKeyOfABucketKey: `${hasKeys} && var.replication_destination_bucket_keys != "none"`,
};

/** Statements by their sid: granted only if the condition holds. */
const STATEMENTS_WHEN: Readonly<Record<string, string>> = {
  ...REPLICA_KEYS_WHEN,
  ManifestObjects: 'local.manifest_prefix != ""',
  SourceObjectsUnderALock: 'var.source_object_lock',
  DestinationObjectsThatChangeOwner: 'var.replica_owner_override',
  SourceKey: 'length(var.replication_source_kms_arns) > 0',
  JobEvents: 'var.after_care.job_events',
};

/** Blocks of a rule: written only if the condition holds. The list of source keys has a length before their ARNs are known. */
export const RULE_BLOCKS_WHEN: Readonly<Record<string, string>> = {
  existing_object_replication: 'var.existing_object_replication != null',
  source_selection_criteria: 'local.replicates_kms_objects || var.replica_modification_sync',
  sse_kms_encrypted_objects: 'local.replicates_kms_objects',
  replica_modifications: 'var.replica_modification_sync',
  access_control_translation: 'var.replica_owner_override',
  encryption_configuration: 'local.replicates_kms_objects',
  replication_time: 'var.replication_time_control',
  metrics: 'local.has_metrics',
  event_threshold: 'var.replication_time_control',
};

/** Values that stand for what a variable holds. */
export const VALUES: readonly (readonly [is: (key: string, value: Json) => boolean, value: Expression])[] = [
  [
    (key, value) => key === 'status' && value === 'DELETE_MARKERS',
    raw('var.replicate_delete_markers ? "Enabled" : "Disabled"'),
  ],
  [(key) => key === 'account', raw('var.replica_owner_override ? var.replication_destination_account_id : null')],
  [
    (key, value) => key === 'resources' && isText(value, 'var.replication_source_kms_arns'),
    raw('var.replication_source_kms_arns'),
  ],
  [
    (key, value) => key === 'resources' && isText(value, 'var.replication_destination_kms_arn'),
    raw('local.replica_keys'),
  ],
  [
    (key, value) => key === 'values' && isText(value, 'split(":", "${var.replication_source'),
    viaS3('var.replication_source_kms_arns'),
  ],
  [
    (key, value) => key === 'values' && isText(value, 'split(":", "${var.replication_dest'),
    viaS3('local.replica_keys'),
  ],
  [
    (key, value) => key === 'bucket' && value === '${var.create_report_bucket.name}',
    raw('var.create_report_bucket.name'),
  ],
  [(key) => key === 'force_destroy', raw('var.create_report_bucket.force_destroy')],
  [(key) => key === 'days', raw('var.create_report_bucket.expire_days')],
  [
    (_, value) => value === 'REPLICATION_ROLE_NAME_PREFIX',
    raw('var.role_name_prefix == null ? "s3-replication-" : "${var.role_name_prefix}replication-"'),
  ],
  [
    (_, value) => value === 'JOB_ROLE_NAME_PREFIX',
    raw('var.role_name_prefix == null ? "s3-backfill-job-" : "${var.role_name_prefix}job-"'),
  ],
];

/** Arguments that the constructs leave out when another one is there. */
export const FURTHER: Readonly<Record<string, Readonly<Record<string, Expression>>>> = {
  'backfill_after-care_topic': { name_prefix: raw('var.after_care.topic_name == null ? "s3-backfill-" : null') },
};

function isText(value: Json, part: string): boolean {
  return Array.isArray(value) && String(value[0]).includes(part);
}

function viaS3(keys: string): Expression {
  const service = 's3.${split(":", arn)[3]}.${data.aws_partition.current.dns_suffix}';
  return raw(`distinct([for arn in ${keys} : "${service}"])`);
}

/** When a statement of a policy is there; undefined: always. */
export function statementWhen(sid: string, id: string): string | undefined {
  const when = STATEMENTS_WHEN[sid];
  // The statements for a key of another account are there only with a key.
  if (!id.endsWith('key-policy') || when === undefined) return when;
  return when === hasKeys ? undefined : when.replace(`${hasKeys} && `, '');
}
