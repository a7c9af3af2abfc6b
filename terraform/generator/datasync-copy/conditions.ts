// What of terraform/datasync-copy depends on a variable.
import { LOCATION_CLASSES } from '../../../modules/datasync-copy/storage-class';
import type { Conditions } from '../description';
import { raw } from '../hcl-text';
import { MANIFESTS_ARE_KEPT, REPORT_STAND_INS } from '../report-place';
import { isText, keysOf, roleNameOf } from '../stand-ins';
import { WRITES_ITS_LOG } from './names';

// Lists have a length before their members are known.
const hasCallers = 'length(var.destination_caller_arns) > 0';

/** Those that DataSync has another word for. */
const classInItsWords = Object.entries(LOCATION_CLASSES)
  .filter(([ours, theirs]) => ours !== theirs)
  .reduce((rest, [ours, theirs = '']) => `var.storage_class == "${ours}" ? "${theirs}" : ${rest}`, 'var.storage_class');

export const CONDITIONS: Conditions = {
  statements: {
    ManifestObjects: MANIFESTS_ARE_KEPT,
    SourceKey: 'length(var.replication_source_kms_arns) > 0',
    DestinationKey: 'length(var.destination_kms_arns) > 0',
    ComparedBucket: hasCallers,
    ComparedObjects: hasCallers,
  },
  // Handed out only with a key.
  statementsOf: { 'key-policy': { DestinationKey: true } },
  blocks: {
    aws_datasync_task: {
      includes: 'length(var.includes) > 0',
      excludes: 'length(var.excludes) > 0',
      schedule: 'var.schedule != null',
    },
  },
  values: [
    [
      (key, value) => key === 'identifiers' && isText(value, 'var.destination_caller_arns'),
      raw('var.destination_caller_arns'),
    ],
    ...keysOf('replication_source_kms_arns', 'var.replication_source_kms_arns'),
    ...keysOf('destination_kms_arns', 'var.destination_kms_arns'),
    ...REPORT_STAND_INS,
    ...['source', 'destination', 'report'].map((side) =>
      roleNameOf(`s3-datasync-${side}-`, 'datasync-', `s3-datasync-${side}-`),
    ),
    [(key) => key === 'task_mode', raw('var.task_mode')],
    [(key) => key === 'verify_mode', raw('var.verify_mode')],
    [(key) => key === 'overwrite_mode', raw('var.overwrite_mode')],
    [(key) => key === 'log_level', raw('var.log_level')],
    [(key) => key === 'bytes_per_second', raw('var.bytes_per_second == null ? -1 : var.bytes_per_second')],
    [(key) => key === 's3_storage_class', raw(classInItsWords)],
    [
      (key) => key === 'cloudwatch_log_group_arn',
      raw(`${WRITES_ITS_LOG} ? aws_cloudwatch_log_group.task[0].arn : null`),
    ],
    [(_, value) => value === '/${local.report_prefix}/', raw('"/${local.report_folder}"')],
  ],
  further: {},
  bucketKeysOf: (sid) => (sid === 'SourceKey' ? 'replication_source_bucket_keys' : 'destination_bucket_keys'),
};
