// Metrics of CloudWatch: those of replication rules, which S3 sends there by itself, and those of queues. Nobody else sends any.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
import * as z from 'zod';
import { KEPT_MINUTES, metricsOf, MINUTE_MS, pendingIn } from '../replication/replication-metrics';
import type { Bucket, ReplicationRule } from '../world/bucket';
import { ServiceError } from '../http/service';
import { DIMENSIONS, NAMESPACE, STATISTIC } from './metric-alarm-input';
import { queueMetric } from './queue-metrics';
import { authorize, readInput, type MonitoringCall, type MonitoringOperations } from './monitoring-call';
import type { RuleMetrics } from '../world/replication-metrics';

export const METRIC_OPERATIONS: MonitoringOperations = { GetMetricStatistics: getMetricStatistics };

const MOST_DATAPOINTS = 1440;

const SECONDS = z.number().min(0).max(32_503_680_000);
const GET_METRIC_STATISTICS = z.strictObject({
  Namespace: NAMESPACE,
  MetricName: z.string().min(1).max(255),
  Dimensions: DIMENSIONS.default([]),
  StartTime: SECONDS,
  EndTime: SECONDS,
  Period: z.int().min(60).multipleOf(60),
  Statistics: z.array(STATISTIC).min(1).max(5),
  Unit: z.string().optional(),
});
type Question = z.output<typeof GET_METRIC_STATISTICS>;

/** Values of one metric, by the number of their minute since 1970. */
type Series = (rule: RuleMetrics, minute: number, now: number) => number | undefined;

interface ReplicationMetric {
  readonly unit: 'Count' | 'Bytes' | 'Seconds';
  /** Whose Region it is published in. */
  readonly at: 'source' | 'destination';
  readonly value: Series;
}

const REPLICATION_METRICS: ReadonlyMap<string, ReplicationMetric> = new Map<string, ReplicationMetric>([
  [
    'OperationsFailedReplication',
    { unit: 'Count', at: 'source', value: ({ minutes }, minute) => minutes.get(minute)?.failed },
  ],
  ['OperationsPendingReplication', { unit: 'Count', at: 'destination', value: (...of) => pendingIn(...of).operations }],
  ['BytesPendingReplication', { unit: 'Bytes', at: 'destination', value: (...of) => pendingIn(...of).bytes }],
  ['ReplicationLatency', { unit: 'Seconds', at: 'destination', value: (...of) => pendingIn(...of).latencyMs / 1000 }],
]);

function getMetricStatistics(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const question = readInput(call, GET_METRIC_STATISTICS);
  authorize(call, 'cloudwatch:GetMetricStatistics', '*');
  const { MetricName, StartTime, EndTime, Period } = question;
  if (StartTime >= EndTime) {
    const message = 'The parameter StartTime must be less than the parameter EndTime.';
    throw new ServiceError(400, 'InvalidParameterValue', message);
  }
  const count = Math.ceil((EndTime - StartTime) / Period);
  if (count > MOST_DATAPOINTS) {
    const message = `You have requested up to ${count} datapoints, which exceeds the limit of ${MOST_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`;
    throw new ServiceError(400, 'InvalidParameterCombination', message);
  }
  return { Label: MetricName, Datapoints: datapoints(call, question) };
}

function datapoints(call: MonitoringCall, question: Question): readonly Readonly<Record<string, unknown>>[] {
  const { Namespace, MetricName, Dimensions, StartTime, EndTime, Period } = question;
  const metric =
    Namespace === 'AWS/SQS' ? queueMetric(call, MetricName, Dimensions) : replicationMetric(call, question);
  if (metric === undefined || (question.Unit ?? metric.unit) !== metric.unit) return [];
  const { values } = metric;
  const points: Readonly<Record<string, unknown>>[] = [];
  for (let start = Math.floor(StartTime / Period) * Period; start < EndTime; start += Period) {
    const ofPeriod = values(start / 60, Math.ceil(Math.min(start + Period, EndTime) / 60));
    if (ofPeriod.length > 0) points.push({ Timestamp: start, ...statistics(question, ofPeriod), Unit: metric.unit });
  }
  return points;
}

function replicationMetric(call: MonitoringCall, question: Question) {
  const metric = REPLICATION_METRICS.get(question.MetricName);
  return metric && { unit: metric.unit, values: valuesOf(call, question, metric) };
}

/** @returns what gives the values of the minutes from one to before another */
function valuesOf(
  call: MonitoringCall,
  { Namespace, Dimensions }: Question,
  { at, value }: ReplicationMetric,
): (from: number, before: number) => readonly number[] {
  const { world, request } = call;
  const nothing = (): readonly number[] => [];
  const named = new Map(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const source = world.buckets.get(named.get('SourceBucket') ?? '');
  const destination = world.buckets.get(named.get('DestinationBucket') ?? '');
  const ruleId = named.get('RuleId');
  if (Namespace !== 'AWS/S3' || named.size !== 3 || source === undefined || ruleId === undefined) return nothing;
  const region = at === 'source' ? source.region : destination?.region;
  if (source.accountId !== request.caller.accountId || region !== request.region) return nothing;
  const rule = metricsOf(world, source.name, ruleId, named.get('DestinationBucket') ?? '');
  const now = world.clock.now();
  const firstMs = at === 'source' ? 0 : reportsSince(source, ruleId, destination?.name, rule);
  return (from, before) => {
    const found: number[] = [];
    const running = Math.floor(now / MINUTE_MS);
    const first = Math.max(from, Math.floor(firstMs / MINUTE_MS), running - KEPT_MINUTES + 1);
    const last = Math.min(before - 1, running);
    for (let minute = first; minute <= last; minute++) {
      const one = value(rule, minute, now);
      if (one !== undefined) found.push(one);
    }
    return found;
  };
}

/** What waits is reported as long as the rule is there, whether something is replicated or not. */
function reportsSince(
  { replication, ruleHistory = [] }: Bucket,
  ruleId: string,
  destination: string | undefined,
  { minutes }: RuleMetrics,
): number {
  const isIt = ({ id, destinationBucket, enabled, metrics }: ReplicationRule): boolean =>
    id === ruleId && destinationBucket === destination && enabled && metrics === true;
  if (replication?.rules.some(isIt) !== true) return Infinity;
  let sinceMs = ruleHistory.at(-1)?.sinceMs ?? Infinity;
  for (const recorded of minutes.keys()) sinceMs = Math.min(sinceMs, recorded * MINUTE_MS);
  return sinceMs;
}

function statistics({ Statistics }: Question, values: readonly number[]): Readonly<Record<string, number>> {
  const sum = values.reduce((total, value) => total + value, 0);
  const all = {
    SampleCount: values.length,
    Average: sum / values.length,
    Sum: sum,
    Minimum: Math.min(...values),
    Maximum: Math.max(...values),
  };
  return Object.fromEntries(Statistics.map((name) => [name, all[name]]));
}
