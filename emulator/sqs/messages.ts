// What happens to the messages of a queue: put in, taken by a consumer, deleted, moved to a dead-letter queue, forgotten when they are old.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
import { hexDigits, newKeyId } from '../kms/access/key-id';
import type { MessageContent, Queue, QueuedMessage, QueueMessages } from '../world/serverless/sqs-queue';
import type { World } from '../world/world';
import { numberOf, redrivePolicyOf } from './queue-attributes';

export function messagesOf(world: World, { arn }: Pick<Queue, 'arn'>): QueueMessages {
  const known = world.queueMessages.get(arn);
  if (known !== undefined) return known;
  const messages: QueueMessages = new Map();
  world.queueMessages.set(arn, messages);
  return messages;
}

/** @param senderId - as a consumer reads it */
export function putMessage(
  world: World,
  queue: Queue,
  content: MessageContent,
  senderId: string,
  delaySeconds = numberOf(queue, 'DelaySeconds'),
): QueuedMessage {
  const now = world.clock.now();
  const message: QueuedMessage = {
    ...content,
    messageId: newKeyId(hexDigits(world, 32)),
    senderId,
    sentMs: now,
    visibleMs: now + delaySeconds * 1000,
    receiveCount: 0,
    isReceived: false,
  };
  messagesOf(world, queue).set(message.messageId, message);
  return message;
}

/** Forgets what is older than the queue keeps messages. */
function forgetOld(world: World, queue: Queue): QueueMessages {
  const messages = messagesOf(world, queue);
  const oldest = world.clock.now() - numberOf(queue, 'MessageRetentionPeriod') * 1000;
  for (const { messageId, sentMs } of messages.values()) {
    // The oldest stand in front, save those that came here from another queue.
    if (sentMs >= oldest) break;
    messages.delete(messageId);
  }
  return messages;
}

/**
 * Up to `most` messages that are visible; each is in flight until its time is over. One that was received too often goes to the
 * dead-letter queue instead.
 * @param mostBytes - of all bodies, each with `bytesBeside`; the first is taken in any case
 */
export function takeMessages(
  world: World,
  queue: Queue,
  most: number,
  visibilitySeconds = numberOf(queue, 'VisibilityTimeout'),
  mostBytes = Infinity,
  bytesBeside = 0,
): readonly QueuedMessage[] {
  let bytes = 0;
  const now = world.clock.now();
  const redrive = redrivePolicyOf(queue);
  const taken: QueuedMessage[] = [];
  const messages = forgetOld(world, queue);
  for (const message of messages.values()) {
    if (taken.length >= most) break;
    if (message.visibleMs > now) continue;
    if (redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount) {
      const target = world.queues.get(redrive.deadLetterTargetArn);
      if (target !== undefined && target !== queue) {
        messages.delete(message.messageId);
        message.deadLetterSourceArn = queue.arn;
        message.isReceived = false;
        messagesOf(world, target).set(message.messageId, message);
        continue;
      }
    }
    bytes += Buffer.byteLength(message.body) + bytesBeside;
    if (bytes > mostBytes && taken.length > 0) break;
    const isHidden = message.receiveCount > 0 || !world.quirks.duplicateMessages;
    if (isHidden) message.visibleMs = now + visibilitySeconds * 1000;
    message.isReceived = true;
    message.receiveCount++;
    message.firstReceivedMs ??= now;
    taken.push(message);
  }
  return taken;
}

export function removeMessage(world: World, queue: Pick<Queue, 'arn'>, messageId: string): void {
  messagesOf(world, queue).delete(messageId);
}

export interface MessageCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export function countMessages(world: World, queue: Queue): MessageCounts {
  const now = world.clock.now();
  const counts = { visible: 0, inFlight: 0, delayed: 0 };
  for (const { visibleMs, isReceived } of forgetOld(world, queue).values()) {
    if (visibleMs <= now) counts.visible++;
    else if (isReceived) counts.inFlight++;
    else counts.delayed++;
  }
  return counts;
}
