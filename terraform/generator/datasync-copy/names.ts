// What the resources of terraform/datasync-copy are called.
import type { Names } from '../description';
import { REPORT_NAMES } from '../report-place';

/** Enhanced mode writes to a group of the account. */
export const WRITES_ITS_LOG = 'var.task_mode == "BASIC" && var.log_level != "OFF"';

export const NAMES: Names = {
  's3-backfill-partition': { name: 'current' },
  backfill_region: { name: 'current' },
  backfill_caller: { name: 'current' },
  's3-backfill-account': { name: 'current' },
  ...roleNames('source'),
  ...roleNames('destination'),
  ...roleNames('report'),
  // What they say is handed out only for a destination in another account, which may be known as late as at apply.
  'backfill_bucket-policy': { name: 'destination_bucket' },
  'backfill_key-policy': { name: 'destination_key' },
  backfill_source: { name: 'source' },
  backfill_destination: { name: 'destination' },
  'backfill_log-group': { name: 'task', when: WRITES_ITS_LOG },
  'backfill_log-policy-document': { name: 'log', when: WRITES_ITS_LOG },
  'backfill_log-policy': { name: 'task', when: WRITES_ITS_LOG },
  backfill_task: { name: 'this' },
  ...REPORT_NAMES,
};

function roleNames(side: string): Names {
  return {
    [`backfill_${side}-role`]: { name: side },
    [`backfill_${side}-role_role`]: { name: side },
    [`backfill_${side}-role_trust`]: { name: `${side}_trust` },
    [`backfill_${side}-role_policy`]: { name: side },
    [`backfill_${side}-role_permissions`]: { name: side },
  };
}
