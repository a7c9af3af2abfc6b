import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Token, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { madeWith, place, type Placed } from '../place/placed';
import { refuse, type Refusal } from '../refusals/refusal';
import type { ResolvedRule } from '../replication/rule';
import { given } from '../values/given';
import { isKnown, isWhole } from '../values/known';
import { literal } from '../values/literal';

/** When replication is said to be in trouble. */
export interface AlarmOptions {
  /** ARNs of SNS topics, or of other actions, for alarms in the Region of the source. @default - nobody is notified */
  readonly actionArns?: readonly string[];
  /** The same for alarms in the Region of the destination. @default - `actionArns` if no `destinationProvider` is given, else none */
  readonly destinationActionArns?: readonly string[];
  /**
   * Provider of the destination's Region and the source's account: S3 publishes latency and pending bytes there, failures in
   * the Region of the source.
   * @default - that of the source, which is right where both are in one Region
   */
  readonly destinationProvider?: TerraformProvider;
  /** Seconds by which the destination may be behind the source. @default 900 - the 15 minutes of Replication Time Control */
  readonly latencySeconds?: number;
  /** Bytes that may wait to be copied. @default - no alarm: what is much depends on the bucket */
  readonly pendingBytes?: number;
  /** Minutes in a row that something has to be wrong, at most 1,440. @default 5 */
  readonly minutes?: number;
}

export interface ReplicationAlarmsProps extends AlarmOptions, Placed {
  /** The bucket that is copied from. */
  readonly sourceBucketName: string;
  /** The rules; those that publish metrics get alarms. */
  readonly rules: readonly ResolvedRule[];
}

const LATENCY_SECONDS = 900;
const MINUTES = 5;
const PERIOD_SECONDS = 60;
/** CloudWatch evaluates an alarm with periods of a minute over one day at most. */
const MINUTES_MAX = 24 * 60;
const ALARM_NAME_MAX = 255;

/**
 * Alarms on the metrics of replication rules: failures, which nothing else notifies of; latency; on request, pending bytes. A bucket
 * without traffic publishes nothing, and that is no alarm.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
 */
export class ReplicationAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ReplicationAlarmsProps) {
    super(scope, id);
    place(this, props);
    refuse(this, alarmRefusals('', props, props.rules));
    const { actionArns = [], destinationProvider: there, latencySeconds = LATENCY_SECONDS, pendingBytes } = props;
    const actionsThere = props.destinationActionArns ?? (there === undefined ? actionArns : []);
    for (const [index, rule] of props.rules.entries()) {
      if (!rule.metrics) continue;
      const about = `replication rule ${rule.id} of ${props.sourceBucketName}`;
      this.alarm(props, index, 'failed', {
        metricName: 'OperationsFailedReplication',
        statistic: 'Sum',
        threshold: 0,
        alarmActions: [...actionArns],
        alarmDescription: `Operations of ${about} failed; s3-backfill run copies what live replication did not`,
        evaluationPeriods: 1,
      });
      const elsewhere = { alarmActions: [...actionsThere], ...given({ provider: there }) };
      this.alarm(props, index, 'latency', {
        metricName: 'ReplicationLatency',
        statistic: 'Maximum',
        threshold: latencySeconds,
        alarmDescription: `The destination of ${about} is more than ${Token.asString(latencySeconds)} seconds behind`,
        ...elsewhere,
      });
      if (pendingBytes === undefined) continue;
      this.alarm(props, index, 'pending', {
        metricName: 'BytesPendingReplication',
        statistic: 'Maximum',
        threshold: pendingBytes,
        alarmDescription: `More than ${Token.asString(pendingBytes)} bytes wait for ${about}`,
        ...elsewhere,
      });
    }
  }

  private alarm(
    { sourceBucketName, rules, minutes = MINUTES }: ReplicationAlarmsProps,
    index: number,
    kind: 'failed' | 'latency' | 'pending',
    what: AlarmParts,
  ): void {
    const rule = rules[index];
    if (rule === undefined) return;
    const numbered = `rule-${index + 1}`;
    // An id that only Terraform knows cannot be part of an address.
    const name = isKnown(rule.id) ? rule.id : numbered;
    const id = `${name}-${kind}`;
    const alarmName = `s3-replication-${kind}-${sourceBucketName}-${rule.id}`;
    // Ids that differ in S3 may be one address: a slash is none there.
    new CloudwatchMetricAlarm(this, this.node.tryFindChild(id) === undefined ? id : `${id}-${index + 1}`, {
      alarmName:
        alarmName.length <= ALARM_NAME_MAX ? alarmName : `s3-replication-${kind}-${sourceBucketName}-${numbered}`,
      namespace: 'AWS/S3',
      dimensions: {
        SourceBucket: literal(sourceBucketName),
        DestinationBucket: literal(rule.destinationBucketName),
        RuleId: literal(rule.id),
      },
      comparisonOperator: 'GreaterThanThreshold',
      period: PERIOD_SECONDS,
      evaluationPeriods: minutes,
      treatMissingData: 'notBreaching',
      ...madeWith(this),
      ...what,
    });
  }
}

interface AlarmParts {
  readonly metricName: string;
  readonly statistic: string;
  readonly threshold: number;
  readonly alarmDescription: string;
  readonly alarmActions: string[];
  readonly evaluationPeriods?: number;
  readonly provider?: TerraformProvider;
}

/** @param prop - path of the options, with a dot at its end if it is not empty */
export function alarmRefusals(
  prop: string,
  options: AlarmOptions,
  rules: readonly Pick<ResolvedRule, 'metrics'>[],
): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const check = (name: 'latencySeconds' | 'pendingBytes' | 'minutes', least: number, most?: number) => {
    const given = options[name];
    if (given === undefined || isWhole(given, least, most)) return;
    const limits = most === undefined ? `at least ${least}` : `from ${least} to ${most}`;
    refusals.push({ prop: prop + name, given, allowed: `a whole number, ${limits}` });
  };
  check('latencySeconds', 1);
  check('pendingBytes', 0);
  check('minutes', 1, MINUTES_MAX);
  if (!rules.some(({ metrics }) => metrics)) {
    const allowed = 'alarms look at the metrics of rules, and no rule publishes any: set metrics on a rule';
    refusals.push({ prop: `${prop}rules`, given: rules.length, allowed });
  }
  return refusals;
}
