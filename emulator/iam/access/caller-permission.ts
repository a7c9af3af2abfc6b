// Whether who signed a request may do what it asks, for services whose resources have no rules of their own.
import type { ServiceRequest } from '../../http/service';
import type { World } from '../../world/world';
import { isAllowed, type AccessQuestion } from './authorize';
import { valuesOf } from '../policy-language/policy-variables';
import { requestKeys } from './request-keys';
import { whyDenied } from './why-denied';

/** What decides beside the caller, the action and the resource. */
export type MoreOnAccess = Partial<Pick<AccessQuestion, 'context' | 'resourcePolicy' | 'resourceAccountId'>>;

/**
 * @param action - for example `sns:CreateTopic`
 * @param more - `resourceAccountId` is the caller's account unless it is given; `context` is added to what every request has
 */
export function isCallerAllowed(
  world: World,
  request: ServiceRequest,
  action: string,
  resource: string,
  more: MoreOnAccess = {},
): boolean {
  return isAllowed(world, questionOf(world, request, action, resource, more));
}

/** As `isCallerAllowed`, for the log: undefined if the caller may. */
export function whyNotAllowed(
  world: World,
  request: ServiceRequest,
  action: string,
  resource: string,
  more: MoreOnAccess = {},
): string | undefined {
  const question = questionOf(world, request, action, resource, more);
  return isAllowed(world, question) ? undefined : whyDenied(world, question);
}

function questionOf(
  world: World,
  request: ServiceRequest,
  action: string,
  resource: string,
  more: MoreOnAccess,
): AccessQuestion {
  const { caller } = request;
  const { context } = more;
  return {
    principalArn: caller.arn,
    principalAccountId: caller.accountId,
    action,
    resource,
    resourceAccountId: caller.accountId,
    ...more,
    context: () => ({ ...requestKeys(world, request), ...valuesOf(context) }),
  };
}

/** The sentence of AWS about a caller that may not. */
export function notAuthorized({ caller }: Pick<ServiceRequest, 'caller'>, action: string, resource: string): string {
  return `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`;
}
