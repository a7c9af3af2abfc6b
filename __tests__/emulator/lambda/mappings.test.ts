// Event source mappings: queues that are read for functions.
import * as L from '@aws-sdk/client-lambda';
import * as SQS from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ControlledClock } from '../../../emulator/time/controlled-clock';
import type { Role } from '../../../emulator/world/identity';
import { ACCOUNT, addRole, allow, trust } from '../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { destroyQueueClients, queueClients } from '../sqs/queue-clients';
import { zipOf } from './archive';

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;

/** Writes what it gets to its log, and does to each message what its body says. */
const SOURCE = `
import { setTimeout as sleep } from 'node:timers/promises';
export const handler = async ({ Records }) => {
  console.log('batch of ' + Records.length + ' ' + Records.map(({ body }) => body).join(','));
  if (Records.some(({ body }) => body === 'throw')) throw new Error('thrown');
  if (Records.some(({ body }) => body === 'slow')) await sleep(150);
  if (Records.some(({ body }) => body === 'malformed')) return { batchItemFailures: [{ itemIdentifier: 'none' }] };
  return { batchItemFailures: Records.filter(({ body }) => body === 'fail').map(({ messageId }) => ({ itemIdentifier: messageId })) };
};
`;

let running: Running;
let lambda: L.LambdaClient;
let sqs: SQS.SQSClient;
let role: Role;
let keys: string;

