// IAM: finds the operation of a request, and whether the caller may.
import { ServiceError, type Service, type ServiceRequest, type ServiceResponse } from '../service';
import type { World } from '../world';
import { ACCOUNT_OPERATIONS } from './account';
import { isAllowed } from './authorize';
import { MANAGED_POLICY_OPERATIONS } from './managed-policies';
import type { IamCall, IamOperation, IamOperations } from './operation';
import { BOUNDARY_OPERATIONS } from './permissions-boundary';
import { POLICY_VERSION_OPERATIONS } from './policy-versions';
import { notEmulated, QueryParameters, queryResponse } from './query-api';
import { requestKeys } from './request-keys';
import { ROLE_POLICY_OPERATIONS } from './role-policies';
import { ROLE_OPERATIONS } from './roles';
import { SIMULATION_OPERATIONS } from './simulate';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

const OPERATIONS: ReadonlyMap<string, IamOperation> = new Map(
  [
    ACCOUNT_OPERATIONS,
    BOUNDARY_OPERATIONS,
    MANAGED_POLICY_OPERATIONS,
    POLICY_VERSION_OPERATIONS,
    ROLE_OPERATIONS,
    ROLE_POLICY_OPERATIONS,
    SIMULATION_OPERATIONS,
  ].flatMap((table: IamOperations) => Object.entries(table)),
);

export function iamService(world: World): Service {
  return (request) => handle(world, request);
}

function handle(world: World, request: ServiceRequest): ServiceResponse {
  const parameters = new QueryParameters(request);
  const { action } = parameters;
  const operation = OPERATIONS.get(action);
  if (operation === undefined) throw notEmulated(`The IAM action ${action === '' ? '(none given)' : action}`);
  const call: IamCall = { world, caller: request.caller, parameters };
  authorize(call, request, action, operation);
  const result = operation.handle(call);
  return queryResponse(action, NAMESPACE, request.id, result);
}

function authorize(call: IamCall, request: ServiceRequest, action: string, operation: IamOperation): void {
  const { world, caller } = call;
  const resource = operation.resource(call);
  const context = { ...requestKeys(world, request), ...operation.context?.(call) };
  const allowed = isAllowed(world, {
    principalArn: caller.arn,
    principalAccountId: caller.accountId,
    action: `iam:${action}`,
    resource,
    // What belongs to another account is refused before anybody looks whether it is there.
    resourceAccountId: /^arn:[\w-]+:iam::(\d{12}):/.exec(resource)?.[1] ?? caller.accountId,
    context,
  });
  if (allowed) return;
  throw new ServiceError(
    403,
    'AccessDenied',
    `User: ${caller.arn} is not authorized to perform: iam:${action} on resource: ${resource}`,
  );
}
