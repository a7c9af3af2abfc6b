// Every operation of SQS and Lambda that is emulated, through the SDK for JavaScript.
import * as Iam from '@aws-sdk/client-iam';
import * as Lambda from '@aws-sdk/client-lambda';
import * as Sqs from '@aws-sdk/client-sqs';
import { expect } from '@jest/globals';
import { zipOf } from '../emulator/lambda/archive';

const ARN = 'arn:aws:sqs:us-east-1:111122223333:';
const Tags = { team: 'storage' };

export async function walkSqs(client: Sqs.SQSClient): Promise<void> {
  const dead = await client.send(new Sqs.CreateQueueCommand({ QueueName: 'dead' }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}dead`, maxReceiveCount: 1 });
  const { QueueUrl } = await client.send(new Sqs.CreateQueueCommand({ QueueName: 'keys' }));
  const queue = { QueueUrl };
  await client.send(new Sqs.SetQueueAttributesCommand({ ...queue, Attributes: { RedrivePolicy } }));
  const all = new Sqs.GetQueueAttributesCommand({ ...queue, AttributeNames: ['All'] });
  expect((await client.send(all)).Attributes).toMatchObject({ RedrivePolicy, VisibilityTimeout: '30' });
  expect(await client.send(new Sqs.GetQueueUrlCommand({ QueueName: 'keys' }))).toMatchObject(queue);
  expect((await client.send(new Sqs.ListQueuesCommand({ QueueNamePrefix: 'ke' }))).QueueUrls).toEqual([QueueUrl]);
  const sources = await client.send(new Sqs.ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.QueueUrl }));
  expect(sources.queueUrls).toEqual([QueueUrl]);
  await client.send(new Sqs.TagQueueCommand({ ...queue, Tags }));
  expect(await client.send(new Sqs.ListQueueTagsCommand(queue))).toMatchObject({ Tags });
  await client.send(new Sqs.UntagQueueCommand({ ...queue, TagKeys: ['team'] }));
  await client.send(new Sqs.SendMessageCommand({ ...queue, MessageBody: 'a' }));
  const Entries = ['b', 'c'].map((MessageBody) => ({ Id: MessageBody, MessageBody }));
  await client.send(new Sqs.SendMessageBatchCommand({ ...queue, Entries }));
  const receive = new Sqs.ReceiveMessageCommand({ ...queue, MaxNumberOfMessages: 10 });
  const { Messages = [] } = await client.send(receive);
  expect(Messages.map(({ Body }) => Body)).toEqual(['a', 'b', 'c']);
  const [first, second, third] = Messages.map(({ ReceiptHandle = '' }) => ReceiptHandle);
  const visible = { VisibilityTimeout: 0 };
  await client.send(new Sqs.ChangeMessageVisibilityCommand({ ...queue, ReceiptHandle: first, ...visible }));
  const change = [{ Id: 'b', ReceiptHandle: second, VisibilityTimeout: 60 }];
  await client.send(new Sqs.ChangeMessageVisibilityBatchCommand({ ...queue, Entries: change }));
  await client.send(new Sqs.DeleteMessageCommand({ ...queue, ReceiptHandle: second }));
  const remove = [{ Id: 'c', ReceiptHandle: third }];
  await client.send(new Sqs.DeleteMessageBatchCommand({ ...queue, Entries: remove }));
  expect((await client.send(receive)).Messages).toBeUndefined();
  const rate = { MaxNumberOfMessagesPerSecond: 1 };
  const task = await client.send(new Sqs.StartMessageMoveTaskCommand({ SourceArn: `${ARN}dead`, ...rate }));
  const { Results } = await client.send(new Sqs.ListMessageMoveTasksCommand({ SourceArn: `${ARN}dead` }));
  expect(Results).toMatchObject([{ TaskHandle: task.TaskHandle, ApproximateNumberOfMessagesToMove: 1 }]);
  await client.send(new Sqs.CancelMessageMoveTaskCommand({ TaskHandle: task.TaskHandle }));
  await client.send(new Sqs.PurgeQueueCommand(queue));
  await client.send(new Sqs.DeleteQueueCommand(queue));
}

export async function walkLambda(client: Lambda.LambdaClient, sqs: Sqs.SQSClient, iam: Iam.IAMClient): Promise<void> {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const { Role } = await iam.send(new Iam.CreateRoleCommand({ RoleName: 'walker', AssumeRolePolicyDocument }));
  const may = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [may] });
  await iam.send(new Iam.PutRolePolicyCommand({ RoleName: 'walker', PolicyName: 'queue', PolicyDocument }));
  const named = { FunctionName: 'walker' };
  const ZipFile = zipOf({ 'index.mjs': 'export const handler = async (event) => event;' });
  const settings = { Role: Role?.Arn, Runtime: 'nodejs22.x', Handler: 'index.handler' } as const;
  const made = await client.send(new Lambda.CreateFunctionCommand({ ...named, ...settings, Code: { ZipFile } }));
  const Resource = made.FunctionArn;
  expect((await client.send(new Lambda.GetFunctionCommand(named))).Configuration?.FunctionArn).toBe(Resource);
  expect((await client.send(new Lambda.ListFunctionsCommand({}))).Functions).toHaveLength(1);
  expect(await client.send(new Lambda.GetFunctionConfigurationCommand(named))).toMatchObject({ Timeout: 3 });
  await client.send(new Lambda.UpdateFunctionConfigurationCommand({ ...named, Timeout: 5 }));
  await client.send(new Lambda.UpdateFunctionCodeCommand({ ...named, ZipFile }));
  expect((await client.send(new Lambda.ListVersionsByFunctionCommand(named))).Versions).toHaveLength(1);
  expect(await client.send(new Lambda.GetFunctionCodeSigningConfigCommand(named))).toMatchObject(named);
  const answer = await client.send(new Lambda.InvokeCommand({ ...named, Payload: '{"a":1}' }));
  expect(answer.Payload?.transformToString()).toBe('{"a":1}');
  const concurrency = { ReservedConcurrentExecutions: 2 };
  await client.send(new Lambda.PutFunctionConcurrencyCommand({ ...named, ...concurrency }));
  expect(await client.send(new Lambda.GetFunctionConcurrencyCommand(named))).toMatchObject(concurrency);
  await client.send(new Lambda.DeleteFunctionConcurrencyCommand(named));
  await client.send(new Lambda.PutFunctionRecursionConfigCommand({ ...named, RecursiveLoop: 'Allow' }));
  const recursion = await client.send(new Lambda.GetFunctionRecursionConfigCommand(named));
  expect(recursion.RecursiveLoop).toBe('Allow');
  const permission = { StatementId: 'x', Action: 'lambda:InvokeFunction', Principal: '444455556666' };
  await client.send(new Lambda.AddPermissionCommand({ ...named, ...permission }));
  expect((await client.send(new Lambda.GetPolicyCommand(named))).Policy).toContain('444455556666');
  await client.send(new Lambda.RemovePermissionCommand({ ...named, StatementId: 'x' }));
  await client.send(new Lambda.TagResourceCommand({ Resource, Tags }));
  expect(await client.send(new Lambda.ListTagsCommand({ Resource }))).toMatchObject({ Tags });
  await client.send(new Lambda.UntagResourceCommand({ Resource, TagKeys: ['team'] }));
  await sqs.send(new Sqs.CreateQueueCommand({ QueueName: 'walked' }));
  const source = { ...named, EventSourceArn: `${ARN}walked` };
  const { UUID } = await client.send(new Lambda.CreateEventSourceMappingCommand(source));
  expect(await client.send(new Lambda.GetEventSourceMappingCommand({ UUID }))).toMatchObject({
    State: 'Enabled',
    LastModified: expect.any(Date),
  });
  const { EventSourceMappings } = await client.send(new Lambda.ListEventSourceMappingsCommand(named));
  expect(EventSourceMappings).toMatchObject([{ UUID }]);
  await client.send(new Lambda.UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  await client.send(new Lambda.DeleteEventSourceMappingCommand({ UUID }));
  await client.send(new Lambda.DeleteFunctionCommand(named));
}
