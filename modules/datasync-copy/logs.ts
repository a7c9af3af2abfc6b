// Where a task in Basic mode writes its log, and that DataSync may.
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { CloudwatchLogResourcePolicy } from '@cdktf/provider-aws/lib/cloudwatch-log-resource-policy';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { accountIdOf, dataSyncArn } from '../place/partition';
import { madeWith } from '../place/placed';
import { given } from '../values/given';
import { literal } from '../values/literal';
import type { DataSyncCopyProps } from './props';

const RETENTION_DAYS = 30;

export interface TaskLog {
  readonly groupArn: string;
  /** The task has to wait for it: without the policy nothing is written, and nothing says so. */
  readonly ready: ITerraformDependable;
}

/** Undefined: Enhanced mode writes to `/aws/datasync` by itself, and with `OFF` nothing is written. */
export function addTaskLog(scope: Construct, props: DataSyncCopyProps): TaskLog | undefined {
  const { taskMode = 'ENHANCED', logLevel = 'BASIC', taskName = 's3-backfill', tags } = props;
  if (taskMode === 'ENHANCED' || logLevel === 'OFF') return undefined;
  const there = madeWith(scope, props.destinationProvider);
  const group = new CloudwatchLogGroup(scope, 'log-group', {
    namePrefix: `/aws/datasync/${taskName}-`,
    retentionInDays: props.logRetentionDays ?? RETENTION_DAYS,
    ...given({ tags: tags && { ...tags } }),
    ...there,
  });
  const document = new DataAwsIamPolicyDocument(scope, 'log-policy-document', {
    statement: [
      {
        sid: 'LogsOfDataSync',
        effect: 'Allow',
        actions: ['logs:PutLogEvents', 'logs:CreateLogStream'],
        principals: [{ type: 'Service', identifiers: ['datasync.amazonaws.com'] }],
        resources: [`${group.arn}:*`],
        condition: [
          { test: 'StringEquals', variable: 'aws:SourceAccount', values: [literal(accountIdOf(scope))] },
          { test: 'ArnLike', variable: 'aws:SourceArn', values: [dataSyncArn(scope, 'task/*')] },
        ],
      },
    ],
    ...there,
  });
  const ready = new CloudwatchLogResourcePolicy(scope, 'log-policy', {
    policyName: group.name,
    policyDocument: document.json,
    ...there,
  });
  return { groupArn: group.arn, ready };
}
