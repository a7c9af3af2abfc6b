// The metrics of replication rules in CloudWatch: what replication really did, minute by minute.
import {
  GetMetricStatisticsCommand,
  type Dimension,
  type StandardUnit,
  type Statistic,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runJob } from '../job-on-stage';
import { bugs, errorOf } from '../running';
import {
  arn,
  AWAY,
  HOME,
  passTime,
  put,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_STATEMENTS,
  rule,
  setStage,
  SOURCE,
  strike,
  without,
  type Stage,
} from '../stage';
import { destroyMonitoringClients, monitoringClients } from './monitoring-clients';

const MINUTE_MS = 60_000;
const MEASURED = rule({ Destination: { Bucket: arn(REPLICAS), Metrics: { Status: 'Enabled' } } });

let stage: Stage;

beforeEach(async () => {
  stage = await setStage({ clock: 'controlled', timing: { liveReplicationMs: 3 * MINUTE_MS } });
  // To the beginning of a minute.
  const { clock } = stage.running.emulator.world;
  await passTime(stage, MINUTE_MS - (clock.now() % MINUTE_MS));
});
afterEach(async () => {
  destroyMonitoringClients();
  await strike(stage);
  expect(bugs(stage.running)).toEqual([]);
});

interface Question {
  readonly region?: string;
  readonly account?: number;
  readonly minutes?: number;
  readonly Period?: number;
  readonly Statistics?: Statistic[];
  readonly Unit?: StandardUnit;
  readonly Namespace?: string;
  readonly Dimensions?: Dimension[];
}

const OF_RULE = [
  { Name: 'SourceBucket', Value: SOURCE },
  { Name: 'DestinationBucket', Value: REPLICAS },
  { Name: 'RuleId', Value: 'all' },
];

/** The points of the last minutes, the one that runs included, the oldest first. */
async function points(MetricName: string, question: Question = {}) {
  const {
    region = MetricName.endsWith('FailedReplication') ? HOME : AWAY,
    account = 0,
    minutes = 60,
    ...more
  } = question;
  const { running } = stage;
  const { cloudWatch } = monitoringClients(running, running.credentials(account), region);
  const now = running.emulator.world.clock.now();
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/S3',
      MetricName,
      Dimensions: OF_RULE,
      StartTime: new Date(now - minutes * MINUTE_MS),
      EndTime: new Date(now + 1),
      Period: 60,
      Statistics: ['Maximum'],
      ...more,
    }),
  );
  return Datapoints;
}
const maxima = async (metric: string, question: Question = {}) =>
  (await points(metric, question)).map(({ Maximum }) => Maximum);

describe('what waits', () => {
  it('is told for every minute since the rule is there: operations, bytes, and how far behind the destination is', async () => {
    await putRules(stage, MEASURED);
    await passTime(stage, MINUTE_MS);
    await put(stage, 'a', { Body: Buffer.from('four') });
    await put(stage, 'b', { Body: Buffer.from('sixsix') });
    await passTime(stage, 2 * MINUTE_MS);
    expect(await maxima('OperationsPendingReplication')).toEqual([0, 2, 2, 2]);
    expect(await maxima('BytesPendingReplication')).toEqual([0, 10, 10, 10]);
    expect(await maxima('ReplicationLatency')).toEqual([0, 60, 120, 120]);
    await passTime(stage, 2 * MINUTE_MS);
    await stage.running.emulator.idle();
    expect(await maxima('OperationsPendingReplication')).toEqual([0, 2, 2, 2, 0, 0]);
    expect((await maxima('ReplicationLatency')).slice(1, 4)).toEqual([60, 120, 180]);
  });

  it('is told of rules with metrics alone, and as long as they are there', async () => {
    await putRules(stage);
    await put(stage, 'a');
    expect(await maxima('OperationsPendingReplication')).toEqual([]);
    await putRules(stage, MEASURED);
    expect(await maxima('OperationsPendingReplication')).toEqual([0]);
    await putRules(stage, { ...MEASURED, Status: 'Disabled' });
    expect(await maxima('OperationsPendingReplication')).toEqual([]);
  });
});

describe('what failed', () => {
  it('is counted in the minute of the attempt', async () => {
    await putRules(stage, MEASURED);
    await putRolePolicy(stage.iam, 'replication', without('s3:ReplicateObject', REPLICATION_STATEMENTS));
    await put(stage, 'a');
    await put(stage, 'b');
    expect(await maxima('OperationsFailedReplication')).toEqual([]);
    await passTime(stage, 4 * MINUTE_MS);
    await stage.running.emulator.idle();
    const Statistics: Statistic[] = ['Sum', 'SampleCount'];
    expect(await points('OperationsFailedReplication', { Statistics })).toEqual([
      expect.objectContaining({ Sum: 2, SampleCount: 1, Unit: 'Count' }),
    ]);
  });
});

describe('a job', () => {
  it('adds what failed, and nothing to what waits', async () => {
    await put(stage, 'a');
    await putRules(stage, MEASURED);
    await putRolePolicy(stage.iam, 'replication', without('s3:ReplicateObject', REPLICATION_STATEMENTS));
    await runJob(stage);
    expect(await maxima('OperationsFailedReplication')).toEqual([1]);
    expect(await maxima('OperationsPendingReplication')).toEqual([0]);
  });
});

describe('a question', () => {
  beforeEach(() => putRules(stage, MEASURED));

  it('gets the values of longer periods as sums, means and extremes', async () => {
    await put(stage, 'a');
    await passTime(stage, 6 * MINUTE_MS);
    const Statistics: Statistic[] = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'];
    const found = await points('OperationsPendingReplication', { Period: 3600, Statistics, minutes: 180 });
    const total = found.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
    expect(total).toBe(3);
    expect(found.reduce((sum, { SampleCount = 0 }) => sum + SampleCount, 0)).toBe(7);
    expect(found[0]).toMatchObject({ Maximum: 1, Average: (found[0]?.Sum ?? 0) / (found[0]?.SampleCount ?? 1) });
  });

  it('gets what is at most 15 days old', async () => {
    await passTime(stage, 365 * 24 * 60 * MINUTE_MS);
    const question: Question = { minutes: 400 * 24 * 60, Period: 500 * 86_400, Statistics: ['SampleCount'] };
    const found = await points('OperationsPendingReplication', question);
    expect(found.reduce((sum, { SampleCount = 0 }) => sum + SampleCount, 0)).toBe(15 * 24 * 60);
  });

  it.each<[string, Question]>([
    ['of the other Region', { region: HOME }],
    ['of another account', { account: 1 }],
    ['of another namespace', { Namespace: 'Mine' }],
    ['in another unit', { Unit: 'Bytes' }],
    ['with a dimension less', { Dimensions: OF_RULE.slice(1) }],
    ['of another rule', { Dimensions: [...OF_RULE.slice(0, 2), { Name: 'RuleId', Value: 'none' }] }],
  ])('%s finds nothing', async (_, question) => {
    expect(await maxima('OperationsPendingReplication')).toEqual([0]);
    expect(await maxima('OperationsPendingReplication', question)).toEqual([]);
  });

  it.each<[string, Question]>([
    ['for more than 1,440 points', { minutes: 1441 }],
    ['for no time', { minutes: -1 }],
    ['for a period of seconds', { Period: 30 }],
  ])('%s is refused', async (_, question) => {
    expect(await errorOf(points('ReplicationLatency', question))).toMatchObject({ status: 400 });
  });
});
