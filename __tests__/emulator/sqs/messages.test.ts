// Messages: sent, received, hidden, deleted, moved to a dead-letter queue and back. The clock moves only when it is told to.
import * as SQS from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ControlledClock } from '../../../emulator/time/controlled-clock';
import { ACCOUNT, addRole, allow, trust } from '../iam/access/small-world';
import { destroyClients, sessionKeys } from '../iam/iam-client';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { destroyQueueClients, queueClients } from './queue-clients';

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;
const KIB = 1024;

let running: Running;
let sqs: SQS.SQSClient;
let keys: string;
let dead: string;

beforeEach(async () => {
  running = await startEmulator({ clock: 'controlled' });
  ({ sqs } = queueClients(running));
  dead = await create('dead');
  const redrive = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 2 });
  keys = await create('keys', { RedrivePolicy: redrive, VisibilityTimeout: '10' });
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

async function pass(seconds: number): Promise<void> {
  const { clock } = running.emulator.world;
  if (!(clock instanceof ControlledClock)) throw new Error('the clock is not controlled');
  await clock.moveTo(clock.now() + seconds * 1000);
}

const send = (MessageBody: string, more: Partial<SQS.SendMessageCommandInput> = {}) =>
  sqs.send(new SQS.SendMessageCommand({ QueueUrl: keys, MessageBody, ...more }));
const sendBatch = (...Entries: SQS.SendMessageBatchRequestEntry[]) =>
  sqs.send(new SQS.SendMessageBatchCommand({ QueueUrl: keys, Entries }));
