import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine';
import { Construct } from 'constructs';
import { accountIdOf, invokeArn } from '../place/partition';
import { madeWith, place } from '../place/placed';
import { DETACHED_MACHINE_PERMISSIONS } from '../policies/detached-permissions';
import { policyDocument } from '../policies/document';
import { refuse } from '../refusals/refusal';
import { roleWithPolicy } from '../roles/role';
import { given } from '../values/given';
import { definitionOf } from './machine';
import type { DetachedRunProps } from './props';
import { detachedRunRefusals } from './refusals';
import { StepFunction } from './step-function';
import { addTelling } from './telling';
import { POLL_SECONDS, START_AFTER_SECONDS, TIMEOUT_SECONDS } from './timing';

const NAME = 's3-backfill-run';

/**
 * `s3-backfill run` in the account, without a machine of yours: a state machine that one call starts after apply
 * (`aws stepfunctions start-execution`), and a function that does one step at a time. It creates the job, waits without a function that runs,
 * tries once again what can succeed then, compares every version, and writes report and certificate into the report bucket. Only what is proven succeeds.
 */
export class DetachedRun extends Construct {
  /** What is started, by StartExecution; the name of an execution makes it happen once. */
  readonly stateMachineArn: string;
  /** Role of the function: whoever owns a destination in another account has to let it list and look. */
  readonly functionRoleArn: string;

  constructor(scope: Construct, id: string, props: DetachedRunProps) {
    super(scope, id);
    place(this, props);
    const { replication, name = NAME, tags, role: options = {} } = props;
    const { handoff } = replication;
    const { startAfterSeconds = START_AFTER_SECONDS, pollSeconds = POLL_SECONDS } = props;
    const { timeoutSeconds = TIMEOUT_SECONDS } = props;
    const destinations = props.destinationBucketNames ?? replication.destinationBucketNames;
    refuse(
      this,
      detachedRunRefusals(props, destinations, { timeoutSeconds, pollSeconds, region: handoff.source.region }),
    );
    const step = new StepFunction(this, 'step', { props, name, handoff, destinations });
    const { role, policy } = roleWithPolicy(this, {
      ...options,
      roleName: `${name}-machine`,
      namePrefix: name,
      description: `Step Functions goes from step to step of ${name} as this role`,
      service: 'states.amazonaws.com',
      trust: { onlyForAccountId: accountIdOf(this) },
      permissions: policyDocument(this, 'permissions', DETACHED_MACHINE_PERMISSIONS, {
        function: { resources: [step.arn] },
      }),
    });
    const machine = new SfnStateMachine(this, 'machine', {
      name,
      roleArn: role.arn,
      definition: definitionOf({
        invokeArn: invokeArn(this),
        functionArn: step.arn,
        handoff,
        flags: ['--checks', 'basic'],
        startAfterSeconds,
        pollSeconds,
        timeoutSeconds,
      }),
      ...given({ tags: tags && { ...tags } }),
      dependsOn: [policy],
      ...madeWith(this),
    });
    addTelling(this, name, machine.arn, props);
    this.stateMachineArn = machine.arn;
    this.functionRoleArn = step.roleArn;
  }
}
