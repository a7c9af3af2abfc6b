// Rules of EventBridge and their targets.
import * as EB from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT } from '../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { destroyMonitoringClients, monitoringClients } from './monitoring-clients';

const ARN = `arn:aws:events:us-east-1:${ACCOUNT}:rule/jobs`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:told`;
const PATTERN = '{ "source": ["aws.s3"], "detail": { "status": ["Failed", { "prefix": "C" }, null, 7] } }';

let running: Running;
let client: EB.EventBridgeClient;

beforeEach(async () => {
  running = await startEmulator();
  client = monitoringClients(running).events;
});
afterEach(async () => {
  destroyMonitoringClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const putRule = (more: Partial<EB.PutRuleCommandInput> = {}) =>
  client.send(new EB.PutRuleCommand({ Name: 'jobs', EventPattern: PATTERN, ...more }));
const describeRule = (more: Partial<EB.DescribeRuleCommandInput> = {}) =>
  client.send(new EB.DescribeRuleCommand({ Name: 'jobs', ...more }));
const putTargets = (...Targets: EB.Target[]) => client.send(new EB.PutTargetsCommand({ Rule: 'jobs', Targets }));
const targets = async () => (await client.send(new EB.ListTargetsByRuleCommand({ Rule: 'jobs' }))).Targets;

describe('a rule', () => {
  it('comes back as it was put, its pattern to the letter', async () => {
    expect(await putRule({ Description: 'x', EventBusName: 'default' })).toMatchObject({ RuleArn: ARN });
    expect(await describeRule({ EventBusName: `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/default` })).toMatchObject(
      {
        Name: 'jobs',
        Arn: ARN,
        EventPattern: PATTERN,
        State: 'ENABLED',
        Description: 'x',
        EventBusName: 'default',
        CreatedBy: ACCOUNT,
      },
    );
  });

  it('is replaced by another of its name, and keeps targets and tags', async () => {
    await putRule({ Description: 'x', Tags: [{ Key: 'team', Value: 'storage' }] });
    await putTargets({ Id: 'topic', Arn: TOPIC });
    await putRule({ State: 'DISABLED', Tags: [{ Key: 'team', Value: 'ignored' }] });
    const rule = await describeRule();
    expect(rule).toMatchObject({ State: 'DISABLED' });
    expect(rule.Description).toBeUndefined();
    expect(await targets()).toEqual([{ Id: 'topic', Arn: TOPIC }]);
    await client.send(new EB.TagResourceCommand({ ResourceARN: ARN, Tags: [{ Key: 'a', Value: 'b' }] }));
    await client.send(new EB.UntagResourceCommand({ ResourceARN: ARN, TagKeys: ['none'] }));
    const { Tags } = await client.send(new EB.ListTagsForResourceCommand({ ResourceARN: ARN }));
    expect(Tags).toEqual([
      { Key: 'team', Value: 'storage' },
      { Key: 'a', Value: 'b' },
    ]);
  });

  it('is listed by prefix, page by page, in its Region', async () => {
    for (const Name of ['jobs-2', 'other', 'jobs-1']) await putRule({ Name });
    const first = await client.send(new EB.ListRulesCommand({ NamePrefix: 'jobs', Limit: 1 }));
    expect(first.Rules?.map(({ Name }) => Name)).toEqual(['jobs-1']);
    const { NextToken } = first;
    const rest = await client.send(new EB.ListRulesCommand({ NamePrefix: 'jobs', Limit: 1, NextToken }));
    expect(rest.Rules?.map(({ Name }) => Name)).toEqual(['jobs-2']);
    expect(rest.NextToken).toBeUndefined();
    const elsewhere = monitoringClients(running, running.credentials(0), 'eu-west-1').events;
    expect((await elsewhere.send(new EB.ListRulesCommand({}))).Rules).toEqual([]);
  });

  it('is deleted only without targets', async () => {
    await putRule();
    await putTargets({ Id: 'topic', Arn: TOPIC });
    const remove = () => client.send(new EB.DeleteRuleCommand({ Name: 'jobs' }));
    expect(await errorOf(remove())).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('has targets'),
    });
    await client.send(new EB.RemoveTargetsCommand({ Rule: 'jobs', Ids: ['topic'] }));
    await remove();
    expect(await errorOf(describeRule())).toMatchObject({ name: 'ResourceNotFoundException', status: 400 });
    expect(await errorOf(targets())).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each<[string, string]>([
    ['is not JSON', 'x'],
    ['is a list', '[]'],
    ['has no field', '{}'],
    ['asks for a text outside a list', '{"source":"aws.s3"}'],
    ['asks for none of a list', '{"source":[]}'],
    ['has a list in a list', '{"source":[["aws.s3"]]}'],
    ['compares in an unknown way', '{"source":[{"begins":"aws"}]}'],
    ['compares in two ways at once', '{"source":[{"prefix":"a","suffix":"b"}]}'],
    ['has an empty alternative', '{"$or":[{}]}'],
    ['is too long', JSON.stringify({ source: ['x'.repeat(4096)] })],
  ])('is refused with a pattern that %s', async (_, EventPattern) => {
    expect(await errorOf(putRule({ EventPattern }))).toMatchObject({ name: 'InvalidEventPatternException' });
    expect(running.emulator.world.eventRules.size).toBe(0);
  });

  it('takes alternatives in a pattern', async () => {
    await putRule({ EventPattern: '{"$or":[{"source":["a"]},{"detail":{"b":[{"exists":false}]}}]}' });
    expect(running.emulator.world.eventRules.size).toBe(1);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['of a bus that is not there', 'ResourceNotFoundException', () => putRule({ EventBusName: 'other' })],
    ['with a name that is none', 'ValidationException', () => putRule({ Name: 'a b' })],
    ['on a schedule', 'NotImplemented', () => putRule({ EventPattern: undefined, ScheduleExpression: 'rate(1 day)' })],
    ['that may do something', 'NotImplemented', () => putRule({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/x` })],
  ])('%s is refused', async (_, name, request) => {
    expect(await errorOf(request())).toMatchObject({ name });
  });
});