const receive = async (QueueUrl = keys, more: Partial<SQS.ReceiveMessageCommandInput> = {}) =>
  (await sqs.send(new SQS.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? [];
const bodies = async (QueueUrl = keys) => (await receive(QueueUrl)).map(({ Body }) => Body);
const counts = async (QueueUrl = keys) => {
  const command = new SQS.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  const { Attributes = {} } = await sqs.send(command);
  const of = (what: '' | 'NotVisible' | 'Delayed'): number => Number(Attributes[`ApproximateNumberOfMessages${what}`]);
  return { visible: of(''), inFlight: of('NotVisible'), delayed: of('Delayed') };
};

describe('a message', () => {
  it('comes with its attributes, whose digests the SDK checks', async () => {
    const MessageAttributes = {
      team: { DataType: 'String', StringValue: 'ü' },
      'size.bytes': { DataType: 'Number.int', StringValue: '-1.5e3' },
      raw: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
    };
    const sent = await send('ä', { MessageAttributes });
    const names = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All' as const] };
    const [message] = await receive(keys, names);
    expect(message).toMatchObject({
      Body: 'ä',
      MessageId: sent.MessageId,
      MD5OfBody: sent.MD5OfMessageBody,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes: { team: { StringValue: 'ü' }, raw: { DataType: 'Binary' } },
      Attributes: { ApproximateReceiveCount: '1', SenderId: ACCOUNT, SentTimestamp: expect.stringMatching(/^\d{13}$/) },
    });
    await pass(10);
    const [again] = await receive(keys, { MessageAttributeNames: ['size.*'] });
    expect(Object.keys(again?.MessageAttributes ?? {})).toEqual(['size.bytes']);
    expect(again?.Attributes).toBeUndefined();
  });

  it('is hidden from others while somebody has it, and comes again when its time is over', async () => {
    await send('a');
    expect(await bodies()).toEqual(['a']);
    expect([await bodies(), await counts()]).toEqual([[], { visible: 0, inFlight: 1, delayed: 0 }]);
    await pass(10);
    expect(await bodies()).toEqual(['a']);
  });

  it('waits as long as its sender said', async () => {
    await send('later', { DelaySeconds: 60 });
    expect([await bodies(), await counts()]).toEqual([[], { visible: 0, inFlight: 0, delayed: 1 }]);
    await pass(60);
    expect(await bodies()).toEqual(['later']);
  });

  it('is gone when it was deleted by the handle of its last receipt, and only then', async () => {
    await send('a');
    const [first] = await receive();
    await pass(10);
    const [second] = await receive();
    const remove = (ReceiptHandle = '') => sqs.send(new SQS.DeleteMessageCommand({ QueueUrl: keys, ReceiptHandle }));
    await remove(first?.ReceiptHandle);
    expect(await counts()).toMatchObject({ inFlight: 1 });
    await remove(second?.ReceiptHandle);
    await remove(second?.ReceiptHandle);
    expect(await counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    expect(await errorOf(remove('eA=='))).toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  it('can be kept longer, or given back at once', async () => {
    await send('a');
    const [message] = await receive();
    const ReceiptHandle = message?.ReceiptHandle ?? '';
    const change = (VisibilityTimeout: number) =>
      sqs.send(new SQS.ChangeMessageVisibilityCommand({ QueueUrl: keys, ReceiptHandle, VisibilityTimeout }));
    await change(100);
    await pass(50);
    expect(await bodies()).toEqual([]);
    const entries = [{ Id: 'a', ReceiptHandle, VisibilityTimeout: 0 }];
    const batch = new SQS.ChangeMessageVisibilityBatchCommand({ QueueUrl: keys, Entries: entries });
    expect((await sqs.send(batch)).Successful).toEqual([{ Id: 'a' }]);
    expect(await errorOf(change(1))).toMatchObject({ name: 'MessageNotInflight' });
    expect(await bodies()).toEqual(['a']);
  });

  it('goes to the dead-letter queue when it was received too often, and says where it came from', async () => {
    await send('poison');
    for (let time = 0; time < 2; time++) {
      expect(await bodies()).toEqual(['poison']);
      await pass(10);
    }
    expect(await bodies()).toEqual([]);
    const [message] = await receive(dead, { MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({ Body: 'poison', Attributes: { DeadLetterQueueSourceArn: arnOf('keys') } });
  });

  it('is forgotten when the queue does not keep it any longer', async () => {
    await send('old');
    await pass(345_601);
    expect(await counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('is delivered twice, if that is asked for', async () => {
    const { world } = running.emulator;
    world.quirks = { ...world.quirks, duplicateMessages: true };
    await send('a');
    expect([await bodies(), await bodies(), await bodies()]).toEqual([['a'], ['a'], []]);
  });

  it('is waited for, as long as its consumer says', async () => {
    const waiting = receive(keys, { WaitTimeSeconds: 20 });
    await send('now');
    expect((await waiting).map(({ Body }) => Body)).toEqual(['now']);
    expect(await receive(keys, { WaitTimeSeconds: 1 })).toEqual([]);
  });
});

describe('messages', () => {
  it('are sent and deleted by tens, each with an answer of its own', async () => {
    const answer = await sendBatch({ Id: 'good', MessageBody: 'a' }, { Id: 'bad', MessageBody: '\u0001' });
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(answer.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true }]);
    const Entries = (await receive()).map(({ ReceiptHandle }, index) => ({ Id: `m${index}`, ReceiptHandle }));
    const removed = await sqs.send(new SQS.DeleteMessageBatchCommand({ QueueUrl: keys, Entries }));
    expect(removed.Successful).toEqual([{ Id: 'm0' }]);
    expect(await counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('of more than 1 MiB are refused, one alone or all together', async () => {
    expect(await errorOf(send('x'.repeat(1024 * KIB + 1)))).toMatchObject({ name: 'InvalidParameterValue' });
    await send('x'.repeat(1024 * KIB));
    const half = 'x'.repeat(512 * KIB);
    await sendBatch({ Id: 'a', MessageBody: half }, { Id: 'b', MessageBody: half });
    const more = sendBatch(
      { Id: 'a', MessageBody: half },
      { Id: 'b', MessageBody: half },
      { Id: 'c', MessageBody: 'x' },
    );
    expect(await errorOf(more)).toMatchObject({ name: 'BatchRequestTooLong' });
  });

  it.each([
    { title: 'without an entry', ids: [], name: 'EmptyBatchRequest' },
    {
      title: 'of eleven',
      ids: Array.from({ length: 11 }, (_, index) => `id-${index}`),
      name: 'TooManyEntriesInBatchRequest',
    },
    { title: 'with an id twice', ids: ['a', 'a'], name: 'BatchEntryIdsNotDistinct' },
    { title: 'with an id of other letters', ids: ['a b'], name: 'InvalidBatchEntryId' },
  ])('a batch $title is refused', async ({ ids, name }) => {
    expect(await errorOf(sendBatch(...ids.map((Id) => ({ Id, MessageBody: 'x' }))))).toMatchObject({ name });
  });

  it('are all gone after a purge, which is there once a minute', async () => {
    await send('a');
    const purge = () => sqs.send(new SQS.PurgeQueueCommand({ QueueUrl: keys }));
    await purge();
    expect(await counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    expect(await errorOf(purge())).toMatchObject({ name: 'PurgeQueueInProgress' });
    await pass(60);
    await purge();
  });

  it.each([
    { title: 'eleven at once', more: { MaxNumberOfMessages: 11 } },
    { title: 'a wait of 21 seconds', more: { WaitTimeSeconds: 21 } },
    { title: 'more than 12 hours', more: { VisibilityTimeout: 43_201 } },
  ])('are not received with $title', async ({ more }) => {
    expect(await errorOf(receive(keys, more))).toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('a redrive', () => {
  const start = (more: Partial<SQS.StartMessageMoveTaskCommandInput> = {}) =>
    sqs.send(new SQS.StartMessageMoveTaskCommand({ SourceArn: arnOf('dead'), ...more }));
  const tasks = async () => {
    const command = new SQS.ListMessageMoveTasksCommand({ SourceArn: arnOf('dead'), MaxResults: 10 });
    return (await sqs.send(command)).Results ?? [];
  };

  async function poison(...texts: readonly string[]): Promise<void> {
    for (const text of texts) await send(text);
    for (let time = 0; time < 3; time++) {
      await receive();
      await pass(10);
    }
  }

  it('brings messages back to where they came from, as new ones', async () => {
    await poison('a', 'b');
    expect(await counts(dead)).toMatchObject({ visible: 2 });
    await start();
    await running.emulator.idle();
    expect(await tasks()).toMatchObject([
      { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2, ApproximateNumberOfMessagesToMove: 2 },
    ]);
    const back = await receive(keys, { MessageSystemAttributeNames: ['All'] });
    expect(back.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])).toEqual([
      ['a', '1'],
      ['b', '1'],
    ]);
    expect(await counts(dead)).toMatchObject({ visible: 0 });
  });

  it('goes on at the rate that was asked for, one at a time for a queue, until it is cancelled', async () => {
    await poison('a', 'b', 'c');
    const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 });
    expect(await errorOf(start())).toMatchObject({ name: 'UnsupportedOperation' });
    await pass(1);
    expect(await tasks()).toMatchObject([{ Status: 'RUNNING', TaskHandle, ApproximateNumberOfMessagesMoved: 1 }]);
    const cancelled = await sqs.send(new SQS.CancelMessageMoveTaskCommand({ TaskHandle }));
    expect(cancelled.ApproximateNumberOfMessagesMoved).toBe(1);
    await pass(5);
    expect(await tasks()).toMatchObject([{ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 1 }]);
    expect(await counts(dead)).toMatchObject({ visible: 2 });
  });

  it('is there for dead-letter queues alone', async () => {
    expect(await errorOf(start({ SourceArn: arnOf('keys') }))).toMatchObject({ name: 'InvalidParameterValue' });
    expect(await errorOf(start({ SourceArn: arnOf('none') }))).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('fails where its caller may not send to where messages came from', async () => {
    await poison('a');
    const mine = ['sqs:StartMessageMoveTask', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'];
    addRole(running.emulator.world, 'mover', { trustPolicy: trust({ AWS: ACCOUNT }), inline: [allow(mine)] });
    const mover = queueClients(running, await sessionKeys(running, `arn:aws:iam::${ACCOUNT}:role/mover`)).sqs;
    await mover.send(new SQS.StartMessageMoveTaskCommand({ SourceArn: arnOf('dead') }));
    await running.emulator.idle();
    expect(await tasks()).toMatchObject([{ Status: 'FAILED', FailureReason: 'AccessDenied' }]);
  });
});