beforeEach(async () => {
  running = await startEmulator({ clock: 'controlled', runFunctions: true });
  ({ lambda, sqs } = queueClients(running));
  const inline = [allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], arnOf('keys'))];
  role = addRole(running.emulator.world, 'worker', { trustPolicy: trust({ Service: 'lambda.amazonaws.com' }), inline });
  await create('dead', {});
  const redrive = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 2 });
  keys = await create('keys', { RedrivePolicy: redrive });
  await lambda.send(
    new L.CreateFunctionCommand({
      FunctionName: 'worker',
      Role: role.arn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf({ 'index.mjs': SOURCE }) },
      Timeout: 30,
    }),
  );
});
afterEach(async () => {
  destroyQueueClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

async function create(QueueName: string, Attributes: Record<string, string>): Promise<string> {
  return (await sqs.send(new SQS.CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
}

const map = (more: Partial<L.CreateEventSourceMappingCommandInput> = {}) =>
  lambda.send(
    new L.CreateEventSourceMappingCommand({
      EventSourceArn: arnOf('keys'),
      FunctionName: 'worker',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...more,
    }),
  );
const send = async (...bodies: readonly string[]): Promise<void> => {
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await sqs.send(new SQS.SendMessageBatchCommand({ QueueUrl: keys, Entries }));
};

/** What the function was called with, in order. */
const batches = (): readonly string[] =>
  [...running.emulator.world.functionLogs.values()]
    .flat()
    .flatMap(({ text }) => /\tbatch of (.*)$/.exec(text)?.[1] ?? []);

function left(name: string): readonly string[] {
  return [...(running.emulator.world.queueMessages.get(arnOf(name)) ?? new Map()).values()].map(
    ({ body }: { body: string }) => body,
  );
}

async function until(holds: () => boolean): Promise<void> {
  const { clientClock, closing } = running.emulator.world;
  for (let times = 0; !holds(); times++) {
    if (times > 500) throw new Error(`it never came true: ${JSON.stringify([batches(), left('keys'), left('dead')])}`);
    await clientClock.sleep(10, closing);
  }
  await running.emulator.idle();
}

async function pass(seconds: number): Promise<void> {
  const { clock } = running.emulator.world;
  if (!(clock instanceof ControlledClock)) throw new Error('the clock is not controlled');
  await clock.moveTo(clock.now() + seconds * 1000);
}

describe('a mapping', () => {
  it('brings messages to the function in batches, and deletes them', async () => {
    await send('a', 'b', 'c');
    const made = await map({ BatchSize: 2 });
    expect(made).toMatchObject({ State: 'Creating', BatchSize: 2, EventSourceArn: arnOf('keys') });
    await until(() => left('keys').length === 0);
    expect([...batches()].sort()).toEqual(['1 c', '2 a,b']);
    expect(await lambda.send(new L.GetEventSourceMappingCommand({ UUID: made.UUID }))).toMatchObject({
      State: 'Enabled',
      LastProcessingResult: 'OK',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('leaves what failed, and nothing else, until it is visible again; then it goes to the dead-letter queue', async () => {
    await map();
    await send('a', 'fail', 'b');
    await until(() => left('keys').length === 1);
    expect(left('keys')).toEqual(['fail']);
    await pass(30);
    await until(() => batches().length === 2);
    await pass(30);
    await until(() => left('dead').length === 1);
    expect(batches()).toEqual(['3 a,fail,b', '1 fail']);
    expect([left('keys'), left('dead')]).toEqual([[], ['fail']]);
  });

  it.each(['throw', 'malformed'])('leaves the whole batch after an answer that is %s', async (body) => {
    await map();
    await send('a', body);
    await until(() => batches().length === 1);
    expect(left('keys')).toEqual(['a', body]);
    const [mapping] = running.emulator.world.eventSourceMappings.values();
    expect(mapping?.lastResult).toBe('PROBLEM: Function call failed');
  });

  it('without ReportBatchItemFailures deletes the batch, whatever the function answers', async () => {
    await map({ FunctionResponseTypes: [] });
    await send('fail');
    await until(() => batches().length === 1 && left('keys').length === 0);
  });

  it('waits for a full batch, as long as its window is', async () => {
    await map({ BatchSize: 100, MaximumBatchingWindowInSeconds: 1 });
    await send('a');
    await send('b');
    await until(() => left('keys').length === 0);
    expect(batches()).toEqual(['2 a,b']);
  });

  it('runs no more at once than it may', async () => {
    await map({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
    await send('slow', 'slow', 'slow', 'slow', 'slow', 'slow');
    let most = 0;
    const invocations = (): number => [...running.emulator.world.sessions.keys()].length;
    await until(() => {
      most = Math.max(most, invocations());
      return left('keys').length === 0;
    });
    expect(batches()).toHaveLength(6);
    expect(most).toBe(2);
  });

  it('is stopped, changed and deleted', async () => {
    const { UUID } = await map({ Enabled: false });
    await send('a');
    expect(await lambda.send(new L.GetEventSourceMappingCommand({ UUID }))).toMatchObject({ State: 'Disabled' });
    expect(left('keys')).toEqual(['a']);
    const update = new L.UpdateEventSourceMappingCommand({ UUID, Enabled: true, BatchSize: 5 });
    expect(await lambda.send(update)).toMatchObject({ State: 'Updating', BatchSize: 5 });
    await until(() => left('keys').length === 0);
    const { EventSourceMappings } = await lambda.send(new L.ListEventSourceMappingsCommand({ FunctionName: 'worker' }));
    expect(EventSourceMappings).toMatchObject([{ UUID, State: 'Enabled' }]);
    expect(await lambda.send(new L.DeleteEventSourceMappingCommand({ UUID }))).toMatchObject({ State: 'Deleting' });
    await send('b');
    expect(await errorOf(lambda.send(new L.GetEventSourceMappingCommand({ UUID })))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(left('keys')).toEqual(['b']);
  });

  it('reads nothing while the role of the function may not, and says so', async () => {
    const { UUID } = await map();
    role.inlinePolicies.clear();
    await send('a');
    const [mapping] = running.emulator.world.eventSourceMappings.values();
    await until(() => mapping?.lastResult.startsWith('PROBLEM') === true);
    expect(await lambda.send(new L.GetEventSourceMappingCommand({ UUID }))).toMatchObject({
      LastProcessingResult: "PROBLEM: the function's role may not call sqs:ReceiveMessage on the queue.",
    });
    expect(batches()).toEqual([]);
  });

  it.each<{ title: string; more: Partial<L.CreateEventSourceMappingCommandInput>; name: string }>([
    {
      title: 'a queue that is not there',
      more: { EventSourceArn: arnOf('none') },
      name: 'InvalidParameterValueException',
    },
    {
      title: 'a queue that the role may not read',
      more: { EventSourceArn: arnOf('dead') },
      name: 'InvalidParameterValueException',
    },
    {
      title: 'a batch of more than ten without a window',
      more: { BatchSize: 11 },
      name: 'InvalidParameterValueException',
    },
    { title: 'a function that is not there', more: { FunctionName: 'none' }, name: 'ResourceNotFoundException' },
    { title: 'one at once', more: { ScalingConfig: { MaximumConcurrency: 1 } }, name: 'ValidationException' },
    {
      title: 'another source',
      more: { EventSourceArn: 'arn:aws:kinesis:us-east-1:1:stream/x' },
      name: 'InvalidParameterValueException',
    },
    { title: 'pollers of its own', more: { ProvisionedPollerConfig: { MinimumPollers: 2 } }, name: 'NotImplemented' },
  ])('is refused with $title', async ({ more, name }) => {
    expect(await errorOf(map(more))).toMatchObject({ name });
  });

  it('is refused where the function may take longer than a message is hidden, and a second time', async () => {
    await sqs.send(new SQS.SetQueueAttributesCommand({ QueueUrl: keys, Attributes: { VisibilityTimeout: '29' } }));
    expect(await errorOf(map())).toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'Queue visibility timeout: 29 seconds is less than Function timeout: 30 seconds',
    });
    await sqs.send(new SQS.SetQueueAttributesCommand({ QueueUrl: keys, Attributes: { VisibilityTimeout: '30' } }));
    await map();
    expect(await errorOf(map())).toMatchObject({ name: 'ResourceConflictException', status: 409 });
  });
});
