/** @group outside */
// aws cloudwatch, sns and events: an alarm, the topic that it tells, and a rule on jobs that tells it too.
import { beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { type AwsCli, awsCli } from './aws-cli';
import { withEmulator } from './setup';

const HERE = 'us-east-1:111122223333';
const TOPIC = `arn:aws:sns:${HERE}:told`;
const PATTERN = JSON.stringify({ source: ['aws.s3'] });

describeWith(['aws'], 'aws cloudwatch, aws sns and aws events', () => {
  const local = withEmulator();
  let cli: AwsCli;

  beforeAll(() => {
    const { aws, folder } = local();
    cli = awsCli(aws, folder);
  });

  it('make alarms, and read the metrics of replication rules', async () => {
    const metric = ['--namespace', 'AWS/S3', '--metric-name', 'ReplicationLatency', '--period', '60'];
    const when = ['--evaluation-periods', '5', '--threshold', '900', '--comparison-operator', 'GreaterThanThreshold'];
    const alarm = ['--alarm-name', 'late', ...metric, '--statistic', 'Maximum', ...when, '--alarm-actions', TOPIC];
    await cli.json('cloudwatch', 'put-metric-alarm', ...alarm, '--tags', 'Key=team,Value=a & b');
    await Promise.all([
      expect(cli.json('cloudwatch', 'describe-alarms', '--alarm-names', 'late')).resolves.toMatchObject({
        MetricAlarms: [{ AlarmName: 'late', Threshold: 900, AlarmActions: [TOPIC], StateValue: 'INSUFFICIENT_DATA' }],
      }),
      expect(
        cli.json('cloudwatch', 'list-tags-for-resource', '--resource-arn', `arn:aws:cloudwatch:${HERE}:alarm:late`),
      ).resolves.toEqual({ Tags: [{ Key: 'team', Value: 'a & b' }] }),
      expect(
        cli.json(
          ...['cloudwatch', 'get-metric-statistics', ...metric, '--statistics', 'Maximum'],
          ...['--start-time', '2025-06-15T12:00:00Z', '--end-time', '2025-06-15T13:00:00Z'],
        ),
      ).resolves.toEqual({ Label: 'ReplicationLatency', Datapoints: [] }),
      expect(cli.refusal('cloudwatch', 'delete-alarms', '--alarm-names', 'none')).resolves.toMatch(/^ResourceNotFound/),
    ]);
    await cli.json('cloudwatch', 'delete-alarms', '--alarm-names', 'late');
  }, 60_000);

  it('make topics', async () => {
    expect(await cli.json('sns', 'create-topic', '--name', 'told', '--tags', 'Key=team,Value=ü')).toEqual({
      TopicArn: TOPIC,
    });
    const topic = ['--topic-arn', TOPIC];
    await Promise.all([
      expect(cli.json('sns', 'get-topic-attributes', ...topic)).resolves.toMatchObject({
        Attributes: { Owner: '111122223333', Policy: expect.stringContaining('__default_policy_ID') },
      }),
      expect(cli.json('sns', 'list-tags-for-resource', '--resource-arn', TOPIC)).resolves.toEqual({
        Tags: [{ Key: 'team', Value: 'ü' }],
      }),
      expect(
        cli.refusal('sns', 'set-topic-attributes', ...topic, '--attribute-name', 'Policy', '--attribute-value', 'x'),
      ).resolves.toBe('InvalidParameter'),
    ]);
    await cli.json('sns', 'delete-topic', ...topic);
    expect(await cli.refusal('sns', 'get-topic-attributes', ...topic)).toBe('NotFound');
  }, 60_000);

  it('make rules and targets', async () => {
    const RuleArn = `arn:aws:events:${HERE}:rule/jobs`;
    expect(await cli.json('events', 'put-rule', '--name', 'jobs', '--event-pattern', PATTERN)).toEqual({ RuleArn });
    await cli.json('events', 'put-targets', '--rule', 'jobs', '--targets', `Id=topic,Arn=${TOPIC}`);
    await Promise.all([
      expect(cli.json('events', 'describe-rule', '--name', 'jobs')).resolves.toMatchObject({ EventPattern: PATTERN }),
      expect(cli.json('events', 'list-targets-by-rule', '--rule', 'jobs')).resolves.toEqual({
        Targets: [{ Id: 'topic', Arn: TOPIC }],
      }),
      expect(cli.refusal('events', 'delete-rule', '--name', 'jobs')).resolves.toBe('ValidationException'),
    ]);
    await cli.json('events', 'remove-targets', '--rule', 'jobs', '--ids', 'topic');
    await cli.json('events', 'delete-rule', '--name', 'jobs');
  }, 60_000);
});
