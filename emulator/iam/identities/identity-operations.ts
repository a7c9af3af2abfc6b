// What operations on roles and on users do alike.
import { leaf, type Markup } from '../../http/xml';
import type { Identity } from '../../world/identity';
import { deleteConflict, iamArn, newId, pathOf, type IamCall } from '../operations/operation';
import { boundaryOf } from './permissions-boundary';
import { queryDate } from '../../http/query-api';
import { broughtTagKeys, readTags } from '../operations/tags';

/** What conditions can ask of somebody who makes one: the tags and the boundary that it is to have. */
export function creationKeys(call: IamCall): Readonly<Record<string, string | readonly string[]>> {
  const boundary = call.parameters.optional('PermissionsBoundary');
  return {
    ...broughtTagKeys(call),
    ...(boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }),
  };
}

/** With path, boundary and tags of the request, and without permissions. */
export function newIdentity(call: IamCall, kind: 'role' | 'user', name: string): Identity {
  const { world, caller, parameters } = call;
  const path = pathOf(parameters);
  const boundary = boundaryOf(call);
  const tags = new Map(readTags(parameters));
  const now = world.clock.now();
  return {
    arn: iamArn(call, `${kind}${path}${name}`),
    name,
    id: newId(world, kind === 'role' ? 'AROA' : 'AIDA'),
    path,
    accountId: caller.accountId,
    createdMs: now,
    changedMs: now,
    tags,
    inlinePolicies: new Map(),
    attachedPolicyArns: new Set(),
    ...(boundary === undefined ? {} : { permissionsBoundaryArn: boundary }),
  };
}

/** Those of the caller's account below the parameter `PathPrefix`, by name. */
export function listed<One extends Identity>(all: ReadonlyMap<string, One>, { caller, parameters }: IamCall): One[] {
  const prefix = parameters.optional('PathPrefix') ?? '/';
  return [...all.values()]
    .filter(({ accountId, path }) => accountId === caller.accountId && path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws ServiceError `DeleteConflict` while it has policies */
export function refuseWithPolicies({ attachedPolicyArns, inlinePolicies }: Identity): void {
  if (attachedPolicyArns.size > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
  if (inlinePolicies.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
}

/** What a list tells; as AWS says, it leaves out tags and boundaries. */
export function identityElements(kind: 'Role' | 'User', one: Identity): readonly Markup[] {
  return [
    leaf('Path', one.path),
    leaf(`${kind}Name`, one.name),
    leaf(`${kind}Id`, one.id),
    leaf('Arn', one.arn),
    leaf('CreateDate', queryDate(one.createdMs)),
  ];
}
