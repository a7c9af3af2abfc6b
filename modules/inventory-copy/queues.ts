// The queues: lists to be read, and objects to be copied; each with its dead letters.
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { SqsQueueRedriveAllowPolicy } from '@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { accountIdOf } from '../place/partition';
import { madeWith } from '../place/placed';
import { given } from '../values/given';
import { literal } from '../values/literal';

/** Lambda's longest. */
export const FUNCTION_SECONDS = 900;
/** AWS's advice for queues that functions read: six times what a function takes. */
const VISIBILITY_SECONDS = 6 * FUNCTION_SECONDS;
/** 14 days, the longest. */
const RETENTION_SECONDS = 14 * 24 * 3600;

interface QueueParts {
  readonly name: string;
  readonly mostReceives: number;
  readonly tags?: { readonly [key: string]: string };
  /** @default - SQS encrypts by a key of its own */
  readonly kmsKeyArn?: string;
}

/** A queue, encrypted, that takes nothing without TLS, and its dead letters. */
export class WorkQueue extends Construct {
  readonly queue: SqsQueue;
  readonly deadLetters: SqsQueue;

  constructor(scope: Construct, id: string, { name, mostReceives, tags, kmsKeyArn }: QueueParts) {
    super(scope, id);
    const common = {
      messageRetentionSeconds: RETENTION_SECONDS,
      ...(kmsKeyArn === undefined ? { sqsManagedSseEnabled: true } : { kmsMasterKeyId: kmsKeyArn }),
      ...given({ tags: tags && { ...tags } }),
      ...madeWith(this),
    };
    this.deadLetters = new SqsQueue(this, 'dead-letters', { name: `${name}-dead`, ...common });
    this.queue = new SqsQueue(this, 'messages', {
      name,
      visibilityTimeoutSeconds: VISIBILITY_SECONDS,
      redrivePolicy: Fn.jsonencode({ deadLetterTargetArn: this.deadLetters.arn, maxReceiveCount: mostReceives }),
      ...common,
    });
    new SqsQueueRedriveAllowPolicy(this, 'redrive', {
      queueUrl: this.deadLetters.id,
      redriveAllowPolicy: Fn.jsonencode({ redrivePermission: 'byQueue', sourceQueueArns: [this.queue.arn] }),
      ...madeWith(this),
    });
  }

  /** @param ruleArn - rule of EventBridge that may send to it. @default - none may */
  close(ruleArn?: string): void {
    const events = {
      sid: 'InventoriesByEventBridge',
      effect: 'Allow',
      actions: ['sqs:SendMessage'],
      principals: [{ type: 'Service', identifiers: ['events.amazonaws.com'] }],
      resources: [this.queue.arn],
      condition: [
        { test: 'ArnEquals', variable: 'aws:SourceArn', values: [ruleArn ?? ''] },
        { test: 'StringEquals', variable: 'aws:SourceAccount', values: [literal(accountIdOf(this))] },
      ],
    };
    const document = new DataAwsIamPolicyDocument(this, 'policy-document', {
      statement: [
        {
          sid: 'DenyWithoutTls',
          effect: 'Deny',
          actions: ['sqs:*'],
          principals: [{ type: '*', identifiers: ['*'] }],
          resources: [this.queue.arn],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
        ...(ruleArn === undefined ? [] : [events]),
      ],
      ...madeWith(this),
    });
    new SqsQueuePolicy(this, 'policy', { queueUrl: this.queue.id, policy: document.json, ...madeWith(this) });
  }
}
