// What SQS sends to CloudWatch of a queue. Only how it is now is known here: there is one value, that of the minute which is running.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
import { countMessages, messagesOf, type MessageCounts } from '../sqs/messages';
import type { Queue } from '../world/serverless/sqs-queue';
import type { World } from '../world/world';
import type { MonitoringCall } from './monitoring-call';

interface QueueMetric {
  readonly unit: 'Count' | 'Seconds';
  readonly value: (counts: MessageCounts, ageSeconds: number) => number;
}

const QUEUE_METRICS: Readonly<Record<string, QueueMetric>> = {
  ApproximateNumberOfMessagesVisible: { unit: 'Count', value: ({ visible }) => visible },
  ApproximateNumberOfMessagesNotVisible: { unit: 'Count', value: ({ inFlight }) => inFlight },
  ApproximateNumberOfMessagesDelayed: { unit: 'Count', value: ({ delayed }) => delayed },
  ApproximateAgeOfOldestMessage: { unit: 'Seconds', value: (_counts, ageSeconds) => ageSeconds },
};

const MINUTE_MS = 60_000;

/** Values of the minutes from one to before another; undefined if there is no such metric of the caller's. */
export function queueMetric(
  { world, request }: MonitoringCall,
  name: string,
  dimensions: readonly { readonly Name: string; readonly Value: string }[],
): { readonly unit: string; readonly values: (from: number, before: number) => readonly number[] } | undefined {
  const metric = Object.hasOwn(QUEUE_METRICS, name) ? QUEUE_METRICS[name] : undefined;
  const [dimension] = dimensions;
  const queue = [...world.queues.values()].find(
    (one) =>
      one.name === dimension?.Value && one.accountId === request.caller.accountId && one.region === request.region,
  );
  if (metric === undefined || queue === undefined || dimension?.Name !== 'QueueName' || dimensions.length > 1) {
    return undefined;
  }
  const now = Math.floor(world.clock.now() / MINUTE_MS);
  const value = metric.value(countMessages(world, queue), ageSeconds(world, queue));
  return { unit: metric.unit, values: (from, before) => (now >= from && now < before ? [value] : []) };
}

function ageSeconds(world: World, queue: Queue): number {
  const now = world.clock.now();
  let oldestMs = now;
  for (const { sentMs } of messagesOf(world, queue).values()) oldestMs = Math.min(oldestMs, sentMs);
  return Math.floor((now - oldestMs) / 1000);
}
