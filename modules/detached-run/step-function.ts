// The function that does one step, with its role and its log.
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { Construct } from 'constructs';
import { addArchive } from '../functions/archive';
import type { Handoff } from '../handoff';
import { madeWith } from '../place/placed';
import { DETACHED_RUN_PERMISSIONS } from '../policies/detached-permissions';
import { policyDocument } from '../policies/document';
import { jobTargets } from '../roles/job-targets';
import { roleWithPolicy } from '../roles/role';
import { given } from '../values/given';
import type { DetachedRunProps } from './props';

const RUNTIME = 'nodejs22.x';
const LOG_DAYS = 30;
/** One processor. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEGABYTES = 1769;
/** As long as a function may take. */
const SECONDS = 900;

export interface StepFunctionParts {
  readonly props: DetachedRunProps;
  readonly name: string;
  readonly handoff: Handoff;
  readonly destinations: readonly string[];
}

export class StepFunction extends Construct {
  readonly arn: string;
  readonly roleArn: string;

  constructor(scope: Construct, id: string, { props, name, handoff, destinations }: StepFunctionParts) {
    super(scope, id);
    const { role: options = {}, tags } = props;
    const log = new CloudwatchLogGroup(this, 'log', {
      name: `/aws/lambda/${name}`,
      retentionInDays: props.logRetentionDays ?? LOG_DAYS,
      ...given({ tags: tags && { ...tags } }),
      ...madeWith(this),
    });
    const permissions = policyDocument(this, 'permissions', DETACHED_RUN_PERMISSIONS, {
      ...jobTargets(this, handoff, destinations),
      'function logs': { resources: [`${log.arn}:*`] },
    });
    const { role, policy } = roleWithPolicy(this, {
      ...options,
      roleName: `${name}-step`,
      namePrefix: name,
      description: `Backfills ${handoff.source.bucket}, as s3-backfill run does`,
      service: 'lambda.amazonaws.com',
      permissions,
    });
    const made = new LambdaFunction(this, 'function', {
      functionName: name,
      description: `One step of s3-backfill run for ${handoff.source.bucket}`,
      role: role.arn,
      ...addArchive(this, 'detached-run.zip', props.archivePath),
      runtime: props.runtime ?? RUNTIME,
      handler: 'run-detached.handler',
      timeout: SECONDS,
      memorySize: props.memoryMegabytes ?? MEGABYTES,
      ...given({ tags: tags && { ...tags } }),
      // Without the group Lambda makes one that is kept for ever.
      dependsOn: [policy, log],
      ...madeWith(this),
    });
    this.arn = made.arn;
    this.roleArn = role.arn;
  }
}
