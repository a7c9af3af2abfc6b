// What the resources of terraform/inventory-copy are called.
import type { Names } from '../description';
import { MAKES_REPORTS, REPORT_NAMES } from '../report-place';

export const NAMES: Names = {
  's3-backfill-partition': { name: 'current' },
  backfill_region: { name: 'current' },
  backfill_caller: { name: 'current' },
  's3-backfill-account': { name: 'current' },
  ...functionNames('reader'),
  ...functionNames('worker'),
  ...queueNames('lists'),
  ...queueNames('copies'),
  backfill_inventory: { name: 'this' },
  backfill_rule: { name: 'delivered' },
  backfill_target: { name: 'delivered' },
  // What they say is handed out, where bucket or key is not made here.
  'backfill_inventory-policy': { name: 'inventory_bucket' },
  'backfill_inventory-key-policy': { name: 'inventory_key' },
  'backfill_queue-key-policy': { name: 'queue_key' },
  'backfill_bucket-policy': { name: 'destination_bucket' },
  'backfill_key-policy': { name: 'destination_key' },
  'backfill_lists-dead': { name: 'lists_dead' },
  'backfill_copies-dead': { name: 'copies_dead' },
  'backfill_reader-errors': { name: 'reader_errors' },
  'backfill_worker-errors': { name: 'worker_errors' },
  'backfill_copies-age': { name: 'copies_age' },
  backfill_dashboard: { name: 'this', when: 'var.dashboard' },
  ...REPORT_NAMES,
  backfill_events: { name: 'reports', when: MAKES_REPORTS },
};

function functionNames(program: string): Names {
  return {
    [`backfill_${program}_role`]: { name: program },
    [`backfill_${program}_trust`]: { name: `${program}_trust` },
    [`backfill_${program}_policy`]: { name: program },
    [`backfill_${program}_permissions`]: { name: program },
    [`backfill_${program}_log`]: { name: program },
    [`backfill_${program}_function`]: { name: program },
    [`backfill_${program}_mapping`]: { name: program },
  };
}

function queueNames(queue: string): Names {
  return {
    [`backfill_${queue}-queue_messages`]: { name: queue },
    [`backfill_${queue}-queue_dead-letters`]: { name: `${queue}_dead` },
    [`backfill_${queue}-queue_redrive`]: { name: queue },
    [`backfill_${queue}-queue_policy-document`]: { name: `${queue}_queue` },
    [`backfill_${queue}-queue_policy`]: { name: queue },
  };
}
