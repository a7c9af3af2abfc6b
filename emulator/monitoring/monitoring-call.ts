// What an operation of CloudWatch, SNS or EventBridge gets, and what the three have in common.
import type * as z from 'zod';
import { checkInput, type Fault } from '../http/json-api';
import type { ServiceError, ServiceRequest } from '../http/service';
import type { World } from '../world/world';
import { listPage } from '../http/list-page';
import { isCallerAllowed, type MoreOnAccess, notAuthorized } from '../iam/access/caller-permission';

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

/** @throws ServiceError in the service's word for a lack of permission */
export function authorize(call: MonitoringCall, action: string, resource: string, more: MoreOnAccess = {}): void {
  const { world, request } = call;
  if (!isCallerAllowed(world, request, action, resource, more))
    throw call.denied(notAuthorized(request, action, resource));
}

/** A part of a list, and the token of the rest. */
export function pageOf<Item>(
  items: readonly Item[],
  size: number,
  token: string | undefined,
  invalid: () => ServiceError,
): { readonly items: readonly Item[]; readonly NextToken?: string } {
  const { items: part, nextToken } = listPage(items, size, token, invalid);
  return { items: part, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}
