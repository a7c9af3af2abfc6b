// outputs.tf of terraform/detached-run: what is started, and whom others have to let in.
import { raw, type Body } from '../hcl-text';
import { outputBlock } from '../outputs';

export const outputsOf = (): Body => [
  outputBlock(
    'state_machine_arn',
    'ARN of the state machine, which StartExecution is given; the name of an execution makes it happen once',
    raw('aws_sfn_state_machine.this.arn'),
  ),
  outputBlock(
    'function_role_arn',
    'ARN of the role of the function: destinations in another account have to let it list and look',
    raw('aws_iam_role.step.arn'),
  ),
  outputBlock('machine_role_arn', 'ARN of the role of the state machine', raw('aws_iam_role.machine.arn')),
  outputBlock('log_group', 'Name of the log group of the function', raw('aws_cloudwatch_log_group.step.name')),
];
