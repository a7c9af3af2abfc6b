// IAM: finds the operation of a request, and whether the caller may.
import {
  ServiceError,
  type PreparedOperation,
  type Service,
  type ServiceRequest,
  type ServiceResponse,
} from '../http/service';
import type { World } from '../world/world';
import { ACCESS_KEY_OPERATIONS } from './identities/access-keys';
import { ACCOUNT_OPERATIONS } from './account';
import { isAllowed } from './access/authorize';
import { IDENTITY_POLICY_OPERATIONS } from './identities/identity-policies';
import { MANAGED_POLICY_OPERATIONS } from './managed-policies/managed-policies';
import type { IamCall, IamOperation, IamOperations } from './operations/operation';
import { BOUNDARY_OPERATIONS } from './identities/permissions-boundary';
import { POLICY_VERSION_OPERATIONS } from './managed-policies/policy-versions';
import { notEmulated, QueryParameters, queryResponse } from '../http/query-api';
import { requestKeys } from './access/request-keys';
import { ROLE_OPERATIONS } from './identities/roles';
import { SIMULATION_OPERATIONS } from './simulation/simulate';
import { USER_OPERATIONS } from './identities/users';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

export const IAM_OPERATIONS: ReadonlyMap<string, IamOperation> = new Map(
  [
    ACCESS_KEY_OPERATIONS,
    ACCOUNT_OPERATIONS,
    BOUNDARY_OPERATIONS,
    IDENTITY_POLICY_OPERATIONS,
    MANAGED_POLICY_OPERATIONS,
    POLICY_VERSION_OPERATIONS,
    ROLE_OPERATIONS,
    SIMULATION_OPERATIONS,
    USER_OPERATIONS,
  ].flatMap((table: IamOperations) => Object.entries(table)),
);

export function iamService(world: World): Service {
  return (request) => find(world, request);
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const parameters = new QueryParameters(request);
  const { action } = parameters;
  const operation = IAM_OPERATIONS.get(action);
  if (operation === undefined) throw notEmulated(`The IAM action ${action === '' ? '(none given)' : action}`);
  const call: IamCall = { world, caller: request.caller, parameters };
  const perform = (): ServiceResponse => {
    authorize(call, request, action, operation);
    return queryResponse(action, NAMESPACE, request.id, operation.handle(call));
  };
  return { name: action, perform };
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
