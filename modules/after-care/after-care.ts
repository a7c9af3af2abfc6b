import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { Construct } from 'constructs';
import { accountIdOf, alarmsArn } from '../place/partition';
import { madeWith, place, type Placed } from '../place/placed';
import { shapeRefusals, TOPIC_ARN, TOPIC_NAME } from '../refusals/aws-names';
import { refuse, type Refusal } from '../refusals/refusal';
import type { ResolvedRule } from '../replication/rule';
import { JobEvents, type JobEventState } from './job-events';
import { alarmRefusals, ReplicationAlarms, type AlarmOptions } from './replication-alarms';

/** Who is notified when replication or a job needs somebody. */
export interface AfterCareOptions {
  /** Alarms on the metrics of the rules. @default - none */
  readonly alarms?: AlarmOptions;
  /** States of jobs that EventBridge notifies of; an empty list is none. @default - none */
  readonly jobStates?: readonly JobEventState[];
  /** ARN of an SNS topic, in the Region of the source, that is notified. It has to let CloudWatch and EventBridge in. @default - one is made */
  readonly topicArn?: string;
  /** Name of the topic that is made. @default - Terraform makes one up that begins with `s3-backfill-` */
  readonly topicName?: string;
}

export interface AfterCareProps extends AfterCareOptions, Placed {
  /** The bucket that is copied from. */
  readonly sourceBucketName: string;
  /** The rules as they are applied. */
  readonly rules: readonly ResolvedRule[];
}

/** Alarms and job events, sent to one SNS topic. People subscribe to it themselves. */
export class AfterCare extends Construct {
  /** ARN of the topic that is notified. */
  readonly topicArn: string;

  constructor(scope: Construct, id: string, props: AfterCareProps) {
    super(scope, id);
    place(this, props);
    const { alarms, jobStates = [], sourceBucketName, rules } = props;
    refuse(this, afterCareRefusals('', props, rules));
    this.topicArn = props.topicArn ?? this.topic(props);
    if (alarms !== undefined) {
      const actionArns = [this.topicArn, ...(alarms.actionArns ?? [])];
      new ReplicationAlarms(this, 'alarms', { ...alarms, actionArns, sourceBucketName, rules });
    }
    if (jobStates.length > 0) new JobEvents(this, 'job-events', { targetArn: this.topicArn, states: jobStates });
  }

  private topic({ topicName, jobStates = [] }: AfterCareProps): string {
    const { arn } = new SnsTopic(this, 'topic', {
      ...(topicName === undefined ? { namePrefix: 's3-backfill-' } : { name: topicName }),
      ...madeWith(this),
    });
    const publish = (service: string) => ({
      effect: 'Allow',
      actions: ['sns:Publish'],
      resources: [arn],
      principals: [{ type: 'Service', identifiers: [service] }],
    });
    const mayPublish = new DataAwsIamPolicyDocument(this, 'topic-policy-document', {
      statement: [
        {
          sid: 'Alarms',
          ...publish('cloudwatch.amazonaws.com'),
          condition: [
            { test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountIdOf(this)] },
            { test: 'ArnLike', variable: 'aws:SourceArn', values: [alarmsArn(this)] },
          ],
        },
        // EventBridge fills in neither account nor source where it publishes: conditions would drop every event. Let in only where it is
        // needed. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
        ...(jobStates.length === 0 ? [] : [{ sid: 'JobEvents', ...publish('events.amazonaws.com') }]),
      ],
      ...madeWith(this),
    });
    new SnsTopicPolicy(this, 'topic-policy', { arn, policy: mayPublish.json, ...madeWith(this) });
    return arn;
  }
}

/** @param prop - path of the options, with a dot at its end if it is not empty */
export function afterCareRefusals(
  prop: string,
  { alarms, topicArn, topicName }: AfterCareOptions,
  rules: readonly Pick<ResolvedRule, 'metrics'>[],
): readonly Refusal[] {
  const refusals: Refusal[] = [
    ...shapeRefusals(TOPIC_ARN, `${prop}topicArn`, topicArn),
    ...shapeRefusals(TOPIC_NAME, `${prop}topicName`, topicName),
  ];
  if (topicArn !== undefined && topicName !== undefined) {
    const allowed = 'topicArn names a topic that is there: leave one of the two out';
    refusals.push({ prop: `${prop}topicName`, given: topicName, allowed });
  }
  return [...refusals, ...(alarms === undefined ? [] : alarmRefusals(`${prop}alarms.`, alarms, rules))];
}
