// Queues of SQS: their attributes, policies and tags.
import * as SQS from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT, addRole, allow, OTHER_ACCOUNT, policy, trust } from '../iam/access/small-world';
import { destroyClients, sessionKeys } from '../iam/iam-client';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { destroyQueueClients, queueClients } from './queue-clients';

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;

let running: Running;
let sqs: SQS.SQSClient;

beforeEach(async () => {
  running = await startEmulator();
  ({ sqs } = queueClients(running));
});
afterEach(async () => {
  destroyQueueClients();
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

async function create(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  return (await sqs.send(new SQS.CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
}
const attributes = async (QueueUrl: string, client = sqs) =>
  (await client.send(new SQS.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};
const set = (QueueUrl: string, Attributes: Record<string, string>) =>
  sqs.send(new SQS.SetQueueAttributesCommand({ QueueUrl, Attributes }));

describe('a queue', () => {
  it('has the attributes that it was given, and of the others what SQS gives', async () => {
    const url = await create('keys', { VisibilityTimeout: '5400', DelaySeconds: '1' });
    expect(url).toBe(`${running.emulator.endpoint}/${ACCOUNT}/keys`);
    expect(await attributes(url)).toEqual({
      QueueArn: arnOf('keys'),
      VisibilityTimeout: '5400',
      DelaySeconds: '1',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      CreatedTimestamp: expect.stringMatching(/^\d{10}$/),
      LastModifiedTimestamp: expect.stringMatching(/^\d{10}$/),
    });
    const some = new SQS.GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['Policy', 'DelaySeconds'] });
    expect((await sqs.send(some)).Attributes).toEqual({ DelaySeconds: '1' });
  });

  it('is found again with the same attributes, and refused with others', async () => {
    const url = await create('keys', { DelaySeconds: '1' });
    expect(await create('keys', { DelaySeconds: '1', VisibilityTimeout: '30' })).toBe(url);
    expect(await errorOf(create('keys', { DelaySeconds: '2' }))).toMatchObject({
      name: 'QueueNameExists',
      status: 400,
    });
  });

  it('is found by its name, listed by prefix and page by page, tagged and deleted', async () => {
    const urls = [await create('a-1'), await create('a-2'), await create('b')];
    expect((await sqs.send(new SQS.GetQueueUrlCommand({ QueueName: 'b' }))).QueueUrl).toBe(urls[2]);
    const first = await sqs.send(new SQS.ListQueuesCommand({ QueueNamePrefix: 'a', MaxResults: 1 }));
    expect(first.QueueUrls).toEqual([urls[0]]);
    const { NextToken } = first;
    const rest = await sqs.send(new SQS.ListQueuesCommand({ QueueNamePrefix: 'a', MaxResults: 1, NextToken }));
    expect(rest.QueueUrls).toEqual([urls[1]]);
    const named = { QueueUrl: urls[2] };
    await sqs.send(new SQS.TagQueueCommand({ ...named, Tags: { team: 'storage', old: 'x' } }));
    await sqs.send(new SQS.UntagQueueCommand({ ...named, TagKeys: ['old'] }));
    expect((await sqs.send(new SQS.ListQueueTagsCommand(named))).Tags).toEqual({ team: 'storage' });
    await sqs.send(new SQS.DeleteQueueCommand(named));
    expect(await errorOf(sqs.send(new SQS.GetQueueUrlCommand({ QueueName: 'b' })))).toMatchObject({
      name: 'QueueDoesNotExist',
      status: 400,
    });
  });

  it.each([
    { title: 'a number out of range', given: { VisibilityTimeout: '43201' }, name: 'InvalidAttributeValue' },
    { title: 'more than 1 MiB a message', given: { MaximumMessageSize: '1048577' }, name: 'InvalidAttributeValue' },
    { title: 'an unknown attribute', given: { Colour: 'red' }, name: 'InvalidAttributeName' },
    { title: 'a policy that is none', given: { Policy: '{"Statement":[]}' }, name: 'InvalidAttributeValue' },
    { title: 'a redrive policy that is no JSON', given: { RedrivePolicy: 'x' }, name: 'InvalidParameterValue' },
    {
      title: 'a dead-letter queue that is not there',
      given: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('none'), maxReceiveCount: 5 }) },
      name: 'InvalidParameterValue',
    },
    { title: 'the switch of a FIFO queue', given: { FifoQueue: 'true' }, name: 'NotImplemented' },
  ])('is refused with $title', async ({ given, name }) => {
    expect(await errorOf(create('keys', given))).toMatchObject({ name });
  });

  it('loses an attribute that is set to nothing', async () => {
    const url = await create('keys', {
      Policy: policy({ Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' }),
    });
    await set(url, { Policy: '' });
    expect(await attributes(url)).not.toHaveProperty('Policy');
  });

  it('is a dead-letter queue only for those whom it allows', async () => {
    const dead = await create('dead', { RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'denyAll' }) });
    const redrive = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: '3' }) };
    const url = await create('keys');
    expect(await errorOf(set(url, redrive))).toMatchObject({ name: 'InvalidParameterValue' });
    const byQueue = { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('keys')] };
    await set(dead, { RedriveAllowPolicy: JSON.stringify(byQueue) });
    await set(url, redrive);
    const sources = await sqs.send(new SQS.ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));
    expect(sources.queueUrls).toEqual([url]);
  });

  it('is open to a role by the policies of the role alone', async () => {
    const { world } = running.emulator;
    const url = await create('keys');
    const trusted = trust({ AWS: ACCOUNT });
    addRole(world, 'reader', { trustPolicy: trusted, inline: [allow('sqs:SendMessage', arnOf('keys'))] });
    const reader = queueClients(running, await sessionKeys(running, `arn:aws:iam::${ACCOUNT}:role/reader`)).sqs;
    await reader.send(new SQS.SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }));
    const refused = await errorOf(reader.send(new SQS.ReceiveMessageCommand({ QueueUrl: url })));
    expect(refused).toMatchObject({ name: 'AccessDeniedException', status: 400 });
    expect(refused.message).toContain('not authorized to perform: sqs:receivemessage on resource: ' + arnOf('keys'));
  });

  it('is open to another account only if its policy says so', async () => {
    const url = await create('keys');
    const other = queueClients(running, running.credentials(1)).sqs;
    const send = () => other.send(new SQS.SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }));
    expect(await errorOf(send())).toMatchObject({ name: 'AccessDeniedException' });
    const statement = { Effect: 'Allow', Principal: { AWS: OTHER_ACCOUNT }, Action: 'sqs:SendMessage', Resource: '*' };
    await set(url, { Policy: policy(statement) });
    await send();
    expect(await attributes(url)).toMatchObject({ ApproximateNumberOfMessages: '1' });
  });
});

it('an operation of FIFO queues, and one that is not emulated, is 501', async () => {
  expect(await errorOf(create('keys.fifo'))).toMatchObject({ name: 'NotImplemented', status: 501 });
  const url = await create('keys');
  const add = new SQS.AddPermissionCommand({
    QueueUrl: url,
    Label: 'x',
    AWSAccountIds: [OTHER_ACCOUNT],
    Actions: ['*'],
  });
  expect(await errorOf(sqs.send(add))).toMatchObject({ name: 'NotImplemented', status: 501 });
});
