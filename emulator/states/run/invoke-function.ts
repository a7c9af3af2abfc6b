// A task that invokes a function, as the role of the machine.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
import { ServiceError } from '../../http/service';
import { isAllowed } from '../../iam/access/authorize';
import { trusts } from '../../iam/access/trust';
import { policyOf } from '../../lambda/lambda-call';
import { runFunction } from '../../lambda/run-function';
import { STATES_SERVICE, type StateExecution } from '../../world/serverless/state-machine';
import type { World } from '../../world/world';

/** What a state ended with that did not succeed. */
export class StateError extends Error {
  constructor(
    readonly error: string,
    override readonly cause: string,
  ) {
    super(`${error}: ${cause}`);
  }
}

const FUNCTION = /^(?:arn:[\w-]+:lambda:[a-z0-9-]+:\d{12}:function:)?([\w-]{1,64})(?::\$LATEST)?$/;

/** @throws StateError */
export async function invokeFunction(
  world: World,
  execution: StateExecution,
  parameters: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<unknown> {
  const { FunctionName, Payload = {}, ...others } = parameters;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new StateError('States.Runtime', `The parameter ${unknown} of lambda:invoke is not emulated`);
  const [, name] = FUNCTION.exec(String(FunctionName)) ?? [];
  const { roleArn, accountId, region } = execution;
  const arn = `arn:${world.partition}:lambda:${region}:${accountId}:function:${name ?? String(FunctionName)}`;
  const one = world.functions.get(arn);
  if (!isMachineRole(world, roleArn, accountId)) {
    throw new StateError('States.TaskFailed', `The role ${roleArn} cannot be assumed by ${STATES_SERVICE}`);
  }
  const resourcePolicy = one && policyOf(one);
  const isGranted = isAllowed(world, {
    principalArn: roleArn,
    principalAccountId: accountId,
    session: execution.name,
    action: 'lambda:InvokeFunction',
    resource: arn,
    resourceAccountId: accountId,
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    context: { 'aws:SecureTransport': 'true' },
  });
  if (!isGranted) {
    const who = `${roleArn.replace(':iam:', ':sts:').replace(/:role\/(?:.*\/)?/, ':assumed-role/')}/${execution.name}`;
    const cause = `User: ${who} is not authorized to perform: lambda:InvokeFunction on resource: ${arn} because no identity-based policy allows the lambda:InvokeFunction action (Service: Lambda, Status Code: 403)`;
    throw new StateError('Lambda.AWSLambdaException', cause);
  }
  if (one === undefined) {
    throw new StateError('Lambda.ResourceNotFoundException', `Function not found: ${arn} (Service: Lambda)`);
  }
  try {
    const { payload, functionError } = await runFunction(world, one, JSON.stringify(Payload), signal);
    const answer: unknown = JSON.parse(payload);
    if (functionError === undefined) return { ExecutedVersion: '$LATEST', Payload: answer, StatusCode: 200 };
    const { errorType = 'Lambda.Unknown' } = answer as { errorType?: string };
    throw new StateError(errorType, payload);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const code = error.code === 'TooManyRequestsException' ? error.code : 'AWSLambdaException';
    throw new StateError(`Lambda.${code}`, error.message);
  }
}

/** @param accountId - of the machine, which Step Functions tells to the trust policy */
export function isMachineRole(world: World, roleArn: string, accountId: string): boolean {
  return world.roles.has(roleArn) && trusts(world, roleArn, STATES_SERVICE, { 'aws:SourceAccount': accountId });
}
