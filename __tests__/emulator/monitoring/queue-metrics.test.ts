// Metrics of queues.
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ControlledClock } from '../../../emulator/time/controlled-clock';
import { bugs, startEmulator, type Running } from '../running';
import { destroyQueueClients, queueClients } from '../sqs/queue-clients';
import { destroyMonitoringClients, monitoringClients } from './monitoring-clients';

const HOUR_MS = 3_600_000;

let running: Running;

beforeEach(async () => {
  running = await startEmulator({ clock: 'controlled' });
});
afterEach(async () => {
  destroyQueueClients();
  destroyMonitoringClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

it('the metrics of a queue are those of now, and nothing is known of before', async () => {
  const { sqs } = queueClients(running);
  const { cloudWatch } = monitoringClients(running);
  const { clock } = running.emulator.world;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'keys' }));
  for (const MessageBody of ['a', 'b']) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  if (clock instanceof ControlledClock) await clock.moveTo(clock.now() + HOUR_MS);
  const metric = async (MetricName: string, fromMs: number, toMs: number, Value = 'keys') => {
    const { Datapoints = [] } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SQS',
        MetricName,
        Dimensions: [{ Name: 'QueueName', Value }],
        StartTime: new Date(clock.now() + fromMs),
        EndTime: new Date(clock.now() + toMs),
        Period: 300,
        Statistics: ['Maximum'],
      }),
    );
    return Datapoints.map(({ Maximum }) => Maximum);
  };
  expect(await metric('ApproximateNumberOfMessagesVisible', -HOUR_MS, 60_000)).toEqual([2]);
  expect(await metric('ApproximateNumberOfMessagesNotVisible', -HOUR_MS, 60_000)).toEqual([0]);
  expect(await metric('ApproximateAgeOfOldestMessage', -HOUR_MS, 60_000)).toEqual([3600]);
  expect(await metric('ApproximateAgeOfOldestMessage', -HOUR_MS, -60_000)).toEqual([]);
  expect(await metric('NumberOfMessagesSent', -HOUR_MS, 60_000)).toEqual([]);
  expect(await metric('ApproximateNumberOfMessagesVisible', -HOUR_MS, 60_000, 'none')).toEqual([]);
});
