// What an operation of IAM is, and what its answers and errors share.
import { ServiceError, type Caller } from '../../http/service';
import type { World } from '../../world/world';
import type { Markup } from '../../http/xml';
import type { Identity, Role, User } from '../../world/identity';
import type { ManagedPolicy } from '../../world/managed-policy';
import { validationError, type QueryParameters } from '../../http/query-api';

/** One request on its way through IAM. */
export interface IamCall {
  readonly world: World;
  readonly caller: Caller;
  readonly parameters: QueryParameters;
}

export interface IamOperation {
  /** ARN of what the operation is on, so that policies can be asked about it. */
  readonly resource: (call: IamCall) => string;
  /** Keys for conditions, beside those of every request. @default - none */
  readonly context?: (call: IamCall) => Readonly<Record<string, string | readonly string[]>>;
  /** Content of the result, or nothing for operations that only do. */
  readonly handle: (call: IamCall) => Markup | undefined;
}

/** By name of the action. */
export type IamOperations = Readonly<Record<string, IamOperation>>;

/** For operations that policies allow on everything or not at all. */
export const ANY_RESOURCE = (): string => '*';

export function noSuchEntity(message: string): ServiceError {
  return new ServiceError(404, 'NoSuchEntity', message);
}

export function alreadyExists(message: string): ServiceError {
  return new ServiceError(409, 'EntityAlreadyExists', message);
}

export function deleteConflict(message: string): ServiceError {
  return new ServiceError(409, 'DeleteConflict', message);
}

export function limitExceeded(message: string): ServiceError {
  return new ServiceError(409, 'LimitExceeded', message);
}

/** `arn:aws:iam::111122223333:role/path/name`; the path of an ARN that is only asked about may be unknown. */
export function iamArn({ world, caller }: IamCall, rest: string): string {
  return `arn:${world.partition}:iam::${caller.accountId}:${rest}`;
}

/** Names of roles and policies differ in more than case. */
export function findRole({ world, caller }: IamCall, name: string): Role | undefined {
  return findNamed(world.roles, caller, name);
}

function findNamed<One extends Identity>(all: ReadonlyMap<string, One>, caller: Caller, name: string): One | undefined {
  const wanted = name.toLowerCase();
  for (const one of all.values()) {
    if (one.accountId === caller.accountId && one.name.toLowerCase() === wanted) return one;
  }
  return undefined;
}

/**
 * The role of the parameter `RoleName`.
 * @throws ServiceError `ValidationError` or `NoSuchEntity`
 */
export function roleOf(call: IamCall): Role {
  const name = entityName(call.parameters, 'RoleName', 64);
  const role = findRole(call, name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/** ARN of the role of the parameter `RoleName`, whether or not there is such a role. */
export function roleArn(call: IamCall): string {
  const name = call.parameters.required('RoleName');
  return findRole(call, name)?.arn ?? iamArn(call, `role/${name}`);
}

export function findUser({ world, caller }: IamCall, name: string): User | undefined {
  return findNamed(world.users, caller, name);
}

/**
 * The user of the parameter `UserName`.
 * @throws ServiceError `ValidationError` or `NoSuchEntity`
 */
export function userOf(call: IamCall): User {
  const name = entityName(call.parameters, 'UserName', 64);
  const user = findUser(call, name);
  if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

/** ARN of the user of the parameter `UserName`, whether or not there is such a user. */
export function userArn(call: IamCall): string {
  const name = call.parameters.required('UserName');
  return findUser(call, name)?.arn ?? iamArn(call, `user/${name}`);
}

/** @throws ServiceError `ValidationError` where it cannot be the ARN of a managed policy */
export function checkedPolicyArn(arn: string): string {
  if (/^arn:[\w-]+:iam::(\d{12}|aws):policy\/.+$/.test(arn)) return arn;
  throw new ServiceError(400, 'ValidationError', `ARN ${arn} is not valid.`);
}

/** @throws ServiceError `ValidationError` or `NoSuchEntity` */
export function policyOf(call: IamCall): ManagedPolicy {
  const arn = checkedPolicyArn(call.parameters.required('PolicyArn'));
  const policy = call.world.policies.get(arn);
  if (policy?.accountId === call.caller.accountId) return policy;
  throw noSuchEntity(`Policy ${arn} was not found.`);
}

/** ARN that the parameter `PolicyArn` holds. */
export function policyArn({ parameters }: IamCall): string {
  return parameters.required('PolicyArn');
}

/** @throws ServiceError `ValidationError` */
export function entityName(parameters: QueryParameters, parameter: string, maxLength: number): string {
  const name = parameters.required(parameter);
  const at = `Value '${name}' at '${parameter.slice(0, 1).toLowerCase()}${parameter.slice(1)}' failed to satisfy constraint`;
  if (!/^[\w+=,.@-]+$/.test(name)) {
    throw validationError(`${at}: Member must satisfy regular expression pattern: [\\w+=,.@-]+`);
  }
  if (name.length > maxLength) {
    throw validationError(`${at}: Member must have length less than or equal to ${maxLength}`);
  }
  return name;
}

/** A path; if the parameter is not there, the one that is given. */
export function pathOf(parameters: QueryParameters, parameter = 'Path', otherwise = '/'): string {
  const path = parameters.optional(parameter) ?? otherwise;
  if (/^\/([!-~]+\/)?$/.test(path) && path.length <= 512) return path;
  throw validationError(
    `Value '${path}' at 'path' failed to satisfy constraint: Member must begin and end with / and contain only ASCII characters`,
  );
}

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Seventeen letters and digits after a prefix such as `AROA`. */
export function newId(world: World, prefix: string, length = 17): string {
  const letters = Array.from({ length }, () => ID_LETTERS.charAt(Math.floor(world.random() * ID_LETTERS.length)));
  return prefix + letters.join('');
}
