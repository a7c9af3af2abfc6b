// What of terraform/detached-run depends on a variable.
import type { Conditions } from '../description';
import { raw } from '../hcl-text';
import { DESTINATION_STAND_INS, KEEPS_MANIFESTS } from '../of-handoff';
import { SECONDS } from './placeholders';

export const CONDITIONS: Conditions = {
  statements: { ManifestBucket: KEEPS_MANIFESTS, ManifestObjects: KEEPS_MANIFESTS },
  statementsOf: {},
  blocks: {},
  values: [
    ...DESTINATION_STAND_INS,
    [(key) => key === 'handoff', raw('var.s3_backfill')],
    [(key, value) => key === 'Seconds' && value === SECONDS.startAfter, raw('var.start_after_seconds')],
    [(key, value) => key === 'Seconds' && value === SECONDS.poll, raw('var.poll_seconds')],
    [(key, value) => key === 'TimeoutSeconds' && value === SECONDS.timeout, raw('var.timeout_seconds')],
    [(key) => key === 'source_code_hash', raw('filebase64sha256(var.archive_path)')],
    [(key) => key === 'alarm_actions', raw('var.alarm_action_arns')],
  ],
  further: {},
  bucketKeysOf: (sid) => {
    throw new Error(`no statement of a run in the account is about a key: ${sid}`);
  },
};
