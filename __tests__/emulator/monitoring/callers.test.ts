// Who may call CloudWatch, SNS and EventBridge: IAM decides, as everywhere.
import * as CW from '@aws-sdk/client-cloudwatch';
import * as EB from '@aws-sdk/client-eventbridge';
import * as SNS from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { destroyClients, sessionKeys } from '../iam/iam-client';
import { ACCOUNT, addRole, allow, trust } from '../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { destroyMonitoringClients, monitoringClients, type MonitoringClients } from './monitoring-clients';

let running: Running;

beforeEach(async () => {
  running = await startEmulator();
});
afterEach(async () => {
  destroyMonitoringClients();
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

async function roleWith(...inline: string[]): Promise<MonitoringClients> {
  const { world } = running.emulator;
  const role = addRole(world, `role-${world.roles.size}`, { inline, trustPolicy: trust({ AWS: ACCOUNT }) });
  return monitoringClients(running, await sessionKeys(running, role.arn));
}

const HERE = `us-east-1:${ACCOUNT}`;
const PATTERN = '{"source":["aws.s3"]}';
const alarm = (more: Partial<CW.PutMetricAlarmCommandInput> = {}) =>
  new CW.PutMetricAlarmCommand({
    AlarmName: 'a',
    Namespace: 'AWS/S3',
    MetricName: 'ReplicationLatency',
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    ...more,
  });
const Tags = [{ Key: 'team', Value: 'storage' }];
const statistics = () =>
  new CW.GetMetricStatisticsCommand({
    Namespace: 'AWS/S3',
    MetricName: 'ReplicationLatency',
    StartTime: new Date(0),
    EndTime: new Date(60_000),
    Period: 60,
    Statistics: ['Sum'],
  });

const CALLS: readonly (readonly [
  action: string,
  on: string,
  call: (clients: MonitoringClients) => Promise<unknown>,
])[] = [
  ['cloudwatch:PutMetricAlarm', `arn:aws:cloudwatch:${HERE}:alarm:a`, ({ cloudWatch }) => cloudWatch.send(alarm())],
  [
    'cloudwatch:DescribeAlarms',
    `arn:aws:cloudwatch:${HERE}:alarm:*`,
    ({ cloudWatch }) => cloudWatch.send(new CW.DescribeAlarmsCommand({})),
  ],
  ['cloudwatch:GetMetricStatistics', '*', ({ cloudWatch }) => cloudWatch.send(statistics())],
  ['sns:CreateTopic', `arn:aws:sns:${HERE}:t`, ({ sns }) => sns.send(new SNS.CreateTopicCommand({ Name: 't' }))],
  [
    'events:PutRule',
    `arn:aws:events:${HERE}:rule/r`,
    ({ events }) => events.send(new EB.PutRuleCommand({ Name: 'r', EventPattern: PATTERN })),
  ],
  ['events:ListRules', `arn:aws:events:${HERE}:rule/*`, ({ events }) => events.send(new EB.ListRulesCommand({}))],
];

describe('a role', () => {
  it.each(CALLS)('needs %s on %s', async (action, on, call) => {
    await expect(call(await roleWith(allow(action, on)))).resolves.toBeDefined();
    for (const other of [allow('s3:*'), allow(action, 'arn:aws:s3:::other')]) {
      const error = await errorOf(call(await roleWith(other)));
      expect(error.name).toMatch(/^(AccessDenied(Exception)?|AuthorizationError(Exception)?)$/);
      expect(error.message).toContain(`is not authorized to perform: ${action} on resource: ${on}`);
    }
  });

  it('needs the permission to tag what it makes with tags', async () => {
    const makers = [allow('cloudwatch:PutMetricAlarm'), allow('sns:CreateTopic'), allow('events:PutRule')];
    const { cloudWatch, sns, events } = await roleWith(...makers);
    for (const request of [
      cloudWatch.send(alarm({ Tags })),
      sns.send(new SNS.CreateTopicCommand({ Name: 't', Tags })),
      events.send(new EB.PutRuleCommand({ Name: 'r', EventPattern: PATTERN, Tags })),
    ]) {
      expect((await errorOf(request)).message).toMatch(
        /not authorized to perform: (cloudwatch|sns|events):TagResource/,
      );
    }
    const { alarms, topics, eventRules } = running.emulator.world;
    expect([alarms.size, topics.size, eventRules.size]).toEqual([0, 0, 0]);
  });
});
