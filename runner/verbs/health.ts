import type { ReplicationMetricQuestion } from '../ports/metrics';
import type { Engine } from '../ports/engine';
import { RunnerError, isRunnerError } from '../ports/errors';
import type { StatusCount } from '../events/comparisons/comparison';
import type { Telling } from '../events/events';
import type { HealthEvent, RuleHealth } from '../events/health-events';
import { count, counted, duration } from '../text/figures';
import { visible } from '../text/safe-text';
import type { VersionEntry, VersionHead } from '../ports/s3/objects';
import type { ReplicationRule } from '../ports/s3/replication';
import { lookAtHead } from '../evidence/look-at-version';
import { refuseEmpty } from '../evidence/keys-under';
import { coverage } from '../replication/prefix-coverage';
import { enabledOf } from '../replication/read-rules';
import { rulesThatMaySelect } from '../replication/rule-selects';
import { statusOf } from '../replication/surveyed-version';
import { concurrently } from '../pacing/concurrently';
import { targetTold, type VerifyTarget } from '../verify/scope';
import { tellIdentities } from './accounts/tell-identities';

export interface HealthOptions {
  /** Age up to which an object version is recent. */
  readonly recentHours: number;
  /** Whether there may be nothing under a prefix. @default false */
  readonly allowEmpty?: boolean;
}

/** A listing is in the order of keys, so that recent versions may be anywhere in it. */
const MOST_LISTED = 100_000;
const MOST_LOOKED_AT = 200;
const MOST_KEYS = 5;
const AT_ONCE = 16;
const METRIC_MINUTES = 60;

interface Listed {
  readonly listed: number;
  readonly recent: readonly VersionEntry[];
  /** Whether there may be more than were listed. */
  readonly isPart: boolean;
}

async function recentVersions(
  { source, prefixes }: VerifyTarget,
  rules: readonly ReplicationRule[],
  { aws, clock }: Engine,
  recentHours: number,
): Promise<Listed> {
  const sinceMs = clock.now() - recentHours * 3_600_000;
  const recent: VersionEntry[] = [];
  let listed = 0;
  for (const prefix of prefixes ?? ['']) {
    for await (const page of aws.objects.versions(source.bucket, { prefix })) {
      listed += page.length;
      recent.push(
        ...page.filter(
          ({ key, deleteMarker, lastModifiedMs }) =>
            !deleteMarker && lastModifiedMs >= sinceMs && rulesThatMaySelect(key, rules).length > 0,
        ),
      );
      if (listed >= MOST_LISTED) return { listed, recent, isPart: true };
    }
  }
  return { listed, recent, isPart: false };
}

async function metricOf(
  { aws, clock }: Engine,
  question: Omit<ReplicationMetricQuestion, 'endMs' | 'minutes'>,
): Promise<{ readonly latest: number; readonly sum: number } | undefined> {
  return aws.metrics.replication({ ...question, endMs: clock.now(), minutes: METRIC_MINUTES });
}

/** What waits is told in the Region of the destination; one that cannot be seen is taken to be in that of the source. */
async function regionThere(bucket: string, here: string, { aws }: Engine): Promise<string> {
  try {
    return await aws.buckets.regionOf(bucket);
  } catch (error) {
    if (isRunnerError(error, 'denied', 'not-found')) return here;
    throw error;
  }
}

async function ruleHealth(
  rule: ReplicationRule,
  { bucket: sourceBucket, region: here }: VerifyTarget['source'],
  engine: Engine,
): Promise<RuleHealth> {
  const { id: ruleId, destinationBucket } = rule;
  const about = { rule: ruleId, destination: destinationBucket };
  const question = { sourceBucket, destinationBucket, ruleId };
  try {
    const there = await regionThere(destinationBucket, here, engine);
    const [pending, failed, latency] = await Promise.all([
      metricOf(engine, { ...question, region: there, metric: 'OperationsPendingReplication' }),
      metricOf(engine, { ...question, region: here, metric: 'OperationsFailedReplication' }),
      metricOf(engine, { ...question, region: there, metric: 'ReplicationLatency' }),
    ]);
    if (pending === undefined && failed === undefined && latency === undefined)
      return {
        ...about,
        unknown:
          'CloudWatch has no data point of the last hour: the rule has no metrics block, or nothing was replicated',
      };
    return {
      ...about,
      ...(pending === undefined ? {} : { pendingOperations: pending.latest }),
      ...(failed === undefined ? {} : { failedOperations: failed.sum }),
      ...(latency === undefined ? {} : { latencySeconds: latency.latest }),
    };
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return { ...about, unknown: error.message };
  }
}

function countStatuses(heads: readonly VersionHead[]): readonly StatusCount[] {
  const statuses = heads.map(({ replicationStatus }) => statusOf(replicationStatus));
  return [...new Set(statuses)]
    .sort()
    .map((status) => ({ status, count: statuses.filter((one) => one === status).length }));
}

interface Looked {
  readonly entry: VersionEntry;
  readonly head: VersionHead;
}

async function lookAt(bucket: string, versions: readonly VersionEntry[], { aws }: Engine): Promise<readonly Looked[]> {
  const newest = [...versions].sort((a, b) => b.lastModifiedMs - a.lastModifiedMs).slice(0, MOST_LOOKED_AT);
  const looked: Looked[] = [];
  await concurrently(newest, AT_ONCE, async (entry) => {
    const seen = await lookAtHead(aws.objects, bucket, entry);
    if (seen.is === 'seen') looked.push({ entry, head: seen.head });
  });
  return looked;
}

