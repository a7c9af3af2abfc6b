// Operations on users themselves: life, name and tags. Nobody signs in here: passwords, MFA and groups are not emulated.
import { element, leaf, type Markup } from '../../http/xml';
import {
  alreadyExists,
  ANY_RESOURCE,
  deleteConflict,
  entityName,
  findUser,
  iamArn,
  noSuchEntity,
  pathOf,
  userArn,
  userOf,
  type IamCall,
  type IamOperation,
  type IamOperations,
} from '../operations/operation';
import { identityElements, creationKeys, listed, newIdentity, refuseWithPolicies } from './identity-operations';
import { losePrincipal } from './lost-principals';
import { boundaryElement } from './permissions-boundary';
import { members, page, queryDate, together, validationError } from '../../http/query-api';
import { addTags, broughtTagKeys, listTags, removedTagKeys, removeTags, tagsElement } from '../operations/tags';
import type { User } from '../../world/identity';

/** What users can have on AWS, and have not here; Terraform asks for some of it before it deletes a user. */
function alwaysEmpty(list: string): IamOperation {
  return {
    resource: userArn,
    handle: (call) => {
      userOf(call);
      const { elements } = page(call.parameters, []);
      return together([element(list), elements]);
    },
  };
}

export const USER_OPERATIONS: IamOperations = {
  CreateUser: {
    resource: (call) => iamArn(call, `user${pathOf(call.parameters)}${call.parameters.required('UserName')}`),
    context: creationKeys,
    handle: createUser,
  },
  // Without a name it asks who the caller is; Terraform finds out the account with it when it must not ask STS.
  GetUser: {
    resource: (call) => (call.parameters.optional('UserName') === undefined ? ownArn(call) : userArn(call)),
    handle: (call) =>
      call.parameters.optional('UserName') === undefined ? getSelf(call) : element('User', userContent(userOf(call))),
  },
  ListUsers: { resource: ANY_RESOURCE, handle: listUsers },
  UpdateUser: { resource: userArn, handle: updateUser },
  DeleteUser: { resource: userArn, handle: deleteUser },
  TagUser: {
    resource: userArn,
    context: broughtTagKeys,
    handle: (call) => addTags(call.parameters, userOf(call).tags),
  },
  UntagUser: {
    resource: userArn,
    context: removedTagKeys,
    handle: (call) => removeTags(call.parameters, userOf(call).tags),
  },
  ListUserTags: { resource: userArn, handle: (call) => listTags(call.parameters, userOf(call).tags) },
  ListGroupsForUser: alwaysEmpty('Groups'),
  ListMFADevices: alwaysEmpty('MFADevices'),
  ListSSHPublicKeys: alwaysEmpty('SSHPublicKeys'),
  ListServiceSpecificCredentials: alwaysEmpty('ServiceSpecificCredentials'),
  ListSigningCertificates: alwaysEmpty('Certificates'),
  ListVirtualMFADevices: {
    resource: ANY_RESOURCE,
    handle: ({ parameters }) => {
      parameters.optional('AssignmentStatus');
      return together([element('VirtualMFADevices'), page(parameters, []).elements]);
    },
  },
  DeleteLoginProfile: {
    resource: userArn,
    handle: (call) => {
      throw noSuchEntity(`Login Profile for User ${userOf(call).name} cannot be found.`);
    },
  },
};

function createUser(call: IamCall): Markup {
  const { world, parameters } = call;
  const name = entityName(parameters, 'UserName', 64);
  const identity = newIdentity(call, 'user', name);
  if (findUser(call, name) !== undefined) throw alreadyExists(`User with name ${name} already exists.`);
  const user: User = { ...identity, accessKeys: new Map() };
  world.users.set(user.arn, user);
  return element('User', userContent(user));
}

function ownArn({ world, caller }: IamCall): string {
  return world.users.has(caller.arn) || isRoot(caller.arn) ? caller.arn : '*';
}

function isRoot(arn: string): boolean {
  return arn.endsWith(':root');
}

/** An account is older than everything in it. */
const ROOT_CREATED_MS = Date.UTC(2020, 0, 1);

function getSelf({ world, caller }: IamCall): Markup {
  const user = world.users.get(caller.arn);
  if (user !== undefined) return element('User', userContent(user));
  if (!isRoot(caller.arn)) throw validationError('Must specify userName when calling with non-User credentials');
  return element('User', [
    leaf('UserId', caller.accountId),
    leaf('Arn', caller.arn),
    leaf('CreateDate', queryDate(ROOT_CREATED_MS)),
  ]);
}

function listUsers(call: IamCall): Markup {
  const { items, elements } = page(call.parameters, listed(call.world.users, call));
  return together([members('Users', items, (user) => together(identityElements('User', user))), elements]);
}

/** Another name or path is another ARN; id, keys and policies stay. */
function updateUser(call: IamCall): undefined {
  const { world, parameters } = call;
  const user = userOf(call);
  const name = parameters.optional('NewUserName') === undefined ? user.name : entityName(parameters, 'NewUserName', 64);
  const path = pathOf(parameters, 'NewPath', user.path);
  const rival = findUser(call, name);
  if (rival !== undefined && rival !== user) throw alreadyExists(`User with name ${name} already exists.`);
  world.users.delete(user.arn);
  const renamed: User = { ...user, name, path, arn: iamArn(call, `user${path}${name}`) };
  world.users.set(renamed.arn, renamed);
}

function deleteUser(call: IamCall): undefined {
  const user = userOf(call);
  refuseWithPolicies(user);
  if (user.accessKeys.size > 0) throw deleteConflict('Cannot delete entity, must delete access keys first.');
  call.world.users.delete(user.arn);
  losePrincipal(call.world, user);
}

function userContent(user: User): Markup {
  return together([...identityElements('User', user), boundaryElement(user), tagsElement(user.tags)]);
}
