// How live replication keeps up, for a person.
import type { HealthEvent, RuleHealth } from '../../events/health-events';
import { count, counted, duration } from '../../text/figures';
import { visible } from '../../text/safe-text';

/** What CloudWatch says of one rule. */
export function ruleWords({ pendingOperations, failedOperations, latencySeconds, unknown }: RuleHealth): string {
  const parts = [
    ...(pendingOperations === undefined ? [] : [`${count(pendingOperations)} pending`]),
    ...(failedOperations === undefined ? [] : [`${count(failedOperations)} failed in the last hour`]),
    ...(latencySeconds === undefined ? [] : [`${duration(latencySeconds)} behind`]),
    ...(unknown === undefined ? [] : [`not known: ${unknown}`]),
  ];
  return parts.join(', ');
}

export function statusWords({ statuses }: HealthEvent): string {
  return statuses.map(({ status, count: amount }) => `${count(amount)} ${status}`).join(', ');
}

export function healthText(event: HealthEvent): string {
  const { bucket, listed, recent, lookedAt, failedKeys, oldestPendingSeconds, rules } = event;
  return [
    `'${visible(bucket)}': ${counted(recent, 'recent object version')} of ${count(listed)} listed, ${count(lookedAt)} looked at`,
    ...(lookedAt === 0 ? [] : [`  ${visible(statusWords(event))}`]),
    ...(oldestPendingSeconds === undefined
      ? []
      : [`  the oldest that is PENDING waits for ${duration(oldestPendingSeconds)}`]),
    ...(failedKeys.length === 0 ? [] : [`  FAILED: ${failedKeys.map((key) => `'${visible(key)}'`).join(', ')}`]),
    ...rules.map(
      (rule) => `  rule '${visible(rule.rule)}' to '${visible(rule.destination)}': ${visible(ruleWords(rule))}`,
    ),
  ].join('\n');
}
