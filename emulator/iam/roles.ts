// Operations on roles themselves: life, trust, description and tags.
import { uriEncode } from '../uri-encode';
import { element, leaf, NO_MARKUP, type Markup } from '../xml';
import {
  alreadyExists,
  ANY_RESOURCE,
  deleteConflict,
  entityName,
  findRole,
  iamArn,
  newId,
  pathOf,
  roleArn,
  roleOf,
  type IamCall,
  type IamOperations,
} from './operation';
import { boundaryElement, boundaryOf } from './permissions-boundary';
import { changeRole } from './propagation';
import { members, page, queryDate, together, validationError } from './query-api';
import type { Role } from './role';
import { addTags, listTags, readTags, removeTags, tagsElement } from './tags';
import { readTrustPolicy } from './trust-policy';

const MIN_SESSION_SECONDS = 3600;
const MAX_SESSION_SECONDS = 12 * 3600;

export const ROLE_OPERATIONS: IamOperations = {
  CreateRole: {
    resource: (call) => iamArn(call, `role${pathOf(call.parameters)}${call.parameters.required('RoleName')}`),
    context: ({ parameters }) => {
      const boundary = parameters.optional('PermissionsBoundary');
      const tags = [...readTags(parameters)].map(([key, value]) => [`aws:RequestTag/${key}`, value] as const);
      return {
        ...Object.fromEntries(tags),
        ...(boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }),
      };
    },
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
    handle: (call) => addTags(call.parameters, roleOf(call).tags),
  },
  UntagRole: {
    resource: roleArn,
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
  const { world, caller, parameters } = call;
  const name = entityName(parameters, 'RoleName', 64);
  const path = pathOf(parameters);
  const description = descriptionOf(call);
  const trustPolicy = readTrustPolicy(call, 'AssumeRolePolicyDocument', name);
  const maxSessionSeconds = sessionSeconds(call) ?? MIN_SESSION_SECONDS;
  const boundary = boundaryOf(call);
  const tags = new Map(readTags(parameters));
  if (findRole(call, name) !== undefined) throw alreadyExists(`Role with name ${name} already exists.`);
  const now = world.clock.now();
  const role: Role = {
    arn: iamArn(call, `role${path}${name}`),
    name,
    id: newId(world, 'AROA'),
    path,
    accountId: caller.accountId,
    createdMs: now,
    changedMs: now,
    trustPolicy,
    maxSessionSeconds,
    tags,
    inlinePolicies: new Map(),
    attachedPolicyArns: new Set(),
    ...(description === undefined || description === '' ? {} : { description }),
    ...(boundary === undefined ? {} : { permissionsBoundaryArn: boundary }),
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
  if (role.attachedPolicyArns.size > 0) {
    throw deleteConflict('Cannot delete entity, must detach all policies first.');
  }
  if (role.inlinePolicies.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
  call.world.roles.delete(role.arn);
}

function listRoles(call: IamCall): Markup {
  const { world, caller, parameters } = call;
  const prefix = parameters.optional('PathPrefix') ?? '/';
  const roles = [...world.roles.values()]
    .filter((role) => role.accountId === caller.accountId && role.path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, elements } = page(parameters, roles);
  // As AWS says, a list leaves out tags and boundaries.
  return together([members('Roles', items, (role) => together(basics(role))), elements]);
}

function basics(role: Role): readonly Markup[] {
  return [
    leaf('Path', role.path),
    leaf('RoleName', role.name),
    leaf('RoleId', role.id),
    leaf('Arn', role.arn),
    leaf('CreateDate', queryDate(role.createdMs)),
    leaf('AssumeRolePolicyDocument', uriEncode(role.trustPolicy)),
    leaf('Description', role.description),
    leaf('MaxSessionDuration', role.maxSessionSeconds),
  ];
}

function roleContent(role: Role): Markup {
  return together([...basics(role), boundaryElement(role), tagsElement(role.tags), element('RoleLastUsed')]);
}
