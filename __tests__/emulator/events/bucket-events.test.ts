// Objects that are created, as EventBridge tells functions and queues of them.
import * as EB from '@aws-sdk/client-eventbridge';
import * as L from '@aws-sdk/client-lambda';
import * as S3 from '@aws-sdk/client-s3';
import * as SQS from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { control } from '../control/control-client';
import { ACCOUNT, addRole, policy, trust } from '../iam/access/small-world';
import { zipOf } from '../lambda/archive';
import { destroyMonitoringClients, monitoringClients } from '../monitoring/monitoring-clients';
import { bugs, startEmulator, type Running } from '../running';
import { destroyQueueClients, queueClients } from '../sqs/queue-clients';

const RULE = `arn:aws:events:us-east-1:${ACCOUNT}:rule/manifests`;
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:events`;
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:reader`;
const PATTERN = JSON.stringify({
  source: ['aws.s3'],
  'detail-type': ['Object Created'],
  detail: { bucket: { name: ['reports'] }, object: { key: [{ suffix: 'manifest.checksum' }] } },
});
const MAY_SEND = {
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: QUEUE,
  Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
};

let running: Running;
let s3: S3.S3Client;
let events: EB.EventBridgeClient;
let sqs: SQS.SQSClient;
let lambda: L.LambdaClient;
let queue: string;

beforeEach(async () => {
  running = await startEmulator({ runFunctions: true });
  s3 = running.s3();
  ({ events } = monitoringClients(running));
  ({ sqs, lambda } = queueClients(running));
  await s3.send(new S3.CreateBucketCommand({ Bucket: 'reports' }));
  await events.send(new EB.PutRuleCommand({ Name: 'manifests', EventPattern: PATTERN }));
  const Attributes = { Policy: policy(MAY_SEND) };
  queue = (await sqs.send(new SQS.CreateQueueCommand({ QueueName: 'events', Attributes }))).QueueUrl ?? '';
});
afterEach(async () => {
  destroyQueueClients();
  destroyMonitoringClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const target = (...Targets: EB.Target[]) => events.send(new EB.PutTargetsCommand({ Rule: 'manifests', Targets }));
const switchOn = () =>
  s3.send(
    new S3.PutBucketNotificationConfigurationCommand({
      Bucket: 'reports',
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
const put = (Key: string) => s3.send(new S3.PutObjectCommand({ Bucket: 'reports', Key, Body: 'hello' }));
async function received(QueueUrl = queue): Promise<readonly unknown[]> {
  const { Messages = [] } = await sqs.send(new SQS.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown);
}
const deliveries = async () =>
  (await control(running, 'GET', 'events')).body['deliveries'] as readonly { readonly failure?: string }[];

describe('an object that is created', () => {
  it('is told to a queue by the rule that it matches, its key without any encoding', async () => {
    await target({ Id: 'queue', Arn: QUEUE });
    await switchOn();
    await put('a/b');
    await put('in/ä b+c/manifest.checksum');
    expect(await received()).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Object Created',
        source: 'aws.s3',
        account: ACCOUNT,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: 'us-east-1',
        resources: ['arn:aws:s3:::reports'],
        detail: {
          version: '0',
          bucket: { name: 'reports' },
          object: {
            key: 'in/ä b+c/manifest.checksum',
            size: 5,
            etag: '5d41402abc4b2a76b9719d911017c592',
            sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
          },
          'request-id': expect.stringMatching(/^[0-9A-F]{16}$/),
          requester: ACCOUNT,
          'source-ip-address': '127.0.0.1',
          reason: 'PutObject',
        },
      },
    ]);
    expect(await deliveries()).toHaveLength(1);
  });

  it('is told to nobody unless its bucket tells EventBridge, and the rule is enabled', async () => {
    await target({ Id: 'queue', Arn: QUEUE });
    await put('1/manifest.checksum');
    await switchOn();
    await events.send(new EB.PutRuleCommand({ Name: 'manifests', EventPattern: PATTERN, State: 'DISABLED' }));
    await put('2/manifest.checksum');
    expect(await received()).toEqual([]);
  });

  it('runs a function whose policy lets the rule in', async () => {
    addRole(running.emulator.world, 'reader', { trustPolicy: trust({ Service: 'lambda.amazonaws.com' }) });
    const source = 'export const handler = async (event) => console.log("told of " + JSON.stringify(event));';
    await lambda.send(
      new L.CreateFunctionCommand({
        FunctionName: 'reader',
        Role: `arn:aws:iam::${ACCOUNT}:role/reader`,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: zipOf({ 'index.mjs': source }) },
      }),
    );
    await target({ Id: 'function', Arn: FUNCTION, InputPath: '$.detail.object.key' });
    await switchOn();
    await put('1/manifest.checksum');
    await lambda.send(
      new L.AddPermissionCommand({
        FunctionName: 'reader',
        StatementId: 'rule',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: RULE,
      }),
    );
    await put('2/manifest.checksum');
    await running.emulator.idle();
    const { body } = await control(running, 'GET', 'functions/reader');
    expect(JSON.stringify(body)).toContain('told of \\"2/manifest.checksum');
    expect(JSON.stringify(body)).not.toContain('1/manifest.checksum');
    expect((await deliveries()).map(({ failure }) => failure)).toEqual([
      `the policy of the function does not let events.amazonaws.com invoke it for ${RULE}`,
      undefined,
    ]);
  });

  it('that a queue may not be told of goes to the dead-letter queue of the target', async () => {
    const Policy = policy({ ...MAY_SEND, Resource: '*' });
    const Attributes = { Policy };
    const dead = await sqs.send(new SQS.CreateQueueCommand({ QueueName: 'dead', Attributes }));
    await sqs.send(new SQS.SetQueueAttributesCommand({ QueueUrl: queue, Attributes: { Policy: '' } }));
    const DeadLetterConfig = { Arn: QUEUE.replace(/:events$/, ':dead') };
    await target({ Id: 'queue', Arn: QUEUE, Input: '"told"', DeadLetterConfig });
    await switchOn();
    await put('1/manifest.checksum');
    expect(await received()).toEqual([]);
    expect(await received(dead.QueueUrl)).toEqual(['told']);
    expect((await deliveries()).map(({ failure }) => failure)).toEqual([
      `the policy of the queue does not let events.amazonaws.com send to it for ${RULE}`,
    ]);
  });

  it('says how it was created: by a copy, by parts, by S3 itself', async () => {
    const EventPattern = JSON.stringify({ source: ['aws.s3'] });
    await events.send(new EB.PutRuleCommand({ Name: 'manifests', EventPattern }));
    await target({ Id: 'queue', Arn: QUEUE, InputPath: '$.detail.reason' });
    await put('a');
    await switchOn();
    await s3.send(new S3.CopyObjectCommand({ Bucket: 'reports', Key: 'b', CopySource: 'reports/a' }));
    const upload = { Bucket: 'reports', Key: 'c' };
    const { UploadId } = await s3.send(new S3.CreateMultipartUploadCommand(upload));
    const part = await s3.send(new S3.UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'x' }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] };
    await s3.send(new S3.CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
    await s3.send(new S3.DeleteObjectCommand(upload));
    expect(await received()).toEqual(['CopyObject', 'CompleteMultipartUpload']);
  });
});
