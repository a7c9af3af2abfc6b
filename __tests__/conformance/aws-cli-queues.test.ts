/** @group outside */
// aws sqs, lambda, s3api and events: an inventory whose manifest EventBridge tells to a queue that a function reads.
import { beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { zipOf } from '../emulator/lambda/archive';
import { type AwsCli, awsCli } from './aws-cli';
import { withEmulator } from './setup';

const ACCOUNT = '111122223333';
const HERE = `us-east-1:${ACCOUNT}`;
const QUEUE = `arn:aws:sqs:${HERE}:told`;
const DEAD = `arn:aws:sqs:${HERE}:dead`;
const RULE = `arn:aws:events:${HERE}:rule/manifests`;
const json = JSON.stringify;
const policy = (...statements: readonly object[]): string => json({ Version: '2012-10-17', Statement: statements });
interface Received {
  readonly Messages: readonly { readonly ReceiptHandle: string }[];
}
const SOURCE =
  'exports.handler = async (event) => { console.log("called"); return { got: event.x ?? event.Records.length }; };';

describeWith(['aws'], 'aws sqs, aws lambda and inventories', () => {
  const local = withEmulator(['--run-functions']);
  let cli: AwsCli;
  let queue: string;

  beforeAll(async () => {
    const { aws, folder } = local();
    cli = awsCli(aws, folder);
    const made = (await cli.json('sqs', 'create-queue', '--queue-name', 'dead')) as { readonly QueueUrl: string };
    expect(made.QueueUrl).toBe(`${aws.endpoint}/${ACCOUNT}/dead`);
    const redrive = json({
      RedrivePolicy: json({ deadLetterTargetArn: DEAD, maxReceiveCount: 1 }),
      VisibilityTimeout: '30',
    });
    const words = ['--queue-name', 'told', '--attributes', redrive, '--tags', 'team=storage'];
    ({ QueueUrl: queue } = (await cli.json('sqs', 'create-queue', ...words)) as { readonly QueueUrl: string });
    const role = ['--role-name', 'reader'];
    const trust = policy({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
    await cli.json('iam', 'create-role', ...role, '--assume-role-policy-document', trust);
    const may = policy({ Effect: 'Allow', Action: 'sqs:*', Resource: QUEUE });
    await cli.json('iam', 'put-role-policy', ...role, '--policy-name', 'queue', '--policy-document', may);
  }, 90_000);

  it('send, receive and delete messages, and move them back from a dead-letter queue', async () => {
    const on = ['--queue-url', queue];
    await cli.json(
      'sqs',
      'send-message',
      ...on,
      '--message-body',
      'ä',
      '--message-attributes',
      'n={DataType=Number,StringValue=1}',
    );
    const receive = ['sqs', 'receive-message', ...on, '--attribute-names', 'All', '--message-attribute-names', 'All'];
    const { Messages } = (await cli.json(...receive, '--visibility-timeout', '0')) as {
      readonly Messages: readonly { readonly ReceiptHandle: string }[];
    };
    expect(Messages).toMatchObject([{ Body: 'ä', MessageAttributes: { n: { StringValue: '1' } } }]);
    expect(await cli.json(...receive)).toBeUndefined();
    await cli.json('sqs', 'start-message-move-task', '--source-arn', DEAD);
    expect(await cli.json(...receive, '--wait-time-seconds', '10')).toMatchObject({ Messages: [{ Body: 'ä' }] });
    expect(await cli.json('sqs', 'list-message-move-tasks', '--source-arn', DEAD)).toMatchObject({
      Results: [{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }],
    });
    const entries = json(['x', 'y'].map((Id) => ({ Id, MessageBody: Id })));
    expect(await cli.json('sqs', 'send-message-batch', ...on, '--entries', entries)).toMatchObject({
      Successful: [{ Id: 'x' }, { Id: 'y' }],
    });
    await cli.json('sqs', 'purge-queue', ...on);
    expect(await cli.json('sqs', 'get-queue-attributes', ...on, '--attribute-names', 'All')).toMatchObject({
      Attributes: { QueueArn: QUEUE, ApproximateNumberOfMessagesNotVisible: '0' },
    });
    const none = queue.replace('told', 'none');
    expect(await cli.refusal('sqs', 'receive-message', '--queue-url', none)).toMatch(
      /NonExistentQueue|QueueDoesNotExist/,
    );
  }, 90_000);

  it('make functions and run them, by a queue too', async () => {
    cli.file('code.zip', zipOf({ 'index.js': SOURCE }));
    const name = ['--function-name', 'reader'];
    const code = ['--runtime', 'nodejs24.x', '--handler', 'index.handler', '--zip-file', 'fileb://code.zip'];
    const role = ['--role', `arn:aws:iam::${ACCOUNT}:role/reader`, '--environment', 'Variables={STAGE=1}'];
    await cli.json('lambda', 'create-function', ...name, ...code, ...role);
    const invoke = ['lambda', 'invoke', ...name, '--payload', '{"x":"ü"}', 'answer.json'];
    expect(await cli.json(...invoke)).toEqual({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(JSON.parse(cli.read('answer.json'))).toEqual({ got: 'ü' });
    expect(await cli.json('lambda', 'get-function', ...name)).toMatchObject({ Configuration: { State: 'Active' } });
    const mapping = (await cli.json(
      ...['lambda', 'create-event-source-mapping', ...name, '--event-source-arn', QUEUE, '--batch-size', '5'],
      ...['--scaling-config', 'MaximumConcurrency=2', '--function-response-types', 'ReportBatchItemFailures'],
    )) as { readonly UUID: string };
    await cli.json('sqs', 'send-message', '--queue-url', queue, '--message-body', 'x');
    await waitUntil(async () => {
      const words = ['--queue-url', queue, '--attribute-names', 'All'];
      const { Attributes } = (await cli.json('sqs', 'get-queue-attributes', ...words)) as {
        readonly Attributes: Readonly<Record<string, string>>;
      };
      return (
        Attributes['ApproximateNumberOfMessages'] === '0' && Attributes['ApproximateNumberOfMessagesNotVisible'] === '0'
      );
    });
    const most = ['--reserved-concurrent-executions', '3'];
    await Promise.all([
      expect(cli.json('lambda', 'update-function-configuration', ...name, '--timeout', '9')).resolves.toMatchObject({
        Timeout: 9,
      }),
      expect(cli.json('lambda', 'put-function-concurrency', ...name, ...most)).resolves.toEqual({
        ReservedConcurrentExecutions: 3,
      }),
      expect(cli.json('lambda', 'list-functions')).resolves.toMatchObject({ Functions: [{ FunctionName: 'reader' }] }),
      expect(cli.json('lambda', 'list-event-source-mappings', ...name)).resolves.toMatchObject({
        EventSourceMappings: [{ UUID: mapping.UUID, BatchSize: 5, ScalingConfig: { MaximumConcurrency: 2 } }],
      }),
    ]);
    await cli.json('lambda', 'delete-event-source-mapping', '--uuid', mapping.UUID);
    await cli.json('lambda', 'delete-function', ...name);
    expect(await cli.refusal('lambda', 'get-function', ...name)).toBe('ResourceNotFoundException');
  }, 120_000);

  it('are told of the manifest of an inventory', async () => {
    const { aws } = local();
    for (const bucket of ['source', 'reports']) await cli.json('s3api', 'create-bucket', '--bucket', bucket);
    const reports = ['--bucket', 'reports'];
    const mayPut = {
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::reports/*',
      Condition: {
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
        ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::source' },
      },
    };
    await cli.json('s3api', 'put-bucket-policy', ...reports, '--policy', policy(mayPut));
    const notification = ['--notification-configuration', json({ EventBridgeConfiguration: {} })];
    await cli.json('s3api', 'put-bucket-notification-configuration', ...reports, ...notification);
    const pattern = { source: ['aws.s3'], detail: { object: { key: [{ suffix: 'manifest.checksum' }] } } };
    await cli.json('events', 'put-rule', '--name', 'manifests', '--event-pattern', json(pattern));
    const targets = json([{ Id: 'queue', Arn: QUEUE, InputPath: '$.detail.object.key' }]);
    await cli.json('events', 'put-targets', '--rule', 'manifests', '--targets', targets);
    const maySend = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QUEUE,
      Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
    };
    const attributes = ['--queue-url', queue, '--attributes', json({ Policy: policy(maySend) })];
    await cli.json('sqs', 'set-queue-attributes', ...attributes);
    await cli.json('s3api', 'put-object', '--bucket', 'source', '--key', 'a b', '--body', cli.file('a', 'x'));
    const configuration = {
      Id: 'all',
      IsEnabled: true,
      IncludedObjectVersions: 'Current',
      Schedule: { Frequency: 'Daily' },
      OptionalFields: ['Size'],
      Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::reports', Format: 'CSV' } },
    };
    const inventory = ['--bucket', 'source', '--id', 'all', '--inventory-configuration', json(configuration)];
    await cli.json('s3api', 'put-bucket-inventory-configuration', ...inventory);
    await fetch(`${aws.endpoint}/_emulator/inventories`, {
      method: 'POST',
      headers: { 'x-s3-backfill-emulator': '1' },
      body: json({ bucket: 'source' }),
    });
    const wait = ['--queue-url', queue, '--wait-time-seconds', '10'];
    const told = (await cli.json('sqs', 'receive-message', ...wait)) as Received;
    expect(told).toMatchObject({
      Messages: [{ Body: expect.stringMatching(/^"source\/all\/.*\/manifest\.checksum"$/) }],
    });
    // It would come again, into another test; a queue is purged once a minute at most.
    for (const { ReceiptHandle } of told.Messages)
      await cli.json('sqs', 'delete-message', '--queue-url', queue, '--receipt-handle', ReceiptHandle);
  }, 120_000);

  it('steer queues, functions and what calls them, and ask how old messages are', async () => {
    const make = async (...words: readonly string[]): Promise<string> =>
      ((await cli.json('sqs', 'create-queue', '--queue-name', ...words)) as { readonly QueueUrl: string }).QueueUrl;
    const dead = await make('steered-dead');
    const deadArn = QUEUE.replace('told', 'steered-dead');
    const redrive = json({ RedrivePolicy: json({ deadLetterTargetArn: deadArn, maxReceiveCount: 9 }) });
    const steered = await make('steered', '--attributes', redrive);
    const on = ['--queue-url', steered];
    const entries = json(['x', 'y'].map((Id) => ({ Id, MessageBody: Id })));
    await cli.json('sqs', 'send-message-batch', ...on, '--entries', entries);
    const receive = ['sqs', 'receive-message', ...on, '--max-number-of-messages', '10', '--visibility-timeout', '900'];
    const { Messages } = (await cli.json(...receive)) as Received;
    const handles = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const shown = json(handles.map((one) => ({ ...one, VisibilityTimeout: 0 })));
    expect(await cli.json('sqs', 'change-message-visibility-batch', ...on, '--entries', shown)).toMatchObject({
      Successful: [{ Id: '0' }, { Id: '1' }],
    });
    const again = ((await cli.json(...receive)) as Received).Messages;
    const [first, second] = again.map(({ ReceiptHandle }) => ReceiptHandle);
    const change = ['sqs', 'change-message-visibility', ...on, '--visibility-timeout', '60', '--receipt-handle'];
    await cli.json(...change, first ?? '');
    const removed = json([{ Id: 'last', ReceiptHandle: second }]);
    const name = ['--function-name', 'steered'];
    cli.file('steered.zip', zipOf({ 'index.js': SOURCE }));
    const code = ['--runtime', 'nodejs24.x', '--handler', 'index.handler', '--zip-file', 'fileb://steered.zip'];
    await cli.json('lambda', 'create-function', ...name, ...code, '--role', `arn:aws:iam::${ACCOUNT}:role/reader`);
    const minute = (ms: number): string => new Date(ms).toISOString();
    const now = Date.now();
    await Promise.all([
      expect(cli.json('sqs', 'delete-message-batch', ...on, '--entries', removed)).resolves.toMatchObject({
        Successful: [{ Id: 'last' }],
      }),
      expect(cli.json('sqs', 'list-queues', '--queue-name-prefix', 'steered')).resolves.toEqual({
        QueueUrls: expect.arrayContaining([dead, steered]),
      }),
      expect(cli.json('sqs', 'list-dead-letter-source-queues', '--queue-url', dead)).resolves.toEqual({
        queueUrls: [steered],
      }),
      expect(
        cli.json(
          ...['cloudwatch', 'get-metric-statistics', '--namespace', 'AWS/SQS', '--period', '60'],
          ...['--metric-name', 'ApproximateAgeOfOldestMessage', '--statistics', 'Maximum'],
          ...['--dimensions', 'Name=QueueName,Value=steered'],
          ...['--start-time', minute(now - 600_000), '--end-time', minute(now + 120_000)],
        ),
      ).resolves.toMatchObject({ Datapoints: [{ Unit: 'Seconds', Maximum: expect.any(Number) }] }),
      cli.json('lambda', 'put-function-concurrency', ...name, '--reserved-concurrent-executions', '0'),
    ]);
    const may = policy({ Effect: 'Allow', Action: 'sqs:*', Resource: QUEUE.replace('told', 'steered') });
    const role = ['--role-name', 'reader', '--policy-name', 'steered', '--policy-document', may];
    await cli.json('iam', 'put-role-policy', ...role);
    const source = ['--event-source-arn', QUEUE.replace('told', 'steered'), '--no-enabled'];
    const mapping = (await cli.json('lambda', 'create-event-source-mapping', ...name, ...source)) as {
      readonly UUID: string;
    };
    const at = ['--uuid', mapping.UUID];
    await cli.json('lambda', 'update-event-source-mapping', ...at, '--enabled', '--batch-size', '3');
    await Promise.all([
      expect(cli.json('lambda', 'get-event-source-mapping', ...at)).resolves.toMatchObject({
        BatchSize: 3,
        State: 'Enabled',
      }),
      expect(cli.json('lambda', 'get-function-concurrency', ...name)).resolves.toEqual({
        ReservedConcurrentExecutions: 0,
      }),
      expect(cli.refusal('lambda', 'invoke', ...name, 'refused.json')).resolves.toBe('TooManyRequestsException'),
    ]);
    await cli.json('lambda', 'delete-function-concurrency', ...name);
    await cli.json('lambda', 'delete-event-source-mapping', ...at);
    await cli.json('lambda', 'delete-function', ...name);
    await cli.json('sqs', 'delete-queue', ...on);
  }, 300_000);

  async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
    for (let times = 0; !(await holds()); times++) if (times > 30) throw new Error('it never came true');
  }
});