/** That nothing has failed says nothing where nothing was tried. */
function isUntried(statuses: readonly StatusCount[]): boolean {
  return statuses.every(({ status }) => status === 'NONE' || status === 'REPLICA');
}

function summaryOf(
  { statuses, oldestPendingSeconds, rules, lookedAt, recent, listed }: HealthEvent,
  failed: number,
  isPart: boolean,
): string {
  const part = isPart ? ` (among the first ${count(listed)} versions; more were not listed)` : '';
  const pending = statuses.find(({ status }) => status === 'PENDING')?.count ?? 0;
  const waiting =
    oldestPendingSeconds === undefined
      ? ''
      : `, ${counted(pending, 'version')} PENDING for up to ${duration(oldestPendingSeconds)}`;
  const byMetrics = rules.reduce((sum, { failedOperations = 0 }) => sum + failedOperations, 0);
  if (failed > 0 || byMetrics > 0)
    return `replication is failing: ${failed} of ${counted(lookedAt, 'recent version')} looked at FAILED, ${counted(byMetrics, 'failed operation')} by CloudWatch${waiting}`;
  if (recent === 0) return `no recent object version${part}: nothing to say`;
  if (lookedAt === 0)
    return `whether replication keeps up is not known: none of ${counted(recent, 'recent version')} may be looked at (s3:GetObjectVersion)`;
  const unread = statuses.find(({ status }) => status === 'UNKNOWN')?.count ?? 0;
  if (unread > 0)
    return `whether replication keeps up is not known: ${counted(unread, 'recent version')} of ${count(lookedAt)} looked at ${unread === 1 ? 'has' : 'have'} a status that this version of s3-backfill does not know${waiting}`;
  if (isUntried(statuses))
    return `whether replication keeps up is not known: S3 has tried to replicate none of ${counted(lookedAt, 'recent version')} looked at, which were written before the rule, or it does not act on them${part}`;
  const unseen = Math.min(recent, MOST_LOOKED_AT) - lookedAt;
  const hidden = unseen === 0 ? '' : `; ${counted(unseen, 'version')} may not be looked at`;
  return `replication keeps up: none of ${counted(lookedAt, 'recent version')} looked at FAILED${waiting}${hidden}${part}`;
}

/** @throws RunnerError `preflight` for a prefix whose keys no rule replicates: that nothing fails there says nothing */
function refuseUncovered(prefixes: readonly string[], rules: readonly ReplicationRule[]): void {
  const missed = prefixes.find((prefix) => rules.every((rule) => coverage(rule, prefix) === 'none'));
  if (missed === undefined) return;
  throw new RunnerError(
    'preflight',
    `nothing was looked at: no enabled rule covers the prefix '${visible(missed)}'`,
    `the enabled rules cover ${rules.map(({ prefix }) => (prefix === '' ? 'every key' : `'${visible(prefix)}'`)).join(', ')}`,
  );
}

/** Looks how live replication keeps up: the status of recent versions, and what CloudWatch says. */
export async function* healthVerb(
  target: VerifyTarget,
  engine: Engine,
  { recentHours, allowEmpty = false }: HealthOptions,
): Telling {
  const { bucket } = target.source;
  yield targetTold(target);
  const replication = await engine.aws.buckets.replication(bucket);
  const rules = enabledOf(replication?.rules ?? []);
  if (rules.length === 0)
    throw new RunnerError(
      'preflight',
      `'${bucket}' has no enabled replication rule`,
      `this says more: ${engine.command('doctor', [], { 'source-bucket': bucket })}`,
    );
  const { prefixes = [] } = target;
  if (!allowEmpty) await refuseEmpty(bucket, prefixes, engine.aws.buckets, 'nothing was looked at');
  refuseUncovered(prefixes, rules);
  yield* tellIdentities(target, engine);
  const { listed, recent, isPart } = await recentVersions(target, rules, engine, recentHours);
  const looked = await lookAt(bucket, recent, engine);
  const withStatus = (status: string): readonly VersionEntry[] =>
    looked.filter(({ head }) => statusOf(head.replicationStatus) === status).map(({ entry }) => entry);
  const failed = withStatus('FAILED');
  const pendingMs = withStatus('PENDING').map(({ lastModifiedMs }) => lastModifiedMs);
  const event: HealthEvent = {
    kind: 'health',
    bucket,
    listed,
    recent: recent.length,
    lookedAt: looked.length,
    statuses: countStatuses(looked.map(({ head }) => head)),
    failedKeys: failed.slice(0, MOST_KEYS).map(({ key }) => key),
    ...(pendingMs.length === 0
      ? {}
      : { oldestPendingSeconds: Math.max(0, (engine.clock.now() - Math.min(...pendingMs)) / 1000) }),
    rules: await Promise.all(rules.map((rule) => ruleHealth(rule, target.source, engine))),
  };
  yield event;
  const isFailing = failed.length > 0 || event.rules.some(({ failedOperations = 0 }) => failedOperations > 0);
  const isUnknown =
    (event.recent > 0 && isUntried(event.statuses)) || event.statuses.some(({ status }) => status === 'UNKNOWN');
  const outcome = isFailing ? 'some-failed' : isUnknown ? 'not-known' : event.recent === 0 ? 'nothing-found' : 'done';
  return { outcome, summary: summaryOf(event, failed.length, isPart), transferIds: [] };
}
