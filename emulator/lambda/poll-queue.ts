// Reads a queue for a function: takes batches as the function's role, invokes it, and deletes what it has done.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
import { ServiceError } from '../http/service';
import { isAllowed } from '../iam/access/authorize';
import { md5 } from '../sqs/message-digest';
import { countMessages, removeMessage, takeMessages } from '../sqs/messages';
import { queueKeyAccess } from '../sqs/queue-key';
import { receiptOf } from '../sqs/receipt-handle';
import { systemAttributes } from '../sqs/receive';
import { accountOfArn } from '../world/arn';
import type { EventSourceMapping, LambdaFunction } from '../world/serverless/lambda-function';
import type { Queue, QueuedMessage } from '../world/serverless/sqs-queue';
import type { World } from '../world/world';
import { MOST_PROCESSES } from './environments';
import { runFunction, type FunctionOutcome } from './run-function';

/** Between two looks into a queue, of the real time. */
const LOOK_AGAIN_MS = 25;
const MOST_PAYLOAD_BYTES = 6 * 1024 * 1024;
/** What a record has beside its body, and then some. */
const RECORD_BYTES = 2048;

/** Whether the function's role may do something with the queue. */
export function roleMayOnQueue(
  world: World,
  { settings, name }: LambdaFunction,
  action: string,
  queueArn: string,
): boolean {
  const resourcePolicy = world.queues.get(queueArn)?.attributes.get('Policy');
  return isAllowed(world, {
    principalArn: settings.roleArn,
    principalAccountId: accountOfArn(settings.roleArn),
    session: name,
    action,
    resource: queueArn,
    resourceAccountId: accountOfArn(queueArn),
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    context: { 'aws:SecureTransport': 'true' },
  });
}

/** From now on, until the mapping is deleted. */
export function pollQueue(world: World, mapping: EventSourceMapping): void {
  const reader = { active: 0, waitingSinceMs: undefined as number | undefined };
  world.background.watch(async (signal) => {
    while (world.eventSourceMappings.get(mapping.id) === mapping) {
      const most = Math.min(mapping.maximumConcurrency ?? MOST_PROCESSES, MOST_PROCESSES);
      const batch = reader.active < most ? takeBatch(world, mapping, reader) : undefined;
      if (batch === undefined) {
        await world.clientClock.sleep(LOOK_AGAIN_MS, signal);
        continue;
      }
      reader.active++;
      world.background.run(async (own) => {
        try {
          mapping.lastResult = await processBatch(world, mapping, batch, own);
        } finally {
          reader.active--;
        }
      });
    }
  });
}

interface Batch {
  readonly queue: Queue;
  readonly one: LambdaFunction;
  readonly messages: readonly QueuedMessage[];
}

/** Undefined: there is nothing, or not enough yet, or the role may not. */
function takeBatch(
  world: World,
  mapping: EventSourceMapping,
  reader: { waitingSinceMs: number | undefined },
): Batch | undefined {
  const queue = world.queues.get(mapping.queueArn);
  const one = world.functions.get(mapping.functionArn);
  if (!mapping.isEnabled || queue === undefined || one === undefined) return undefined;
  const fault = refusedFault(world) ?? receiveFault(world, one, queue);
  if (fault !== undefined) {
    mapping.lastResult = fault;
    return undefined;
  }
  if (mapping.windowSeconds > 0 && !isWindowOver(world, mapping, queue, reader)) return undefined;
  const messages = takeMessages(world, queue, mapping.batchSize, undefined, MOST_PAYLOAD_BYTES, RECORD_BYTES);
  reader.waitingSinceMs = undefined;
  return messages.length === 0 ? undefined : { queue, one, messages };
}

/** What a state that was saved has in it, and this emulator does not run. Messages stay in the queue. */
function refusedFault({ functionsRefused }: World): string | undefined {
  return functionsRefused === undefined ? undefined : `PROBLEM: ${functionsRefused}`;
}

function receiveFault(world: World, one: LambdaFunction, queue: Queue): string | undefined {
  if (!roleMayOnQueue(world, one, 'sqs:ReceiveMessage', queue.arn)) {
    return "PROBLEM: the function's role may not call sqs:ReceiveMessage on the queue.";
  }
  const { roleArn } = one.settings;
  const who = { principalArn: roleArn, principalAccountId: accountOfArn(roleArn), session: one.name, context: {} };
  const refused = queueKeyAccess(world, queue, 'receive', who);
  return (
    refused && `PROBLEM: the function's role may not use the key of the queue: ${refused.action} on ${refused.keyArn}.`
  );
}

/** A batch is full, or the first of it has waited long enough. */
function isWindowOver(
  world: World,
  { batchSize, windowSeconds }: EventSourceMapping,
  queue: Queue,
  reader: { waitingSinceMs: number | undefined },
): boolean {
  const { visible } = countMessages(world, queue);
  if (visible === 0) reader.waitingSinceMs = undefined;
  if (visible === 0 || visible >= batchSize) return visible > 0;
  const now = world.clientClock.now();
  reader.waitingSinceMs ??= now;
  return now - reader.waitingSinceMs >= windowSeconds * 1000;
}

/** @returns what the mapping tells of it */
async function processBatch(
  world: World,
  mapping: EventSourceMapping,
  { queue, one, messages }: Batch,
  signal: AbortSignal,
): Promise<string> {
  let outcome: FunctionOutcome;
  try {
    const payload = JSON.stringify({ Records: messages.map((message) => recordOf(queue, message)) });
    outcome = await runFunction(world, one, payload, signal);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return `PROBLEM: ${error.code}: ${error.message}`;
  }
  const failed = failedIds(mapping, messages, outcome);
  if (failed === 'all') return 'PROBLEM: Function call failed';
  if (!roleMayOnQueue(world, one, 'sqs:DeleteMessage', queue.arn)) {
    return "PROBLEM: the function's role may not call sqs:DeleteMessage on the queue.";
  }
  for (const { messageId } of messages) if (!failed.has(messageId)) removeMessage(world, queue, messageId);
  return 'OK';
}

function recordOf(queue: Queue, message: QueuedMessage): Readonly<Record<string, unknown>> {
  const attributes = Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    {
      stringValue: StringValue,
      binaryValue: BinaryValue,
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    },
  ]);
  return {
    messageId: message.messageId,
    receiptHandle: receiptOf(queue, message),
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(attributes) as unknown,
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: queue.region,
  };
}

/**
 * Which messages come again. An answer that cannot be read as a list of failures is a failure of all.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
function failedIds(
  { reportsItemFailures }: EventSourceMapping,
  messages: readonly QueuedMessage[],
  { payload, functionError }: FunctionOutcome,
): ReadonlySet<string> | 'all' {
  if (functionError !== undefined) return 'all';
  const none = new Set<string>();
  if (!reportsItemFailures) return none;
  const answer = JSON.parse(payload) as unknown;
  if (answer === null || answer === '') return none;
  if (typeof answer !== 'object') return 'all';
  const { batchItemFailures: failures } = answer as { readonly batchItemFailures?: unknown };
  if (failures === undefined || failures === null) return none;
  if (!Array.isArray(failures)) return 'all';
  const known = new Set(messages.map(({ messageId }) => messageId));
  const ids = (failures as readonly unknown[]).map((failure) =>
    typeof failure === 'object' && failure !== null
      ? (failure as { readonly itemIdentifier?: unknown }).itemIdentifier
      : undefined,
  );
  return ids.every((id): id is string => typeof id === 'string' && known.has(id)) ? new Set(ids) : 'all';
}
