// What the resources of terraform/batch-copy are called.
import type { Names } from '../description';
import { REPORT_NAMES } from '../report-place';

export const NAMES: Names = {
  's3-backfill-partition': { name: 'current' },
  backfill_region: { name: 'current' },
  backfill_caller: { name: 'current' },
  's3-backfill-account': { name: 'current' },
  'backfill_batch-copy-role': { name: 'batch_copy' },
  'backfill_batch-copy-role_trust': { name: 'batch_copy_trust' },
  'backfill_batch-copy-role_policy': { name: 'batch_copy' },
  'backfill_batch-copy-role_permissions': { name: 'batch_copy' },
  // What they say is handed out only for a destination in another account, which may be known as late as at apply.
  'backfill_destination-access_1_bucket-policy': { name: 'destination_bucket' },
  'backfill_destination-access_1_key-policy': { name: 'destination_key' },
  ...REPORT_NAMES,
};
