// When copying what an inventory lists is in trouble, or comes to no end.
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Op, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { madeWith } from '../place/placed';
import type { InventoryCopyProps } from './props';

const PERIOD_SECONDS = 300;
const AGE_HOURS = 24;

export interface Watched {
  readonly name: string;
  readonly queues: Readonly<Record<'lists' | 'copies', { readonly waiting: string; readonly dead: string }>>;
  readonly functions: Readonly<Record<'reader' | 'worker', string>>;
}

/** Dead letters of both queues, errors of both functions, and how long objects wait. */
export function addAlarms(scope: Construct, { name, queues, functions }: Watched, props: InventoryCopyProps): void {
  const { alarmActionArns = [], alarmAgeHours = AGE_HOURS } = props;
  const alarm = (
    id: string,
    what: {
      readonly namespace: string;
      readonly metricName: string;
      readonly dimensions: { readonly [name: string]: string };
      readonly statistic: string;
      readonly threshold: number;
      readonly alarmDescription: string;
    },
  ): void => {
    new CloudwatchMetricAlarm(scope, id, {
      ...what,
      alarmName: `${name}-${id}`,
      dimensions: { ...what.dimensions },
      comparisonOperator: 'GreaterThanThreshold',
      period: PERIOD_SECONDS,
      evaluationPeriods: 1,
      treatMissingData: 'notBreaching',
      alarmActions: [...alarmActionArns],
      ...madeWith(scope),
    });
  };
  for (const queue of ['lists', 'copies'] as const) {
    alarm(`${queue}-dead`, {
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: queues[queue].dead },
      statistic: 'Maximum',
      threshold: 0,
      alarmDescription: `Messages of ${queues[queue].waiting} were given up: look into the reports, mend the cause, redrive them`,
    });
  }
  for (const one of ['reader', 'worker'] as const) {
    alarm(`${one}-errors`, {
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensions: { FunctionName: functions[one] },
      statistic: 'Sum',
      threshold: 0,
      alarmDescription: `The function ${functions[one]} has failed: its log says why; its messages come back`,
    });
  }
  alarm('copies-age', {
    namespace: 'AWS/SQS',
    metricName: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: queues.copies.waiting },
    statistic: 'Maximum',
    threshold: secondsOf(alarmAgeHours),
    alarmDescription:
      'Objects wait longer than that to be copied: raise maximumConcurrency while S3 does not ask to slow down',
  });
}

function secondsOf(hours: number): number {
  return Token.isUnresolved(hours) ? Token.asNumber(Op.mul(hours, 3600)) : hours * 3600;
}
