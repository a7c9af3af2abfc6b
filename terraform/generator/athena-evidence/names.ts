// What the resources of terraform/athena-evidence are called.
import type { Names } from '../description';

export const NAMES: Names = {
  backfill_region: { name: 'current' },
  backfill_workgroup: { name: 'this' },
  backfill_database: { name: 'this' },
  backfill_source: { name: 'source_inventory' },
  backfill_destination: { name: 'destination_inventory' },
  backfill_reports: { name: 'completion_reports' },
};
