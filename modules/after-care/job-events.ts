import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { Construct } from 'constructs';
import { madeWith, place, type Placed } from '../place/placed';
import { refuse } from '../refusals/refusal';

/** States of a job that people may want to be notified of. */
export const JOB_EVENT_STATES = ['Suspended', 'Paused', 'Complete', 'Failed', 'Cancelled'] as const;
export type JobEventState = (typeof JOB_EVENT_STATES)[number];

export interface JobEventsProps extends Placed {
  /** ARN of what is notified: an SNS topic, an SQS queue, a function. It has to let EventBridge in. */
  readonly targetArn: string;
  /** States that it is notified of. @default - those in which a job waits for somebody or has ended: all of them */
  readonly states?: readonly JobEventState[];
}

/**
 * An EventBridge rule on jobs of S3 Batch Operations that change their state, in the Region of the source. The events come by way
 * of CloudTrail: without a trail there are none. They do not name the bucket, so that it is
 * notified of every job of the account and Region.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html
 */
export class JobEvents extends Construct {
  /** ARN of the rule, for the policy of the target. */
  readonly ruleArn: string;

  constructor(scope: Construct, id: string, props: JobEventsProps) {
    super(scope, id);
    place(this, props);
    const states = props.states ?? JOB_EVENT_STATES;
    if (states.length === 0) {
      refuse(this, [{ prop: 'states', given: states, allowed: `at least one of ${JOB_EVENT_STATES.join(', ')}` }]);
    }
    const rule = new CloudwatchEventRule(this, 'rule', {
      namePrefix: 's3-backfill-job-',
      description: 'Jobs of S3 Batch Operations that change their state',
      eventPattern: JSON.stringify({
        source: ['aws.s3'],
        'detail-type': ['AWS Service Event via CloudTrail'],
        detail: {
          eventSource: ['s3.amazonaws.com'],
          eventName: ['JobStatusChanged'],
          serviceEventDetails: { status: states },
        },
      }),
      ...madeWith(this),
    });
    new CloudwatchEventTarget(this, 'target', { rule: rule.name, arn: props.targetArn, ...madeWith(this) });
    this.ruleArn = rule.arn;
  }
}
