// What of terraform/athena-evidence depends on a variable.
import { SERDE } from '../../../modules/athena-evidence/tables';
import type { Conditions, StandIn } from '../description';
import { raw } from '../hcl-text';

const SIDES = ['source', 'destination'] as const;

export const CONDITIONS: Conditions = {
  statements: {},
  statementsOf: {},
  blocks: {},
  lists: Object.fromEntries(SIDES.map((side) => [`backfill_${side}`, { columns: raw(`local.columns.${side}`) }])),
  values: [
    [(key) => key === 'bytes_scanned_cutoff_per_query', raw('var.scan_limit_gigabytes * 1000000000')],
    [(key) => key === 'encryption_option', raw('var.results_kms_arn == null ? "SSE_S3" : "SSE_KMS"')],
    ...SIDES.map((side): StandIn => [
      (key, _value, _sid, id) => key === 'serialization_library' && id === `backfill_${side}`,
      raw(`var.${side}_inventory.format == "CSV" ? "${SERDE.CSV}" : "${SERDE.Parquet}"`),
    ]),
  ],
  further: {},
  bucketKeysOf: (sid) => {
    throw new Error(`what Athena asks has no policy: ${sid}`);
  },
};
