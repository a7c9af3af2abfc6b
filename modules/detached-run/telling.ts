// Who is told when a run is over: a topic of every ending, an alarm of those that did not succeed.
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { Construct } from 'constructs';
import { madeWith } from '../place/placed';
import { given } from '../values/given';
import type { DetachedRunProps } from './props';

const PERIOD_SECONDS = 300;

/** EventBridge tells of each, those included that were stopped or took too long, which the machine itself could not tell of. */
const ENDINGS = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];
/** Who stops a run knows of it. */
const UNDONE = { failed: 'ExecutionsFailed', 'timed-out': 'ExecutionsTimedOut' };

export function addTelling(scope: Construct, name: string, machineArn: string, props: DetachedRunProps): void {
  const { topicArn, alarmActionArns = [], tags } = props;
  if (topicArn !== undefined) {
    const rule = new CloudwatchEventRule(scope, 'ended', {
      name: `${name}-ended`,
      description: `Runs of ${name} that are over`,
      eventPattern: JSON.stringify({
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [machineArn], status: ENDINGS },
      }),
      ...given({ tags: tags && { ...tags } }),
      ...madeWith(scope),
    });
    new CloudwatchEventTarget(scope, 'topic', { rule: rule.name, arn: topicArn, ...madeWith(scope) });
  }
  for (const [id, metricName] of Object.entries(UNDONE)) {
    new CloudwatchMetricAlarm(scope, id, {
      alarmName: `${name}-${id}`,
      alarmDescription: `A run of ${name} did not succeed: its execution in Step Functions says why, and what to do`,
      namespace: 'AWS/States',
      metricName,
      dimensions: { StateMachineArn: machineArn },
      statistic: 'Sum',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      period: PERIOD_SECONDS,
      evaluationPeriods: 1,
      treatMissingData: 'notBreaching',
      alarmActions: [...alarmActionArns],
      ...madeWith(scope),
    });
  }
}
