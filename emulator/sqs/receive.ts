// ReceiveMessage, and what a consumer does with what it has received: deletes it, or keeps it longer.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
import * as z from 'zod';
import type { MessageAttributes, Queue, QueuedMessage } from '../world/serverless/sqs-queue';
import type { World } from '../world/world';
import { answerEach, checkBatch, ENTRY_ID } from './batch';
import { md5, md5OfAttributes } from './message-digest';
import { countMessages, messagesOf, removeMessage, takeMessages } from './messages';
import { numberOf } from './queue-attributes';
import { checkQueueKey } from './queue-key';
import { readReceipt, receiptOf } from './receipt-handle';
import { invalidValue, NAMED, openQueue, readInput, sqsFault, type SqsCall, type SqsOperations } from './sqs-call';

export const RECEIVE_OPERATIONS: SqsOperations = {
  ReceiveMessage: receiveMessage,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteBatch,
  ChangeMessageVisibility: changeVisibility,
  ChangeMessageVisibilityBatch: changeVisibilityBatch,
};

const NAMES = z.array(z.string()).nullish();

const RECEIVE = z.strictObject({
  ...NAMED,
  AttributeNames: NAMES,
  MessageSystemAttributeNames: NAMES,
  MessageAttributeNames: NAMES,
  MaxNumberOfMessages: z.int().nullish(),
  VisibilityTimeout: z.int().nullish(),
  WaitTimeSeconds: z.int().nullish(),
});

const MOST_SECONDS_INVISIBLE = 43_200;
const MOST_IN_FLIGHT = 120_000;
/** Between two looks into a queue that had nothing to give. Whoever waits lives in the real time, whatever the emulator's clock is. */
const LOOK_AGAIN_MS = 20;

async function receiveMessage(call: SqsCall): Promise<Readonly<Record<string, unknown>>> {
  const { world } = call;
  const input = readInput(call, RECEIVE);
  const queue = openQueue(call, input.QueueUrl);
  const most = checkedNumber('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
  const visibility = input.VisibilityTimeout ?? numberOf(queue, 'VisibilityTimeout');
  checkedNumber('VisibilityTimeout', visibility, 0, MOST_SECONDS_INVISIBLE);
  const wait = input.WaitTimeSeconds ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds');
  checkedNumber('WaitTimeSeconds', wait, 0, 20);
  checkQueueKey(call, queue, 'receive');
  if (messagesOf(world, queue).size > MOST_IN_FLIGHT && countMessages(world, queue).inFlight >= MOST_IN_FLIGHT) {
    throw sqsFault('OverLimit', `Too many messages in flight: at most ${MOST_IN_FLIGHT}.`);
  }
  const untilMs = world.clientClock.now() + wait * 1000;
  let taken = takeMessages(world, queue, most, visibility);
  while (taken.length === 0 && world.clientClock.now() < untilMs && (await passes(world))) {
    if (world.queues.get(queue.arn) !== queue) break;
    taken = takeMessages(world, queue, most, visibility);
  }
  if (taken.length === 0) return {};
  const systemNames = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])];
  return { Messages: taken.map((message) => received(queue, message, systemNames, input.MessageAttributeNames ?? [])) };
}

/** False if the emulator closes meanwhile. */
async function passes({ clientClock, closing }: World): Promise<boolean> {
  try {
    await clientClock.sleep(LOOK_AGAIN_MS, closing);
    return true;
  } catch (error) {
    if (closing.aborted) return false;
    throw error;
  }
}

