// What an operation of CloudWatch, SNS or EventBridge gets, and what the three have in common.
import type { z } from 'zod';
import { checkInput, type Fault } from '../http/checked-input';
import { isAllowed, type AccessQuestion } from '../iam/access/authorize';
import { requestKeys } from '../iam/access/request-keys';
import type { ServiceError, ServiceRequest } from '../http/service';
import type { World } from '../world/world';

export interface MonitoringCall {
  readonly world: World;
  readonly request: ServiceRequest;
  /** For example `PutMetricAlarm`. */
  readonly operation: string;
  /** Parameters as JSON has them, in whichever form they came; not checked yet. */
  readonly input: unknown;
  /** How this service says that a value does not fit. */
  readonly invalid: Fault;
  /** How this service says that something is not allowed. */
  readonly denied: Fault;
  /** How this service says that something with tags is not there. */
  readonly notFound: Fault;
}

/** The answer as JSON has it, times as seconds; a Map is a map of texts. Undefined: the operation only does. */
export type MonitoringOperation = (call: MonitoringCall) => Readonly<Record<string, unknown>> | undefined;

/** By name. */
export type MonitoringOperations = Readonly<Record<string, MonitoringOperation>>;

/** @throws ServiceError as `checkInput` does */
export function readInput<Schema extends z.ZodType>(call: MonitoringCall, schema: Schema): z.output<Schema> {
  return checkInput(call.input, schema, call.operation, call.invalid);
}

/** `arn:aws:sns:us-east-1:111122223333:rest`, of the caller's account in the Region of the request. */
export function arnHere({ world, request }: MonitoringCall, service: string, rest: string): string {
  return `arn:${world.partition}:${service}:${request.region}:${request.caller.accountId}:${rest}`;
}

/** Whether something belongs to the caller's account in the Region of the request. */
export function isHere(
  { request }: MonitoringCall,
  { accountId, region }: { readonly accountId: string; readonly region: string },
): boolean {
  return accountId === request.caller.accountId && region === request.region;
}

/** What decides beside the caller, the action and the resource. */
export type MoreOnAccess = Partial<Pick<AccessQuestion, 'context' | 'resourcePolicy' | 'resourceAccountId'>>;

/** @throws ServiceError in the service's word for a lack of permission */
export function authorize(call: MonitoringCall, action: string, resource: string, more: MoreOnAccess = {}): void {
  const { world, request } = call;
  const { caller } = request;
  const allowed = isAllowed(world, {
    principalArn: caller.arn,
    principalAccountId: caller.accountId,
    action,
    resource,
    resourceAccountId: caller.accountId,
    ...more,
    context: { ...requestKeys(world, request), ...more.context },
  });
  if (!allowed) throw call.denied(notAuthorized(call, action, resource));
}

function notAuthorized({ request }: MonitoringCall, action: string, resource: string): string {
  return `User: ${request.caller.arn} is not authorized to perform: ${action} on resource: ${resource}`;
}

/** A part of a list that goes on after `token`, and the token of the rest. */
export function pageOf<Item>(
  items: readonly Item[],
  size: number,
  token: string | undefined,
  invalid: () => ServiceError,
): { readonly items: readonly Item[]; readonly NextToken?: string } {
  const place = token === undefined ? '0' : Buffer.from(token, 'base64url').toString('latin1');
  if (!/^\d{1,9}$/.test(place)) throw invalid();
  const start = Number(place);
  const end = start + size;
  const part = { items: items.slice(start, end) };
  return end < items.length ? { ...part, NextToken: Buffer.from(String(end), 'latin1').toString('base64url') } : part;
}
