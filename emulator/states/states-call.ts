// What an operation of Step Functions gets, and the faults that several have.
// https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html
import * as z from 'zod';
import { notEmulated, ServiceError } from '../http/service';
import { authorize, pageOf, type MonitoringCall } from '../monitoring/monitoring-call';
import { tagKeys } from '../iam/access/request-keys';
import type { StateExecution, StateMachine } from '../world/serverless/state-machine';

export type StatesCall = MonitoringCall;
export type Answer = Readonly<Record<string, unknown>>;
export type StatesOperations = Readonly<Record<string, (call: StatesCall) => Answer>>;

export const NAME = z.string().regex(/^[\w.+=@-]{1,80}$/, 'a name has 1 to 80 letters, digits and - _ . + = @');
export const ARN = z.string().min(1).max(256);
export const PAGE = { maxResults: z.int().min(0).max(1000).default(100), nextToken: z.string().optional() };

export function statesFault(code: string, message: string): ServiceError {
  return new ServiceError(400, code, message);
}

/** Times are seconds since 1970. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;

/** @throws ServiceError if nothing is there, or the caller may not */
export function openMachine(call: StatesCall, arn: string, action = call.operation): StateMachine {
  if (/:stateMachine:[^:]+:/.test(arn)) throw notEmulated('A version or an alias of a state machine');
  if (!/^arn:[\w-]+:states:[a-z0-9-]+:\d{12}:stateMachine:[^:]+$/.test(arn))
    throw statesFault('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  const found = call.world.stateMachines.get(arn);
  authorize(call, `states:${action}`, arn, {
    context: tagKeys('aws:ResourceTag', found?.tags ?? new Map<string, string>()),
  });
  if (found === undefined) throw statesFault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return found;
}

/** @throws ServiceError if nothing is there, or the caller may not */
export function openExecution(call: StatesCall, arn: string): StateExecution {
  if (!/^arn:[\w-]+:states:[a-z0-9-]+:\d{12}:execution:[^:]+:[^:]+$/.test(arn))
    throw statesFault('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  authorize(call, `states:${call.operation}`, arn);
  const found = call.world.stateExecutions.get(arn);
  if (found === undefined) throw statesFault('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return found;
}

export function listed(
  name: string,
  items: readonly Answer[],
  { maxResults, nextToken }: { readonly maxResults: number; readonly nextToken?: string | undefined },
): Answer {
  const invalid = (): ServiceError => statesFault('InvalidToken', `Invalid Token: '${nextToken ?? ''}'`);
  const { items: part, NextToken } = pageOf(items, maxResults === 0 ? 100 : maxResults, nextToken, invalid);
  return { [name]: part, ...(NextToken === undefined ? {} : { nextToken: NextToken }) };
}
