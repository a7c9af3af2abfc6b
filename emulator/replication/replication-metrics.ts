// What replication rules with metrics report to CloudWatch, minute by minute, from what replication really did.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
import type { Bucket, ObjectVersion, ReplicationRule } from '../world/bucket';
import type { World } from '../world/world';
import type { MetricMinute, RuleMetrics, Waiting } from '../world/replication-metrics';

export const MINUTE_MS = 60_000;
/** CloudWatch keeps points of a minute for 15 days. */
export const KEPT_MINUTES = 15 * 24 * 60;

export function metricsOf(
  { replicationMetrics }: World,
  source: string,
  rule: string,
  destination: string,
): RuleMetrics {
  const name = JSON.stringify([source, rule, destination]);
  const known = replicationMetrics.get(name);
  if (known !== undefined) return known;
  const metrics: RuleMetrics = { waiting: new Set(), minutes: new Map() };
  replicationMetrics.set(name, metrics);
  return metrics;
}

/** Notes that the version waits for live replication by these rules. @returns what notes that it waits no more */
export function beginWait(
  world: World,
  source: Bucket,
  rules: readonly ReplicationRule[],
  { body }: ObjectVersion,
): () => void {
  const measured = rules.filter(({ metrics }) => metrics === true);
  if (measured.length === 0) return () => undefined;
  const wait: Waiting = { sinceMs: world.clock.now(), bytes: body.length };
  const all = measured.map(({ id, destinationBucket }) => metricsOf(world, source.name, id, destinationBucket));
  for (const { waiting } of all) waiting.add(wait);
  return () => {
    for (const metrics of all) endWait(metrics, wait, world.clock.now());
  };
}

function endWait(metrics: RuleMetrics, wait: Waiting, now: number): void {
  metrics.waiting.delete(wait);
  const last = Math.floor(now / MINUTE_MS);
  const first = Math.max(Math.floor(wait.sinceMs / MINUTE_MS), last - KEPT_MINUTES);
  for (let number = first; number < last; number++) {
    const minute = minuteOf(metrics, number);
    minute.operations++;
    minute.bytes += wait.bytes;
    minute.latencyMs = Math.max(minute.latencyMs, (number + 1) * MINUTE_MS - wait.sinceMs);
  }
  const minute = minuteOf(metrics, last);
  minute.latencyMs = Math.max(minute.latencyMs, now - wait.sinceMs);
}

/** Notes how an attempt ended, one of live replication or of a job. */
export function noteAttempt(world: World, source: Bucket, rule: ReplicationRule, isFailed: boolean): void {
  if (rule.metrics !== true) return;
  const metrics = metricsOf(world, source.name, rule.id, rule.destinationBucket);
  const minute = minuteOf(metrics, Math.floor(world.clock.now() / MINUTE_MS));
  minute.failed = (minute.failed ?? 0) + (isFailed ? 1 : 0);
}

function minuteOf({ minutes }: RuleMetrics, number: number): MetricMinute {
  const known = minutes.get(number);
  if (known !== undefined) return known;
  const minute: MetricMinute = { operations: 0, bytes: 0, latencyMs: 0 };
  minutes.set(number, minute);
  if (minutes.size > KEPT_MINUTES) {
    for (const old of minutes.keys()) if (old <= number - KEPT_MINUTES) minutes.delete(old);
  }
  return minute;
}

/** What waited, and how far behind the destination was, at the end of a minute; of the one that runs: now. */
export function pendingIn(
  { waiting, minutes }: RuleMetrics,
  number: number,
  now: number,
): Omit<MetricMinute, 'failed'> {
  const endMs = Math.min((number + 1) * MINUTE_MS, now);
  const { operations, bytes, latencyMs } = minutes.get(number) ?? { operations: 0, bytes: 0, latencyMs: 0 };
  const pending = { operations, bytes, latencyMs };
  for (const wait of waiting) {
    if (wait.sinceMs >= (number + 1) * MINUTE_MS) continue;
    pending.operations++;
    pending.bytes += wait.bytes;
    pending.latencyMs = Math.max(pending.latencyMs, endMs - wait.sinceMs);
  }
  return pending;
}
