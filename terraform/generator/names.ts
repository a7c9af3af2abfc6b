// Ids for people in the place of those that cdktf makes of construct paths.

/** What a resource is called in the module, and when it is there. */
interface Named {
  readonly name: string;
  /** A condition, known when Terraform plans: no text that may be an attribute of a resource stands in it. @default - always */
  readonly when?: string;
  /** There is one for each member of this map. @default - there is one */
  readonly each?: string;
}

const REPLICATES = '!var.adopt_existing_replication';
const MAKES_REPORTS = 'var.create_report_bucket != null';
const VERSIONS = 'var.manage_versioning';

const MAKES_TOPIC = 'local.makes_topic';
const TELLS_JOBS = 'var.after_care.job_events';
const alarmsIf = (condition: string): string => `${condition} ? { for rule in local.rules : rule.id => rule } : {}`;

/** By cdktf's id without its hash, in the order in which people read. */
const NAMES: Readonly<Record<string, Named>> = {
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
  backfill_reports_bucket: { name: 'reports', when: MAKES_REPORTS },
  backfill_reports_encryption: { name: 'reports', when: MAKES_REPORTS },
  backfill_reports_lifecycle: { name: 'reports', when: MAKES_REPORTS },
  backfill_reports_ownership: { name: 'reports', when: MAKES_REPORTS },
  'backfill_reports_public-access': { name: 'reports', when: MAKES_REPORTS },
  'backfill_reports_tls-only': { name: 'reports', when: MAKES_REPORTS },
  'backfill_reports_tls-only-policy': { name: 'reports', when: MAKES_REPORTS },
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

/** Where in main.tf it stands: in the order of the list. */
export const placeOf = (id: string): number => Object.keys(NAMES).indexOf(withoutHash(id));

export const withoutHash = (id: string): string => id.replace(/_[0-9A-F]{8}$/, '');

/** @throws Error if a construct has come up that the module has no name for */
export function named(id: string): Named {
  const found = NAMES[withoutHash(id)];
  if (found === undefined) throw new Error(`the module has no name for ${id}: add it to names.ts`);
  return found;
}

/** The text with every reference to a resource as the module knows it. */
export function renamed(text: string): string {
  return text.replace(
    /\b((?:data\.)?aws_\w+)\.([\w-]+?_[0-9A-F]{8}|s3-backfill-\w+)(\.\w+)?/g,
    (_, type: string, id: string, rest = '') => {
      const { name, when } = named(id);
      // Without an attribute it is one of depends_on, which takes the resource as a whole.
      return `${type}.${name}${when === undefined || rest === '' ? '' : '[0]'}${String(rest)}`;
    },
  );
}
