// IAM: finds the operation of a request, and whether the caller may.
import {
  notEmulated,
  type PreparedOperation,
  type Service,
  ServiceError,
  withReason,
  type ServiceRequest,
  type ServiceResponse,
} from '../http/service';
import { tagKeys } from './access/request-keys';
import type { ConditionValues } from './policy-language/policy-variables';
import type { World } from '../world/world';
import { ACCESS_KEY_OPERATIONS } from './identities/access-keys';
import { ACCOUNT_OPERATIONS } from './account';
import { IDENTITY_POLICY_OPERATIONS } from './identities/identity-policies';
import { MANAGED_POLICY_OPERATIONS } from './managed-policies/managed-policies';
import type { IamCall, IamOperation, IamOperations } from './operations/operation';
import { BOUNDARY_OPERATIONS } from './identities/permissions-boundary';
import { POLICY_VERSION_OPERATIONS } from './managed-policies/policy-versions';
import { QueryParameters, queryResponse } from '../http/query-api';
import { ROLE_OPERATIONS } from './identities/roles';
import { SIMULATION_OPERATIONS } from './simulation/simulate';
import { USER_OPERATIONS } from './identities/users';
import { whyNotAllowed, notAuthorized } from './access/caller-permission';

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

/** What conditions can ask of the role, user or policy that is there: its tags, and its boundary where that can decide. */
function knownOf(world: World, action: string, arn: string): ConditionValues {
  const identity = world.roles.get(arn) ?? world.users.get(arn);
  const tags = identity?.tags ?? world.policies.get(arn)?.tags ?? new Map<string, string>();
  const boundary = BOUNDED.test(action) ? identity?.permissionsBoundaryArn : undefined;
  return {
    ...tagKeys('aws:ResourceTag', tags),
    ...tagKeys('iam:ResourceTag', tags),
    ...(boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }),
  };
}

/** Actions for which the boundary of the role or user is a condition key. */
const BOUNDED = /^(Attach|Detach|Put|Delete)(Role|User)Policy$|^Delete(Role|User)PermissionsBoundary$/;

function authorize(call: IamCall, request: ServiceRequest, action: string, operation: IamOperation): void {
  const resource = operation.resource(call);
  const context = { ...knownOf(call.world, action, resource), ...operation.context?.(call) };
  // What belongs to another account is refused before anybody looks whether it is there.
  const resourceAccountId = /^arn:[\w-]+:iam::(\d{12}):/.exec(resource)?.[1] ?? call.caller.accountId;
  const more = { context, resourceAccountId };
  const reason = whyNotAllowed(call.world, request, `iam:${action}`, resource, more);
  if (reason === undefined) return;
  throw withReason(new ServiceError(403, 'AccessDenied', notAuthorized(request, `iam:${action}`, resource)), reason);
}