function checkedNumber(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw invalidValue(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be >= ${least} and <= ${most}, if provided.`,
  );
}

function received(
  queue: Queue,
  message: QueuedMessage,
  systemNames: readonly string[],
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  const system = Object.entries(systemAttributes(message)).filter(
    ([name]) => systemNames.includes('All') || systemNames.includes(name),
  );
  const attributes = chosenAttributes(message.attributes, names);
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: message.messageId,
    ReceiptHandle: receiptOf(queue, message),
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(digest === undefined ? {} : { MessageAttributes: attributes, MD5OfMessageAttributes: digest }),
  };
}

/** As texts. */
export function systemAttributes(message: QueuedMessage): Readonly<Record<string, string>> {
  const { senderId, sentMs, receiveCount, firstReceivedMs, groupId, deadLetterSourceArn, systemAttributes } = message;
  const trace = systemAttributes['AWSTraceHeader']?.StringValue;
  return {
    SenderId: senderId,
    SentTimestamp: String(sentMs),
    ApproximateReceiveCount: String(receiveCount),
    ApproximateFirstReceiveTimestamp: String(firstReceivedMs ?? 0),
    ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    ...(deadLetterSourceArn === undefined ? {} : { DeadLetterQueueSourceArn: deadLetterSourceArn }),
    ...(trace === undefined ? {} : { AWSTraceHeader: trace }),
  };
}

/** `All` and `.*` are all of them; `team.*` those that begin so. */
function chosenAttributes(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  const isChosen = (name: string): boolean =>
    names.some((one) => one === 'All' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isChosen(name)));
}

const HANDLE = { ReceiptHandle: z.string() };
const HANDLE_ENTRY = z.strictObject({ ...ENTRY_ID, ...HANDLE });

function deleteMessage(call: SqsCall): undefined {
  const { QueueUrl, ReceiptHandle } = readInput(call, z.strictObject({ ...NAMED, ...HANDLE }));
  remove(call, openQueue(call, QueueUrl), ReceiptHandle);
  return undefined;
}

function deleteBatch(call: SqsCall): Readonly<Record<string, unknown>> {
  const { QueueUrl, Entries } = readInput(call, z.strictObject({ ...NAMED, Entries: z.array(HANDLE_ENTRY) }));
  const queue = openQueue(call, QueueUrl);
  checkBatch(Entries);
  return answerEach(Entries, ({ ReceiptHandle }) => {
    remove(call, queue, ReceiptHandle);
    return {};
  });
}

/** With a handle of an earlier receipt the answer is the same, and the message stays. */
function remove({ world }: SqsCall, queue: Queue, handle: string): void {
  const { messageId, receiveCount } = readReceipt(queue, handle);
  if (messagesOf(world, queue).get(messageId)?.receiveCount === receiveCount) removeMessage(world, queue, messageId);
}

const VISIBILITY = { ...HANDLE, VisibilityTimeout: z.int() };

function changeVisibility(call: SqsCall): undefined {
  const input = readInput(call, z.strictObject({ ...NAMED, ...VISIBILITY }));
  change(call, openQueue(call, input.QueueUrl), input.ReceiptHandle, input.VisibilityTimeout);
  return undefined;
}

function changeVisibilityBatch(call: SqsCall): Readonly<Record<string, unknown>> {
  const entries = z.array(z.strictObject({ ...ENTRY_ID, ...VISIBILITY }));
  const { QueueUrl, Entries } = readInput(call, z.strictObject({ ...NAMED, Entries: entries }));
  const queue = openQueue(call, QueueUrl);
  checkBatch(Entries);
  return answerEach(Entries, ({ ReceiptHandle, VisibilityTimeout }) => {
    change(call, queue, ReceiptHandle, VisibilityTimeout);
    return {};
  });
}

function change({ world }: SqsCall, queue: Queue, handle: string, seconds: number): void {
  checkedNumber('VisibilityTimeout', seconds, 0, MOST_SECONDS_INVISIBLE);
  const { messageId } = readReceipt(queue, handle);
  const message = messagesOf(world, queue).get(messageId);
  if (message === undefined) {
    throw invalidValue(
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  }
  const now = world.clock.now();
  if (message.visibleMs <= now) {
    throw sqsFault('MessageNotInflight', 'The message referred to is not in flight.');
  }
  message.visibleMs = now + seconds * 1000;
}
