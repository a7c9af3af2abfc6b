// Redrive: messages of a dead-letter queue go back to where they came from, or to another queue.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
import * as z from 'zod';
import { hexDigits, newKeyId } from '../kms/access/key-id';
import type { MoveTask, Queue, QueuedMessage } from '../world/serverless/sqs-queue';
import type { World } from '../world/world';
import { countMessages, messagesOf, putMessage } from './messages';
import { redrivePolicyOf } from './queue-attributes';
import {
  authorize,
  invalidValue,
  noSuchQueue,
  readInput,
  sqsFault,
  type SqsCall,
  type SqsOperations,
} from './sqs-call';

export const MOVE_TASK_OPERATIONS: SqsOperations = {
  StartMessageMoveTask: startTask,
  ListMessageMoveTasks: listTasks,
  CancelMessageMoveTask: cancelTask,
};

type Answer = Readonly<Record<string, unknown>>;

const MOST_PER_SECOND = 500;
const ARN = z.string().regex(/^arn:[\w-]+:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/);

const START = z.strictObject({
  SourceArn: ARN,
  DestinationArn: ARN.nullish(),
  MaxNumberOfMessagesPerSecond: z.int().min(1).max(MOST_PER_SECOND).nullish(),
});

function queueAt(call: SqsCall, arn: string, actions: readonly string[]): Queue {
  for (const action of actions) authorize(call, `sqs:${action}`, arn);
  const queue = call.world.queues.get(arn);
  if (queue === undefined) {
    throw sqsFault(
      'ResourceNotFoundException',
      "The resource that you specified for the SourceArn parameter doesn't exist.",
    );
  }
  return queue;
}

function startTask(call: SqsCall): Answer {
  const { world } = call;
  const { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond } = readInput(call, START);
  const source = queueAt(call, SourceArn, ['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage']);
  if (![...world.queues.values()].some((queue) => redrivePolicyOf(queue)?.deadLetterTargetArn === SourceArn)) {
    throw invalidValue('Source queue must be configured as a Dead Letter Queue.');
  }
  if (DestinationArn != null) {
    authorize(call, 'sqs:SendMessage', DestinationArn);
    if (!world.queues.has(DestinationArn)) throw noSuchQueue();
  }
  if ([...world.moveTasks.values()].some((task) => task.sourceArn === SourceArn && isUnderWay(task))) {
    throw sqsFault(
      'UnsupportedOperation',
      'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
    );
  }
  const { visible } = countMessages(world, source);
  const taskId = newKeyId(hexDigits(world, 32));
  const task: MoveTask = {
    handle: Buffer.from(JSON.stringify({ taskId, sourceArn: SourceArn })).toString('base64'),
    sourceArn: SourceArn,
    ...(DestinationArn == null ? {} : { destinationArn: DestinationArn }),
    ...(MaxNumberOfMessagesPerSecond == null ? {} : { perSecond: MaxNumberOfMessagesPerSecond }),
    startedMs: world.clock.now(),
    toMove: visible,
    moved: 0,
    status: 'RUNNING',
  };
  world.moveTasks.set(task.handle, task);
  const maySend = (arn: string): boolean => {
    try {
      authorize(call, 'sqs:SendMessage', arn);
      return true;
    } catch {
      return false;
    }
  };
  world.background.run((signal) => runTask(world, source, task, maySend, signal));
  return { TaskHandle: task.handle };
}

function isUnderWay({ status }: MoveTask): boolean {
  return status === 'RUNNING' || status === 'CANCELLING';
}

/** Once a second as many messages as were asked for; what is in flight then stays. */
async function runTask(
  world: World,
  source: Queue,
  task: MoveTask,
  maySend: (arn: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const messages = messagesOf(world, source);
  for (;;) {
    await world.clock.sleep(task.perSecond === undefined ? 0 : 1000, signal);
    if (task.status === 'CANCELLING') {
      task.status = 'CANCELLED';
      return;
    }
    const now = world.clock.now();
    const part: QueuedMessage[] = [];
    for (const message of messages.values()) {
      if (part.length === (task.perSecond ?? MOST_PER_SECOND)) break;
      // Those that it sends into the source itself are newer.
      if (message.visibleMs <= now && message.sentMs <= task.startedMs) part.push(message);
    }
    for (const message of part) {
      const fault = moveMessage(world, source, task, message, maySend);
      if (fault === undefined) task.moved++;
      else {
        task.status = 'FAILED';
        task.failureReason = fault;
        return;
      }
    }
    if (part.length > 0 && task.moved < task.toMove) continue;
    task.status = 'COMPLETED';
    return;
  }
}

/** A message that was moved is a new one: another id, another time, never received. @returns what went wrong */
function moveMessage(
  world: World,
  source: Queue,
  { destinationArn }: MoveTask,
  message: QueuedMessage,
  maySend: (arn: string) => boolean,
): string | undefined {
  const targetArn = destinationArn ?? message.deadLetterSourceArn;
  const target = world.queues.get(targetArn ?? '');
  if (targetArn === undefined) return 'CouldNotDetermineMessageSource';
  if (target === undefined) return 'AWS.SimpleQueueService.NonExistentQueue';
  if (!maySend(targetArn)) return 'AccessDenied';
  const { body, attributes, systemAttributes, groupId, senderId } = message;
  messagesOf(world, source).delete(message.messageId);
  const content = { body, attributes, systemAttributes, ...(groupId === undefined ? {} : { groupId }) };
  putMessage(world, target, content, senderId, 0);
  return undefined;
}

function listTasks(call: SqsCall): Answer {
  const { world } = call;
  const input = z.strictObject({ SourceArn: ARN, MaxResults: z.int().min(1).max(10).nullish() });
  const { SourceArn, MaxResults } = readInput(call, input);
  queueAt(call, SourceArn, ['ListMessageMoveTasks', 'ReceiveMessage', 'DeleteMessage']);
  const tasks = [...world.moveTasks.values()].filter((task) => task.sourceArn === SourceArn).reverse();
  return { Results: tasks.slice(0, MaxResults ?? 1).map(described) };
}

function described(task: MoveTask): Answer {
  const { handle, status, sourceArn, destinationArn, perSecond, moved, toMove, failureReason, startedMs } = task;
  return {
    ...(status === 'RUNNING' ? { TaskHandle: handle } : {}),
    Status: status,
    SourceArn: sourceArn,
    ...(destinationArn === undefined ? {} : { DestinationArn: destinationArn }),
    ...(perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: perSecond }),
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: toMove,
    ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
    StartedTimestamp: startedMs,
  };
}

function cancelTask(call: SqsCall): Answer {
  const { TaskHandle } = readInput(call, z.strictObject({ TaskHandle: z.string() }));
  const task = call.world.moveTasks.get(TaskHandle);
  if (task !== undefined) queueAt(call, task.sourceArn, ['CancelMessageMoveTask', 'ReceiveMessage', 'DeleteMessage']);
  if (task?.status !== 'RUNNING') {
    throw sqsFault('ResourceNotFoundException', 'Task does not exist, or is not running any more.');
  }
  task.status = 'CANCELLING';
  return { ApproximateNumberOfMessagesMoved: task.moved };
}
