import { insideRule } from '../../patches/rule-patches';
import type { ReplicationRule } from '../../ports/s3/replication';
import { hiddenBy } from '../../replication/hidden-rule';
import { visible } from '../../text/safe-text';
import { ok, wrong, type Check } from '../check';
import type { Finding } from '../../events/check-events';

/** What would become of objects by `rule`, and does not by the one that goes before it. */
function lost(rule: ReplicationRule, by: ReplicationRule): readonly string[] {
  return [
    ...(rule.kmsObjects && !by.kmsObjects ? ['objects under SSE-KMS are passed over'] : []),
    ...(rule.deleteMarkers && !by.deleteMarkers ? ['delete markers are not replicated'] : []),
    ...(rule.storageClass !== by.storageClass
      ? [
          `replicas get the storage class ${by.storageClass ?? 'of their source'}, not ${rule.storageClass ?? 'that of their source'}`,
        ]
      : []),
    ...(rule.replicaKmsKeyArn !== by.replicaKmsKeyArn && by.replicaKmsKeyArn !== undefined
      ? [`replicas are encrypted with ${by.replicaKmsKeyArn}`]
      : []),
    ...(by.sourceMultiRegionKey === true && rule.sourceMultiRegionKey !== true
      ? ['replicas are encrypted with the multi-Region key that is related to the key of their source']
      : []),
  ];
}

function look(rule: ReplicationRule, rules: readonly ReplicationRule[]): readonly Finding[] {
  const by = hiddenBy(rule, rules);
  if (by === undefined) return [];
  const losses = lost(rule, by);
  const shadow = `the rule '${visible(rule.id)}' (priority ${rule.priority}) never applies: '${visible(by.id)}' (priority ${by.priority}) covers all of its objects and has the same destination`;
  if (losses.length === 0) return [ok(`${shadow}; nothing is different by it`)];
  return [
    wrong(
      `${shadow}; ${losses.join(', ')}`,
      `give '${visible(rule.id)}' a higher priority than '${visible(by.id)}'`,
      insideRule({ priority: Math.max(...rules.map(({ priority }) => priority)) + 1 }),
    ),
  ];
}

/** Of rules with the same destination, S3 follows only the one with the highest priority. */
export const rulePriorityCheck: Check = {
  id: 'rule-priority',
  title: 'every rule does what it says, whatever its priority',
  async run({ rules }) {
    const enabled = await rules();
    const findings = enabled.flatMap((rule) => look(rule, enabled));
    if (enabled.length === 0 || findings.some(({ answer }) => answer === 'wrong')) return findings;
    return findings.length > 0 ? findings : [ok(`${enabled.length} enabled`)];
  },
};
