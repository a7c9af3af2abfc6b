// A function that a queue is read for, with its role and its log.
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { Construct } from 'constructs';
import type { Archive } from '../functions/archive';
import { madeWith } from '../place/placed';
import { policyDocument, type GrantedTargets } from '../policies/document';
import type { Permission } from '../policies/permissions';
import { policySizeRefusals } from '../policies/size';
import { refuse } from '../refusals/refusal';
import { roleWithPolicy } from '../roles/role';
import { given } from '../values/given';
import type { InventoryCopyProps } from './props';
import { FUNCTION_SECONDS, type WorkQueue } from './queues';

const RUNTIME = 'nodejs22.x';
const LOG_DAYS = 30;

interface QueueFunctionParts {
  readonly props: InventoryCopyProps;
  readonly name: string;
  /** File of the archive that has the handler. */
  readonly program: 'reader' | 'worker';
  readonly description: string;
  readonly memoryMegabytes: number;
  readonly archive: Archive;
  readonly variables: { readonly [name: string]: string };
  readonly permissions: readonly Permission[];
  readonly targets: GrantedTargets;
  readonly queue: WorkQueue;
  /** Messages of one call. */
  readonly batchSize: number;
  readonly maximumConcurrency: number;
}

export class QueueFunction extends Construct {
  readonly roleArn: string;
  readonly functionName: string;

  constructor(scope: Construct, id: string, parts: QueueFunctionParts) {
    super(scope, id);
    const { props, name, queue } = parts;
    const { role: options = {}, tags } = props;
    const log = new CloudwatchLogGroup(this, 'log', {
      name: `/aws/lambda/${name}`,
      retentionInDays: props.logRetentionDays ?? LOG_DAYS,
      ...given({ tags: tags && { ...tags } }),
      ...madeWith(this),
    });
    const permissions = policyDocument(this, 'permissions', parts.permissions, {
      ...parts.targets,
      'function logs': { resources: [`${log.arn}:*`] },
    });
    const keys = (props.sourceKmsKeyArns?.length ?? 0) + (props.destinationKmsKeyArns?.length ?? 0);
    refuse(this, policySizeRefusals('sourceKmsKeyArns', keys, permissions, 'name fewer keys'));
    const { role, policy } = roleWithPolicy(this, {
      ...options,
      roleName: name,
      namePrefix: name,
      description: parts.description,
      service: 'lambda.amazonaws.com',
      permissions,
    });
    const made = new LambdaFunction(this, 'function', {
      functionName: name,
      description: parts.description,
      role: role.arn,
      ...parts.archive,
      runtime: props.runtime ?? RUNTIME,
      handler: `${parts.program}.handler`,
      timeout: FUNCTION_SECONDS,
      memorySize: parts.memoryMegabytes,
      environment: { variables: { ...parts.variables, NODE_OPTIONS: '--enable-source-maps' } },
      ...given({ tags: tags && { ...tags } }),
      // Without its policy Lambda refuses to read the queue; without the group Lambda makes one that is kept for ever.
      dependsOn: [policy, log],
      ...madeWith(this),
    });
    new LambdaEventSourceMapping(this, 'mapping', {
      eventSourceArn: queue.queue.arn,
      functionName: made.arn,
      batchSize: parts.batchSize,
      enabled: props.enabled ?? true,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: parts.maximumConcurrency },
      dependsOn: [policy],
      ...madeWith(this),
    });
    this.roleArn = role.arn;
    this.functionName = made.functionName;
  }
}
