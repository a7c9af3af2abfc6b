import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Testing } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { type AfterCareOptions, BatchReplication, RefusedProps, type ReplicationRule } from '../../../modules';
import { newStack, synthesize } from '../synthesis';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:ours';

function make(afterCare: AfterCareOptions, rule: Partial<ReplicationRule> = { metrics: true }) {
  const stack = newStack();
  const destinationProvider = new AwsProvider(stack, 'there', { alias: 'there', region: 'us-east-1' });
  const { alarms } = afterCare;
  new BatchReplication(stack, 'backfill', {
    sourceBucketName: 'source',
    rules: [
      { prefix: 'a/', destinationBucketName: 'replica', ...rule },
      { prefix: 'b/', destinationBucketName: 'silent' },
    ],
    reportBucketName: 'reports',
    afterCare: { ...afterCare, ...(alarms === undefined ? {} : { alarms: { destinationProvider, ...alarms } }) },
  });
  return synthesize(stack);
}
const alarmsOf = (stack: ReturnType<typeof make>) =>
  Object.fromEntries(
    Object.values(stack.resources('aws_cloudwatch_metric_alarm')).map((alarm) => [String(alarm['metric_name']), alarm]),
  );

interface Alarm {
  readonly alarm_name: string;
  readonly metric_name: string;
  readonly dimensions: { readonly RuleId: string };
}

describe('after-care', () => {
  it('has an alarm on failures where S3 publishes them, and on latency where S3 publishes that', () => {
    const alarms = alarmsOf(make({ alarms: {}, topicArn: TOPIC }));
    expect(Object.keys(alarms).sort()).toEqual(['OperationsFailedReplication', 'ReplicationLatency']);
    expect(alarms['OperationsFailedReplication']).toEqual({
      alarm_name: 's3-replication-failed-source-a',
      alarm_description: expect.stringContaining('replication rule a of source failed'),
      alarm_actions: [TOPIC],
      namespace: 'AWS/S3',
      metric_name: 'OperationsFailedReplication',
      dimensions: { SourceBucket: 'source', DestinationBucket: 'replica', RuleId: 'a' },
      statistic: 'Sum',
      threshold: 0,
      comparison_operator: 'GreaterThanThreshold',
      period: 60,
      evaluation_periods: 1,
      treat_missing_data: 'notBreaching',
    });
    // An action in another Region than the alarm would never happen.
    expect(alarms['ReplicationLatency']).toMatchObject({ provider: 'aws.there', threshold: 900, alarm_actions: [] });
  });

  it('takes thresholds, and actions in the Region of the destination', () => {
    const options = { latencySeconds: 60, pendingBytes: 1e9, minutes: 3, destinationActionArns: ['arn:there'] };
    const alarms = alarmsOf(make({ alarms: options, topicArn: TOPIC }));
    expect(alarms).toMatchObject({
      ReplicationLatency: { threshold: 60, evaluation_periods: 3, alarm_actions: ['arn:there'] },
      BytesPendingReplication: { threshold: 1e9, evaluation_periods: 3, alarm_actions: ['arn:there'] },
    });
  });

  it('makes a topic that alarms of this account may publish to, and EventBridge only where job events are asked for', () => {
    const stack = make({ alarms: {}, topicName: 'news' });
    expect(stack.resources('aws_sns_topic')['backfill_after-care_topic']).toEqual({ name: 'news' });
    expect(alarmsOf(stack)['OperationsFailedReplication']).toMatchObject({
      alarm_actions: ['${aws_sns_topic.backfill_after-care_topic.arn}'],
    });
    const statementsOf = (made: typeof stack) =>
      made.data('aws_iam_policy_document')['backfill_after-care_topic-policy-document']?.['statement'];
    const account = '${data.aws_caller_identity.s3-backfill-account.account_id}';
    const alarms = {
      principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
      condition: [
        { test: 'StringEquals', variable: 'aws:SourceAccount', values: [account] },
        { test: 'ArnLike', variable: 'aws:SourceArn', values: [`arn:P:cloudwatch:*:${account}:alarm:*`] },
      ],
    };
    expect(statementsOf(stack)).toMatchObject([alarms]);
    expect(statementsOf(make({ jobStates: ['Failed'] }))).toMatchObject([
      alarms,
      { sid: 'JobEvents', principals: [{ type: 'Service', identifiers: ['events.amazonaws.com'] }] },
    ]);
  });

  it('has alarms for rules of any id: those that differ for S3 alone, and one too long for the name of an alarm', () => {
    const ids = ['a/b', 'a--b', 'my rule', '日本', 'x'.repeat(255)];
    const stack = newStack();
    new BatchReplication(stack, 'backfill', {
      sourceBucketName: 'source',
      rules: ids.map((id) => ({ id, destinationBucketName: 'replica', metrics: true })),
      reportBucketName: 'reports',
      afterCare: { alarms: {}, topicArn: TOPIC },
    });
    // With cdktf's hashes: without them, addresses of very long ids are alike.
    const { resource } = JSON.parse(Testing.synth(stack, true)) as {
      resource: { aws_cloudwatch_metric_alarm: Record<string, Alarm> };
    };
    const alarms = Object.values(resource.aws_cloudwatch_metric_alarm);
    const failed = alarms.filter(({ metric_name: metric }) => metric === 'OperationsFailedReplication');
    expect(failed.map(({ dimensions }) => dimensions.RuleId).sort()).toEqual([...ids].sort());
    const names = failed.map(({ alarm_name: name }) => name);
    expect(new Set(names).size).toBe(ids.length);
    expect(names.filter((name) => name.length > 255)).toEqual([]);
    expect(names).toContain('s3-replication-failed-source-rule-5');
  });

  it('tells the states of jobs that it is asked for, and nothing else', () => {
    const stack = make({ jobStates: ['Failed', 'Suspended'], topicArn: TOPIC });
    const rule = stack.resources('aws_cloudwatch_event_rule')['backfill_after-care_job-events_rule'];
    expect(JSON.parse(String(rule?.['event_pattern']))).toEqual({
      source: ['aws.s3'],
      'detail-type': ['AWS Service Event via CloudTrail'],
      detail: {
        eventSource: ['s3.amazonaws.com'],
        eventName: ['JobStatusChanged'],
        serviceEventDetails: { status: ['Failed', 'Suspended'] },
      },
    });
    expect(stack.resources('aws_cloudwatch_event_target')).toMatchObject({
      'backfill_after-care_job-events_target': { arn: TOPIC },
    });
    expect(stack.types).not.toContain('aws_cloudwatch_metric_alarm');
  });

  it.each<[string, AfterCareOptions, Partial<ReplicationRule>, string]>([
    [
      'alarms without metrics',
      { alarms: {} },
      {},
      'afterCare.alarms.rules: got 2; alarms look at the metrics of rules',
    ],
    [
      'half a second',
      { alarms: { latencySeconds: 0.5 } },
      { metrics: true },
      'afterCare.alarms.latencySeconds: got 0.5',
    ],
    ['no minute', { alarms: { minutes: 0 } }, { metrics: true }, 'afterCare.alarms.minutes: got 0'],
  ])('refuses %s', (_, options, rule, message) => {
    expect(() => make(options, rule)).toThrow(RefusedProps);
    expect(() => make(options, rule)).toThrow(message);
  });
});
