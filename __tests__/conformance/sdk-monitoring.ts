// Every operation of CloudWatch, SNS and EventBridge that is emulated, through the SDK for JavaScript.
import * as CloudWatch from '@aws-sdk/client-cloudwatch';
import * as EventBridge from '@aws-sdk/client-eventbridge';
import * as Sns from '@aws-sdk/client-sns';
import { expect } from '@jest/globals';

const Tags = [{ Key: 'team', Value: 'storage' }];
const TagKeys = ['team'];

export async function walkCloudWatch(client: CloudWatch.CloudWatchClient): Promise<void> {
  const metric = { Namespace: 'AWS/S3', MetricName: 'ReplicationLatency' };
  await client.send(
    new CloudWatch.PutMetricAlarmCommand({
      AlarmName: 'late',
      ...metric,
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 5,
      Threshold: 900,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
  const names = { AlarmNames: ['late'] };
  const { MetricAlarms } = await client.send(new CloudWatch.DescribeAlarmsCommand(names));
  expect(MetricAlarms).toMatchObject([{ Threshold: 900, StateUpdatedTimestamp: expect.any(Date) }]);
  const alarm = { ResourceARN: MetricAlarms?.[0]?.AlarmArn };
  await client.send(new CloudWatch.TagResourceCommand({ ...alarm, Tags }));
  expect(await client.send(new CloudWatch.ListTagsForResourceCommand(alarm))).toMatchObject({ Tags });
  await client.send(new CloudWatch.UntagResourceCommand({ ...alarm, TagKeys }));
  const hour = { StartTime: new Date(Date.now() - 3_600_000), EndTime: new Date(), Period: 60 };
  const statistics = new CloudWatch.GetMetricStatisticsCommand({ ...metric, ...hour, Statistics: ['Maximum'] });
  expect(await client.send(statistics)).toMatchObject({ Label: 'ReplicationLatency', Datapoints: [] });
  await client.send(new CloudWatch.DeleteAlarmsCommand(names));
  const dashboard = { DashboardName: 'copies' };
  const drawn = { ...dashboard, DashboardBody: '{"widgets":[]}' };
  expect(await client.send(new CloudWatch.PutDashboardCommand(drawn))).toMatchObject({
    DashboardValidationMessages: [],
  });
  expect(await client.send(new CloudWatch.GetDashboardCommand(dashboard))).toMatchObject(drawn);
  expect(await client.send(new CloudWatch.ListDashboardsCommand({}))).toMatchObject({
    DashboardEntries: [{ ...dashboard, LastModified: expect.any(Date), Size: 14 }],
  });
  await client.send(new CloudWatch.DeleteDashboardsCommand({ DashboardNames: ['copies'] }));
}

export async function walkSns(client: Sns.SNSClient): Promise<void> {
  const { TopicArn } = await client.send(new Sns.CreateTopicCommand({ Name: 'told' }));
  const display = { AttributeName: 'DisplayName', AttributeValue: 'Told' };
  await client.send(new Sns.SetTopicAttributesCommand({ TopicArn, ...display }));
  const { Attributes } = await client.send(new Sns.GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ DisplayName: 'Told', Owner: '111122223333' });
  const topic = { ResourceArn: TopicArn };
  await client.send(new Sns.TagResourceCommand({ ...topic, Tags }));
  expect(await client.send(new Sns.ListTagsForResourceCommand(topic))).toMatchObject({ Tags });
  await client.send(new Sns.UntagResourceCommand({ ...topic, TagKeys }));
  await client.send(new Sns.DeleteTopicCommand({ TopicArn }));
}

export async function walkEventBridge(client: EventBridge.EventBridgeClient): Promise<void> {
  const Name = 'jobs';
  const EventPattern = JSON.stringify({ source: ['aws.s3'] });
  const { RuleArn } = await client.send(new EventBridge.PutRuleCommand({ Name, EventPattern }));
  expect(await client.send(new EventBridge.DescribeRuleCommand({ Name }))).toMatchObject({ EventPattern });
  const { Rules } = await client.send(new EventBridge.ListRulesCommand({}));
  expect(Rules).toMatchObject([{ Arn: RuleArn }]);
  const rule = { ResourceARN: RuleArn };
  await client.send(new EventBridge.TagResourceCommand({ ...rule, Tags }));
  expect(await client.send(new EventBridge.ListTagsForResourceCommand(rule))).toMatchObject({ Tags });
  await client.send(new EventBridge.UntagResourceCommand({ ...rule, TagKeys }));
  const Targets = [{ Id: 'topic', Arn: 'arn:aws:sns:us-east-1:111122223333:told' }];
  const put = await client.send(new EventBridge.PutTargetsCommand({ Rule: Name, Targets }));
  expect(put).toMatchObject({ FailedEntryCount: 0 });
  const listed = await client.send(new EventBridge.ListTargetsByRuleCommand({ Rule: Name }));
  expect(listed).toMatchObject({ Targets });
  await client.send(new EventBridge.RemoveTargetsCommand({ Rule: Name, Ids: ['topic'] }));
  await client.send(new EventBridge.DeleteRuleCommand({ Name }));
}
