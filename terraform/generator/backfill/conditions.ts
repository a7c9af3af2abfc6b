// What of terraform/backfill depends on a variable.
import type { Conditions } from '../description';
import { raw } from '../hcl-text';
import { MANIFESTS_ARE_KEPT, REPORT_STAND_INS } from '../report-place';
import { keysOf, roleNameOf } from '../stand-ins';

const hasKeys = 'length(local.replica_keys) > 0';
const hasBucketKeys = 'var.replication_destination_bucket_keys != "none"';

export const CONDITIONS: Conditions = {
  statements: {
    ReplicaKey: hasKeys,
    ReplicaKeyOfABucketKey: `${hasKeys} && ${hasBucketKeys}`,
    ManifestObjects: MANIFESTS_ARE_KEPT,
    SourceObjectsUnderALock: 'var.source_object_lock',
    DestinationObjectsThatChangeOwner: 'var.replica_owner_override',
    SourceKey: 'length(var.replication_source_kms_arns) > 0',
    JobEvents: 'var.after_care.job_events',
  },
  // The statements for a key of another account are handed out only with a key.
  statementsOf: { 'key-policy': { ReplicaKey: true, ReplicaKeyOfABucketKey: hasBucketKeys } },
  // The list of source keys has a length before their ARNs are known.
  blocks: {
    aws_s3_bucket_replication_configuration: {
      existing_object_replication: 'var.existing_object_replication != null',
      source_selection_criteria: 'local.replicates_kms_objects || var.replica_modification_sync',
      sse_kms_encrypted_objects: 'local.replicates_kms_objects',
      replica_modifications: 'var.replica_modification_sync',
      access_control_translation: 'var.replica_owner_override',
      encryption_configuration: 'local.replicates_kms_objects',
      replication_time: 'var.replication_time_control',
      metrics: 'local.has_metrics',
      event_threshold: 'var.replication_time_control',
    },
  },
  trust: 'var.confused_deputy_conditions',
  values: [
    [
      (key, value) => key === 'status' && value === 'DELETE_MARKERS',
      raw('var.replicate_delete_markers ? "Enabled" : "Disabled"'),
    ],
    [(key) => key === 'account', raw('var.replica_owner_override ? var.replication_destination_account_id : null')],
    ...keysOf('replication_source_kms_arns', 'var.replication_source_kms_arns'),
    ...keysOf('replication_destination_kms_arn', 'local.replica_keys'),
    ...REPORT_STAND_INS,
    roleNameOf('REPLICATION_ROLE_NAME_PREFIX', 'replication-', 's3-replication-'),
    roleNameOf('JOB_ROLE_NAME_PREFIX', 'job-', 's3-backfill-job-'),
  ],
  further: {
    'backfill_after-care_topic': { name_prefix: raw('var.after_care.topic_name == null ? "s3-backfill-" : null') },
  },
  bucketKeysOf: (sid) => `replication_${sid === 'SourceKey' ? 'source' : 'destination'}_bucket_keys`,
};