describe('a target', () => {
  beforeEach(() => putRule());

  it('is replaced by another of its id; there are at most five', async () => {
    await putTargets({ Id: '1', Arn: TOPIC });
    await putTargets({ Id: '1', Arn: TOPIC, InputPath: '$.detail' });
    expect(await targets()).toEqual([{ Id: '1', Arn: TOPIC, InputPath: '$.detail' }]);
    const more = ['2', '3', '4', '5', '6'].map((Id) => ({ Id, Arn: TOPIC }));
    expect(await errorOf(putTargets(...more))).toMatchObject({ name: 'LimitExceededException' });
    expect(await targets()).toHaveLength(1);
  });

  it('that is not there cannot be removed, and those beside it are', async () => {
    await putTargets({ Id: '1', Arn: TOPIC });
    const answer = await client.send(new EB.RemoveTargetsCommand({ Rule: 'jobs', Ids: ['1', '2'] }));
    expect(answer).toMatchObject({ FailedEntryCount: 1, FailedEntries: [{ TargetId: '2' }] });
    expect(await targets()).toEqual([]);
  });

  it.each<[string, string, Partial<EB.Target>]>([
    ['that is no ARN', 'ValidationException', { Arn: 'mail' }],
    ['with two inputs', 'ValidationException', { Input: '{}', InputPath: '$' }],
    ['with parameters of its own', 'NotImplemented', { SqsParameters: { MessageGroupId: 'x' } }],
  ])('%s is refused', async (_, name, more) => {
    expect(await errorOf(putTargets({ Id: '1', Arn: TOPIC, ...more }))).toMatchObject({ name });
  });
});
