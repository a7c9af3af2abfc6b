// Topics of SNS: their attributes, and above all their policy.
import * as SNS from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT, OTHER_ACCOUNT } from '../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { destroyMonitoringClients, monitoringClients } from './monitoring-clients';

const ARN = `arn:aws:sns:us-east-1:${ACCOUNT}:told`;

let running: Running;
let client: SNS.SNSClient;

beforeEach(async () => {
  running = await startEmulator();
  client = monitoringClients(running).sns;
});
afterEach(async () => {
  destroyMonitoringClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const create = (more: Partial<SNS.CreateTopicCommandInput> = {}) =>
  client.send(new SNS.CreateTopicCommand({ Name: 'told', ...more }));
const attributes = async (TopicArn = ARN, sns = client) =>
  (await sns.send(new SNS.GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {};
const set = (AttributeName: string, AttributeValue: string) =>
  client.send(new SNS.SetTopicAttributesCommand({ TopicArn: ARN, AttributeName, AttributeValue }));
const policyFor = (Principal: object, Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action, Resource: ARN }] });

describe('a topic', () => {
  it('has the policy of its account until it is given one, which comes back as it was given', async () => {
    expect(await create()).toMatchObject({ TopicArn: ARN });
    const { Policy = '', ...rest } = await attributes();
    expect(rest).toEqual({
      TopicArn: ARN,
      Owner: ACCOUNT,
      DisplayName: '',
      SubscriptionsConfirmed: '0',
      SubscriptionsPending: '0',
      SubscriptionsDeleted: '0',
    });
    expect(JSON.parse(Policy)).toMatchObject({ Id: '__default_policy_ID' });
    const given = ` ${policyFor({ Service: 'cloudwatch.amazonaws.com' }, 'sns:Publish')}`;
    await set('Policy', given);
    await set('DisplayName', 'Told');
    await set('HTTPSuccessFeedbackSampleRate', '0');
    expect(await attributes()).toMatchObject({
      Policy: given,
      DisplayName: 'Told',
      HTTPSuccessFeedbackSampleRate: '0',
    });
  });

  it('that is there is found again, if attributes and tags are the same', async () => {
    const Tags = [{ Key: 'team', Value: 'storage' }];
    await create({ Attributes: { DisplayName: 'Told' }, Tags });
    expect(await create()).toMatchObject({ TopicArn: ARN });
    expect(await create({ Attributes: { DisplayName: 'Told' }, Tags })).toMatchObject({ TopicArn: ARN });
    for (const other of [{ Attributes: { DisplayName: 'x' } }, { Tags: [{ Key: 'team', Value: 'x' }] }]) {
      const error = await errorOf(create(other));
      expect(error).toMatchObject({
        status: 400,
        message: expect.stringContaining('Topic already exists with different'),
      });
    }
    await client.send(new SNS.TagResourceCommand({ ResourceArn: ARN, Tags: [{ Key: 'a', Value: 'b' }] }));
    await client.send(new SNS.UntagResourceCommand({ ResourceArn: ARN, TagKeys: ['team'] }));
    const tagged = await client.send(new SNS.ListTagsForResourceCommand({ ResourceArn: ARN }));
    expect(tagged.Tags).toEqual([{ Key: 'a', Value: 'b' }]);
  });

  it('can be deleted more than once', async () => {
    await create();
    for (let times = 0; times < 2; times++) await client.send(new SNS.DeleteTopicCommand({ TopicArn: ARN }));
    expect(await errorOf(attributes())).toMatchObject({ name: 'NotFoundException', status: 404 });
    const tags = client.send(new SNS.ListTagsForResourceCommand({ ResourceArn: ARN }));
    expect(await errorOf(tags)).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('of another account is open to those whom its policy names', async () => {
    await create();
    const theirs = monitoringClients(running, running.credentials(1)).sns;
    expect(await errorOf(attributes(ARN, theirs))).toMatchObject({ name: 'AuthorizationErrorException', status: 403 });
    await set('Policy', policyFor({ AWS: OTHER_ACCOUNT }, 'SNS:GetTopicAttributes'));
    expect(await attributes(ARN, theirs)).toMatchObject({ Owner: ACCOUNT });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a name that is none', () => create({ Name: 'a b' })],
    ['a policy that is none', () => set('Policy', '{}')],
    ['a policy that is none from the start', () => create({ Name: 'other', Attributes: { Policy: 'x' } })],
    ['a name for people that is too long', () => set('DisplayName', 'x'.repeat(101))],
    ['a share of more than all', () => set('SQSSuccessFeedbackSampleRate', '101')],
    ['an ARN of another Region', () => attributes(ARN.replace('us-east-1', 'eu-west-1'))],
    ['an ARN of something else', () => attributes(`arn:aws:sqs:us-east-1:${ACCOUNT}:told`)],
  ])('is refused with %s', async (_, request) => {
    await create();
    expect(await errorOf(request())).toMatchObject({ name: 'InvalidParameterException', status: 400 });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a FIFO topic', () => create({ Name: 'told.fifo' })],
    ['an encrypted topic', () => create({ Attributes: { KmsMasterKeyId: 'alias/aws/sns' } })],
    ['a delivery policy', () => set('DeliveryPolicy', '{}')],
    ['a subscription', () => client.send(new SNS.SubscribeCommand({ TopicArn: ARN, Protocol: 'email' }))],
    ['a message', () => client.send(new SNS.PublishCommand({ TopicArn: ARN, Message: 'x' }))],
  ])('%s is answered with 501', async (_, request) => {
    await create();
    expect(await errorOf(request())).toMatchObject({ status: 501 });
  });
});
