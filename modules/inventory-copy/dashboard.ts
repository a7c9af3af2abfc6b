// One page for whoever looks after the copies: what waits, how old it is, what was given up, what the functions do.
import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import type { Construct } from 'constructs';
import { madeWith } from '../place/placed';
import type { Watched } from './alarms';

const WIDTH = 12;
const HEIGHT = 6;
const PERIOD_SECONDS = 60;

type Metric = readonly [namespace: string, name: string, dimension: string, value: string, options: object];

/** @param region - of queues and functions */
export function addDashboard(scope: Construct, { name, queues, functions }: Watched, region: string): void {
  const ofQueue = (queue: string, metric: string, stat: string, label: string): Metric => [
    ...(['AWS/SQS', metric, 'QueueName', queue] as const),
    { stat, label },
  ];
  const ofFunction = (one: string, metric: string, stat: string, label: string): Metric => [
    ...(['AWS/Lambda', metric, 'FunctionName', one] as const),
    { stat, label },
  ];
  const { lists, copies } = queues;
  const graphs: readonly (readonly [title: string, metrics: readonly Metric[]])[] = [
    [
      'Left to copy: messages of up to 50 objects',
      [
        ofQueue(copies.waiting, 'ApproximateNumberOfMessagesVisible', 'Maximum', 'waiting'),
        ofQueue(copies.waiting, 'ApproximateNumberOfMessagesNotVisible', 'Maximum', 'with a worker'),
        ofQueue(lists.waiting, 'ApproximateNumberOfMessagesVisible', 'Maximum', 'files of inventories to read'),
      ],
    ],
    [
      'Seconds that the oldest waits',
      [
        ofQueue(copies.waiting, 'ApproximateAgeOfOldestMessage', 'Maximum', 'objects'),
        ofQueue(lists.waiting, 'ApproximateAgeOfOldestMessage', 'Maximum', 'inventories'),
      ],
    ],
    [
      'Given up',
      [
        ofQueue(copies.dead, 'ApproximateNumberOfMessagesVisible', 'Maximum', 'objects'),
        ofQueue(lists.dead, 'ApproximateNumberOfMessagesVisible', 'Maximum', 'inventories'),
      ],
    ],
    [
      'Workers',
      [
        ofFunction(functions.worker, 'ConcurrentExecutions', 'Maximum', 'at once'),
        ofFunction(functions.worker, 'Errors', 'Sum', 'errors'),
        ofFunction(functions.worker, 'Throttles', 'Sum', 'throttled'),
        ofFunction(functions.reader, 'Errors', 'Sum', 'errors of the reader'),
      ],
    ],
    [
      'Milliseconds of a call',
      [
        ofFunction(functions.worker, 'Duration', 'p50', 'worker, median'),
        ofFunction(functions.worker, 'Duration', 'Maximum', 'worker, longest'),
        ofFunction(functions.reader, 'Duration', 'Maximum', 'reader, longest'),
      ],
    ],
  ];
  const widgets = graphs.map(([title, metrics], index) => ({
    type: 'metric',
    x: (index % 2) * WIDTH,
    y: Math.floor(index / 2) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: { title, region, period: PERIOD_SECONDS, view: 'timeSeries', metrics },
  }));
  new CloudwatchDashboard(scope, 'dashboard', {
    dashboardName: name,
    dashboardBody: JSON.stringify({ widgets }),
    ...madeWith(scope),
  });
}
