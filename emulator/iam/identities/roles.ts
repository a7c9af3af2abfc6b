// Operations on roles themselves: life, trust, description and tags.
import { uriEncode } from '../../http/uri-encode';
import { element, leaf, NO_MARKUP, type Markup } from '../../http/xml';
import {
  alreadyExists,
  ANY_RESOURCE,
  entityName,
  findRole,
  iamArn,
  pathOf,
  roleArn,
  roleOf,
  type IamCall,
  type IamOperations,
} from '../operations/operation';
import { identityElements, creationKeys, listed, newIdentity, refuseWithPolicies } from './identity-operations';
import { boundaryElement } from './permissions-boundary';
import { changeRole } from '../access/propagation';
import { members, page, together, validationError } from '../../http/query-api';
import type { Role } from '../../world/identity';
import { addTags, broughtTagKeys, listTags, removedTagKeys, removeTags, tagsElement } from '../operations/tags';
import { losePrincipal } from './lost-principals';
import { readTrustPolicy } from './trust-policy';

const MIN_SESSION_SECONDS = 3600;
const MAX_SESSION_SECONDS = 12 * 3600;

export const ROLE_OPERATIONS: IamOperations = {
  CreateRole: {
    resource: (call) => iamArn(call, `role${pathOf(call.parameters)}${call.parameters.required('RoleName')}`),
    context: creationKeys,
    handle: createRole,
  },
  GetRole: { resource: roleArn, handle: (call) => element('Role', roleContent(roleOf(call))) },
  ListRoles: { resource: ANY_RESOURCE, handle: listRoles },
  UpdateRole: { resource: roleArn, handle: updateRole },
  UpdateRoleDescription: { resource: roleArn, handle: updateDescription },
  UpdateAssumeRolePolicy: { resource: roleArn, handle: updateTrust },
  DeleteRole: { resource: roleArn, handle: deleteRole },
  TagRole: {
    resource: roleArn,
    context: broughtTagKeys,
    handle: (call) => addTags(call.parameters, roleOf(call).tags),
  },
  UntagRole: {
    resource: roleArn,
    context: removedTagKeys,
    handle: (call) => removeTags(call.parameters, roleOf(call).tags),
  },
  ListRoleTags: { resource: roleArn, handle: (call) => listTags(call.parameters, roleOf(call).tags) },
  // Instance profiles belong to EC2: there are none here, which is an answer that Terraform asks for before it deletes.
  ListInstanceProfilesForRole: {
    resource: roleArn,
    handle: (call) => {
      roleOf(call);
      const { elements } = page(call.parameters, []);
      return together([element('InstanceProfiles'), elements]);
    },
  },
};

function createRole(call: IamCall): Markup {
  const { world, parameters } = call;
  const name = entityName(parameters, 'RoleName', 64);
  const description = descriptionOf(call);
  const trustPolicy = readTrustPolicy(call, 'AssumeRolePolicyDocument', name);
  const maxSessionSeconds = sessionSeconds(call) ?? MIN_SESSION_SECONDS;
  const identity = newIdentity(call, 'role', name);
  if (findRole(call, name) !== undefined) throw alreadyExists(`Role with name ${name} already exists.`);
  const role: Role = {
    ...identity,
    trustPolicy,
    maxSessionSeconds,
    ...(description === undefined || description === '' ? {} : { description }),
  };
  world.roles.set(role.arn, role);
  return element('Role', roleContent(role));
}

function descriptionOf({ parameters }: IamCall): string | undefined {
  const description = parameters.optional('Description');
  if (description === undefined || description.length <= 1000) return description;
  throw validationError(
    "Value at 'description' failed to satisfy constraint: Member must have length less than or equal to 1000",
  );
}

function sessionSeconds({ parameters }: IamCall): number | undefined {
  return parameters.integer('MaxSessionDuration', MIN_SESSION_SECONDS, MAX_SESSION_SECONDS);
}

function setDescription(role: Role, description: string | undefined): void {
  if (description === undefined) return;
  if (description === '') delete role.description;
  else role.description = description;
}

function updateRole(call: IamCall): Markup {
  const role = roleOf(call);
  const description = descriptionOf(call);
  role.maxSessionSeconds = sessionSeconds(call) ?? role.maxSessionSeconds;
  setDescription(role, description);
  return NO_MARKUP;
}

function updateDescription(call: IamCall): Markup {
  const role = roleOf(call);
  call.parameters.required('Description');
  setDescription(role, descriptionOf(call));
  return element('Role', roleContent(role));
}

function updateTrust(call: IamCall): undefined {
  const role = roleOf(call);
  const trustPolicy = readTrustPolicy(call, 'PolicyDocument', role.name);
  changeRole(call.world, role, () => {
    role.trustPolicy = trustPolicy;
  });
}

function deleteRole(call: IamCall): undefined {
  const role = roleOf(call);
  refuseWithPolicies(role);
  call.world.roles.delete(role.arn);
  losePrincipal(call.world, role);
}

function listRoles(call: IamCall): Markup {
  const { items, elements } = page(call.parameters, listed(call.world.roles, call));
  return together([members('Roles', items, (role) => together(roleElements(role))), elements]);
}

function roleElements(role: Role): readonly Markup[] {
  return [
    ...identityElements('Role', role),
    leaf('AssumeRolePolicyDocument', uriEncode(role.trustPolicy)),
    leaf('Description', role.description),
    leaf('MaxSessionDuration', role.maxSessionSeconds),
  ];
}

function roleContent(role: Role): Markup {
  return together([...roleElements(role), boundaryElement(role), tagsElement(role.tags), element('RoleLastUsed')]);
}
