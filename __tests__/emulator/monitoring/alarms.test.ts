// Alarms of CloudWatch: kept and shown, never evaluated.
import * as CW from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { send } from '../http/raw-request';
import { destroyMonitoringClients, monitoringClients } from './monitoring-clients';

const TOPIC = 'arn:aws:sns:us-east-1:111122223333:told';
const ALARM = {
  AlarmName: 'failed',
  Namespace: 'AWS/S3',
  MetricName: 'OperationsFailedReplication',
  Dimensions: [{ Name: 'SourceBucket', Value: 'src' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 5,
  Threshold: 0,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: [TOPIC],
} as const;
const ARN = 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:failed';

let running: Running;
let client: CW.CloudWatchClient;

beforeEach(async () => {
  running = await startEmulator();
  client = monitoringClients(running).cloudWatch;
});
afterEach(async () => {
  destroyMonitoringClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

type Changes = Partial<CW.PutMetricAlarmCommandInput>;
const putAlarm = (changes: Changes = {}) =>
  client.send(
    new CW.PutMetricAlarmCommand({ ...ALARM, Dimensions: [...ALARM.Dimensions], AlarmActions: [TOPIC], ...changes }),
  );
const alarms = async (input: CW.DescribeAlarmsCommandInput = {}) =>
  (await client.send(new CW.DescribeAlarmsCommand(input))).MetricAlarms ?? [];
const tagsOf = async () => (await client.send(new CW.ListTagsForResourceCommand({ ResourceARN: ARN }))).Tags;

describe('an alarm', () => {
  it('comes back as it was put, and has no data to go by', async () => {
    await putAlarm();
    expect(await alarms({ AlarmNames: ['failed'] })).toEqual([
      expect.objectContaining({
        ...ALARM,
        AlarmArn: ARN,
        ActionsEnabled: true,
        OKActions: [],
        StateValue: 'INSUFFICIENT_DATA',
        AlarmConfigurationUpdatedTimestamp: expect.any(Date),
      }),
    ]);
  });

  it('is replaced by another of its name, and keeps its tags', async () => {
    await putAlarm({ Tags: [{ Key: 'team', Value: 'storage' }] });
    await putAlarm({ Threshold: 7, Tags: [{ Key: 'team', Value: 'ignored' }] });
    expect(await alarms()).toMatchObject([{ Threshold: 7 }]);
    expect(await tagsOf()).toEqual([{ Key: 'team', Value: 'storage' }]);
    await client.send(new CW.TagResourceCommand({ ResourceARN: ARN, Tags: [{ Key: 'a', Value: 'b' }] }));
    await client.send(new CW.UntagResourceCommand({ ResourceARN: ARN, TagKeys: ['team'] }));
    expect(await tagsOf()).toEqual([{ Key: 'a', Value: 'b' }]);
  });

  it('is found by name, by prefix of its name or of an action, page by page, in its Region and account', async () => {
    for (const AlarmName of ['b', 'a-2', 'a-1'])
      await putAlarm({ AlarmName, ...(AlarmName === 'b' ? { AlarmActions: [] } : {}) });
    const names = async (input: CW.DescribeAlarmsCommandInput) =>
      (await alarms(input)).map(({ AlarmName }) => AlarmName);
    expect(await names({})).toEqual(['a-1', 'a-2', 'b']);
    expect(await names({ AlarmNamePrefix: 'a-' })).toEqual(['a-1', 'a-2']);
    expect(await names({ ActionPrefix: 'arn:aws:sns:' })).toEqual(['a-1', 'a-2']);
    expect(await names({ StateValue: 'ALARM' })).toEqual([]);
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
    const first = await client.send(new CW.DescribeAlarmsCommand({ MaxRecords: 2 }));
    expect(await names({ NextToken: first.NextToken })).toEqual(['b']);
    client = monitoringClients(running, running.credentials(0), 'eu-west-1').cloudWatch;
    expect(await names({})).toEqual([]);
    client = monitoringClients(running, running.credentials(1)).cloudWatch;
    expect(await names({})).toEqual([]);
  });

  it('is deleted with others only if all of them are there', async () => {
    await putAlarm();
    const missing = client.send(new CW.DeleteAlarmsCommand({ AlarmNames: ['failed', 'none'] }));
    expect((await errorOf(missing)).name).toMatch(/^ResourceNotFound/);
    expect(await alarms()).toHaveLength(1);
    await client.send(new CW.DeleteAlarmsCommand({ AlarmNames: ['failed'] }));
    expect(await alarms()).toEqual([]);
    expect((await errorOf(tagsOf())).name).toBe('ResourceNotFoundException');
  });

  it.each<[string, Changes, RegExp?]>([
    ['periods of more than a day', { EvaluationPeriods: 1441 }, /more than a day/],
    ['a period that is no minute', { Period: 90 }, /multiple of 60/],
    ['seconds for a metric of AWS', { Period: 10 }, /less than 60/],
    ['more datapoints than periods', { DatapointsToAlarm: 6 }, /DatapointsToAlarm/],
    [
      'a topic of another Region',
      { AlarmActions: [TOPIC.replace('us-east-1', 'eu-west-1')] },
      /Invalid region eu-west-1/,
    ],
    ['an action that is no ARN', { OKActions: ['mail'] }, /Invalid arn syntax/],
    ['no threshold', { Threshold: undefined }, /Threshold/],
    ['a tag of AWS', { Tags: [{ Key: 'aws:a', Value: '' }] }, /reserved/],
  ])('is refused with %s', async (_, changes, message = /./) => {
    const error = await errorOf(putAlarm(changes));
    expect(error).toMatchObject({ status: 400, message: expect.stringMatching(message) });
    expect(error.name).toMatch(/^Validation(Error|Exception)/);
    expect(running.emulator.world.alarms.size).toBe(0);
  });

  it.each<[string, Changes]>([
    ['a percentile', { Statistic: undefined, ExtendedStatistic: 'p99' }],
    ['an expression', { Metrics: [{ Id: 'a', Expression: '1' }] }],
  ])('on %s is answered with 501', async (_, changes) => {
    expect(await errorOf(putAlarm(changes))).toMatchObject({ status: 501 });
  });
});

describe('the older form, of parameters and XML', () => {
  const query = (service: string, parameters: Readonly<Record<string, string>>) =>
    send(running, {
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-amz-date': '20250615T120000Z',
        authorization: `AWS4-HMAC-SHA256 Credential=AKIAEMULATOR11112222/20250615/us-east-1/${service}/aws4_request,SignedHeaders=host,Signature=${'0'.repeat(64)}`,
      },
      body: new URLSearchParams(parameters).toString(),
    });

  beforeEach(async () => {
    await running.close();
    running = await startEmulator({ verifySignatures: false });
    client = monitoringClients(running).cloudWatch;
  });

  it('says the same as JSON', async () => {
    await query('monitoring', {
      Action: 'PutMetricAlarm',
      Version: '2010-08-01',
      AlarmName: 'failed',
      Namespace: 'AWS/S3',
      MetricName: 'OperationsFailedReplication',
      'Dimensions.member.1.Name': 'SourceBucket',
      'Dimensions.member.1.Value': 'src & co',
      Statistic: 'Sum',
      Period: '60',
      EvaluationPeriods: '1',
      Threshold: '1.5e3',
      ComparisonOperator: 'GreaterThanThreshold',
      ActionsEnabled: 'false',
      OKActions: '',
      'AlarmActions.member.1': TOPIC,
    });
    expect(await alarms()).toMatchObject([
      {
        Threshold: 1500,
        ActionsEnabled: false,
        OKActions: [],
        AlarmActions: [TOPIC],
        Dimensions: [{ Value: 'src & co' }],
      },
    ]);
    const { status, body } = await query('monitoring', { Action: 'DescribeAlarms', 'AlarmNames.member.1': 'failed' });
    expect(status).toBe(200);
    expect(body).toContain(
      '<Dimensions><member><Name>SourceBucket</Name><Value>src &amp; co</Value></member></Dimensions>',
    );
    expect(body).toMatch(/<StateUpdatedTimestamp>\d{4}-\d\d-\d\dT[\d:.]+Z</);
    const missing = await query('monitoring', { Action: 'DeleteAlarms', 'AlarmNames.member.1': 'none' });
    expect(missing).toMatchObject({ status: 404, code: 'ResourceNotFound' });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a number that is none', { Period: 'x' }],
    ['a list with a gap', { 'AlarmActions.member.2': TOPIC }],
    ['a text that is a list too', { Dimensions: 'x', 'Dimensions.member.1.Name': 'y' }],
    ['names in names without end', { [Array(2000).fill('a').join('.')]: 'x' }],
  ])('is refused with %s', async (_, more) => {
    expect(await query('monitoring', { Action: 'PutMetricAlarm', ...more })).toMatchObject({
      status: 400,
      code: 'ValidationError',
    });
  });

  it.each(['monitoring', 'sns'])('%s: an operation that is not emulated is answered with 501', async (service) => {
    expect(await query(service, { Action: 'Subscribe' })).toMatchObject({ status: 501, code: 'NotImplemented' });
  });
});
