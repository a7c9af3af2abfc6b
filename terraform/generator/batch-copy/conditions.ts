// What of terraform/batch-copy depends on a variable.
import type { Conditions } from '../description';
import { raw } from '../hcl-text';
import { MANIFESTS_ARE_KEPT, REPORT_STAND_INS } from '../report-place';
import { isText, keysOf, roleNameOf } from '../stand-ins';

// Lists have a length before their members are known.
const hasKeys = 'length(var.destination_kms_arns) > 0';
const hasBucketKeys = 'var.destination_bucket_keys != "none"';
const hasCallers = 'length(var.destination_caller_arns) > 0';

export const CONDITIONS: Conditions = {
  statements: {
    ManifestObjects: MANIFESTS_ARE_KEPT,
    SourceKey: 'length(var.replication_source_kms_arns) > 0',
    DestinationKey: hasKeys,
    DestinationKeyOfABucketKey: `${hasKeys} && ${hasBucketKeys}`,
    // Handed out only with a key.
    BatchCopyDestinationKeyOfABucketKey: hasBucketKeys,
    ComparedBucket: hasCallers,
    ComparedObjects: hasCallers,
  },
  statementsOf: {},
  blocks: {},
  trust: 'var.confused_deputy_conditions',
  values: [
    [
      (key, value) => key === 'identifiers' && isText(value, 'var.destination_caller_arns'),
      raw('var.destination_caller_arns'),
    ],
    ...keysOf('replication_source_kms_arns', 'var.replication_source_kms_arns'),
    ...keysOf('destination_kms_arns', 'var.destination_kms_arns'),
    ...REPORT_STAND_INS,
    roleNameOf('COPY_ROLE_NAME_PREFIX', 'copy-', 's3-batch-copy-'),
  ],
  further: {},
  bucketKeysOf: (sid) => (sid === 'SourceKey' ? 'replication_source_bucket_keys' : 'destination_bucket_keys'),
};
