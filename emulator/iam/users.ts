// Operations on users themselves: life, name and tags. Nobody signs in here: passwords, MFA and groups are not emulated.
import { element, leaf, type Markup } from '../xml';
import {
  alreadyExists,
  ANY_RESOURCE,
  deleteConflict,
  entityName,
  findUser,
  iamArn,
  newId,
  noSuchEntity,
  pathOf,
  userArn,
  userOf,
  type IamCall,
  type IamOperation,
  type IamOperations,
} from './operation';
import { boundaryElement, boundaryOf } from './permissions-boundary';
import { members, page, queryDate, together, validationError } from './query-api';
import { addTags, listTags, readTags, removeTags, tagsElement } from './tags';
import type { User } from './user';

/** What users can have on AWS, and have not here; Terraform asks for some of it before it deletes a user. */
function none(list: string): IamOperation {
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
    context: ({ parameters }) => {
      const boundary = parameters.optional('PermissionsBoundary');
      const tags = [...readTags(parameters)].map(([key, value]) => [`aws:RequestTag/${key}`, value] as const);
      return {
        ...Object.fromEntries(tags),
        ...(boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }),
      };
    },
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
  TagUser: { resource: userArn, handle: (call) => addTags(call.parameters, userOf(call).tags) },
  UntagUser: { resource: userArn, handle: (call) => removeTags(call.parameters, userOf(call).tags) },
  ListUserTags: { resource: userArn, handle: (call) => listTags(call.parameters, userOf(call).tags) },
  ListGroupsForUser: none('Groups'),
  ListMFADevices: none('MFADevices'),
  ListSSHPublicKeys: none('SSHPublicKeys'),
  ListServiceSpecificCredentials: none('ServiceSpecificCredentials'),
  ListSigningCertificates: none('Certificates'),
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
  const { world, caller, parameters } = call;
  const name = entityName(parameters, 'UserName', 64);
  const path = pathOf(parameters);
  const boundary = boundaryOf(call);
  const tags = new Map(readTags(parameters));
  if (findUser(call, name) !== undefined) throw alreadyExists(`User with name ${name} already exists.`);
  const now = world.clock.now();
  const user: User = {
    arn: iamArn(call, `user${path}${name}`),
    name,
    id: newId(world, 'AIDA'),
    path,
    accountId: caller.accountId,
    createdMs: now,
    changedMs: now,
    tags,
    inlinePolicies: new Map(),
    attachedPolicyArns: new Set(),
    accessKeys: new Map(),
    ...(boundary === undefined ? {} : { permissionsBoundaryArn: boundary }),
  };
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

function listUsers({ world, caller, parameters }: IamCall): Markup {
  const prefix = parameters.optional('PathPrefix') ?? '/';
  const users = [...world.users.values()]
    .filter((user) => user.accountId === caller.accountId && user.path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, elements } = page(parameters, users);
  return together([members('Users', items, (user) => together(basics(user))), elements]);
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
  if (user.attachedPolicyArns.size > 0) {
    throw deleteConflict('Cannot delete entity, must detach all policies first.');
  }
  if (user.inlinePolicies.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
  if (user.accessKeys.size > 0) throw deleteConflict('Cannot delete entity, must delete access keys first.');
  call.world.users.delete(user.arn);
}

/** What a list tells; as AWS says, it leaves out tags and boundaries. */
function basics(user: User): readonly Markup[] {
  return [
    leaf('Path', user.path),
    leaf('UserName', user.name),
    leaf('UserId', user.id),
    leaf('Arn', user.arn),
    leaf('CreateDate', queryDate(user.createdMs)),
  ];
}

function userContent(user: User): Markup {
  return together([...basics(user), boundaryElement(user), tagsElement(user.tags)]);
}
