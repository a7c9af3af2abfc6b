// What the resources of terraform/detached-run are called.
import type { Names } from '../description';

/** Whether there is a topic, and not its ARN, which may be that of a resource of the same apply. */
const TELLS = 'var.topic != null';

export const NAMES: Names = {
  's3-backfill-partition': { name: 'current' },
  's3-backfill-account': { name: 'current' },
  backfill_machine: { name: 'this' },
  backfill_role: { name: 'machine' },
  backfill_trust: { name: 'machine_trust' },
  backfill_policy: { name: 'machine' },
  backfill_permissions: { name: 'machine' },
  backfill_step_function: { name: 'step' },
  backfill_step_role: { name: 'step' },
  backfill_step_trust: { name: 'step_trust' },
  backfill_step_policy: { name: 'step' },
  backfill_step_permissions: { name: 'step' },
  backfill_step_log: { name: 'step' },
  backfill_ended: { name: 'ended', when: TELLS },
  backfill_topic: { name: 'ended', when: TELLS },
  backfill_failed: { name: 'failed' },
  'backfill_timed-out': { name: 'timed_out' },
};
