// What the resources of terraform/backfill are called.
import type { Names } from '../description';
import { REPORT_NAMES } from '../report-place';

const REPLICATES = '!var.adopt_existing_replication';
const VERSIONS = 'var.manage_versioning';

const MAKES_TOPIC = 'local.makes_topic';
const TELLS_JOBS = 'var.after_care.job_events';
const alarmsIf = (condition: string): string => `${condition} ? { for rule in local.rules : rule.id => rule } : {}`;

export const NAMES: Names = {
  's3-backfill-partition': { name: 'current' },
  backfill_region: { name: 'current' },
  backfill_caller: { name: 'current' },
  's3-backfill-account': { name: 'current' },
  backfill_replication_configuration: { name: 'this', when: REPLICATES },
  'backfill_source-versioning': { name: 'source', when: VERSIONS },
  'backfill_destination-versioning': {
    name: 'destination',
    when: 'local.versions_destination',
  },
  'backfill_replication-role': { name: 'replication', when: REPLICATES },
  'backfill_replication-role_trust': { name: 'replication_trust', when: REPLICATES },
  'backfill_replication-role_policy': { name: 'replication', when: REPLICATES },
  'backfill_replication-role_permissions': { name: 'replication', when: REPLICATES },
  // What they say is handed out only for a destination in another account, which may be known as late as at apply.
  'backfill_destination-access_1_bucket-policy': { name: 'destination_bucket', when: REPLICATES },
  'backfill_destination-access_1_key-policy': { name: 'destination_key', when: REPLICATES },
  'backfill_batch-job-role': { name: 'batch_job' },
  'backfill_batch-job-role_trust': { name: 'batch_job_trust' },
  'backfill_batch-job-role_policy': { name: 'batch_job' },
  'backfill_batch-job-role_permissions': { name: 'batch_job' },
  ...REPORT_NAMES,
  'backfill_after-care_topic': { name: 'after_care', when: MAKES_TOPIC },
  'backfill_after-care_topic-policy': { name: 'after_care', when: MAKES_TOPIC },
  'backfill_after-care_topic-policy-document': { name: 'after_care', when: MAKES_TOPIC },
  'backfill_after-care_alarms_rule-1-failed': { name: 'failed', each: alarmsIf('var.after_care.alarms') },
  'backfill_after-care_alarms_rule-1-latency': { name: 'latency', each: alarmsIf('local.has_alarms_on_latency') },
  'backfill_after-care_alarms_rule-1-pending': {
    name: 'pending',
    each: alarmsIf('local.has_alarms_on_latency && var.after_care.pending_bytes != null'),
  },
  'backfill_after-care_job-events_rule': { name: 'job_events', when: TELLS_JOBS },
  'backfill_after-care_job-events_target': { name: 'job_events', when: TELLS_JOBS },
};
