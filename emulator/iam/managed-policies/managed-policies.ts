// Operations on customer managed policies.
import { element, leaf, type Markup } from '../../http/xml';
import type { Identity } from '../../world/identity';
import { defaultVersion, type ManagedPolicy } from '../../world/managed-policy';
import {
  alreadyExists,
  ANY_RESOURCE,
  deleteConflict,
  entityName,
  iamArn,
  newId,
  pathOf,
  policyArn,
  policyOf,
  type IamCall,
  type IamOperations,
} from '../operations/operation';
import { parsePolicyDocument } from '../policy-language/policy-document';
import { checkLength } from '../operations/policy-limits';
import { members, page, queryDate, together, validationError } from '../../http/query-api';
import {
  addTags,
  broughtTagKeys,
  listTags,
  readTags,
  removedTagKeys,
  removeTags,
  tagsElement,
} from '../operations/tags';

export const MANAGED_POLICY_OPERATIONS: IamOperations = {
  CreatePolicy: {
    resource: (call) => iamArn(call, `policy${pathOf(call.parameters)}${call.parameters.required('PolicyName')}`),
    context: broughtTagKeys,
    handle: createPolicy,
  },
  GetPolicy: {
    resource: policyArn,
    handle: (call) => element('Policy', policyContent(call, policyOf(call), 'whole')),
  },
  ListPolicies: { resource: ANY_RESOURCE, handle: listPolicies },
  DeletePolicy: { resource: policyArn, handle: deletePolicy },
  ListEntitiesForPolicy: { resource: policyArn, handle: listEntities },
  TagPolicy: {
    resource: policyArn,
    context: broughtTagKeys,
    handle: (call) => addTags(call.parameters, policyOf(call).tags),
  },
  UntagPolicy: {
    resource: policyArn,
    context: removedTagKeys,
    handle: (call) => removeTags(call.parameters, policyOf(call).tags),
  },
  ListPolicyTags: { resource: policyArn, handle: (call) => listTags(call.parameters, policyOf(call).tags) },
};

function createPolicy(call: IamCall): Markup {
  const { world, caller, parameters } = call;
  const name = entityName(parameters, 'PolicyName', 128);
  const path = pathOf(parameters);
  const document = parameters.required('PolicyDocument');
  const description = parameters.optional('Description');
  parsePolicyDocument(document, 'identity');
  checkLength('managed policy', `policy ${name}`, [document]);
  const tags = new Map(readTags(parameters));
  const isTaken = ownPolicies(call).some((policy) => policy.name.toLowerCase() === name.toLowerCase());
  if (isTaken) throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
  const now = world.clock.now();
  const policy: ManagedPolicy = {
    arn: iamArn(call, `policy${path}${name}`),
    name,
    id: newId(world, 'ANPA'),
    path,
    accountId: caller.accountId,
    createdMs: now,
    updatedMs: now,
    defaultSinceMs: now,
    tags,
    versions: [{ versionId: 'v1', document, isDefault: true, createdMs: now }],
    nextVersion: 2,
    ...(description === undefined || description === '' ? {} : { description }),
  };
  world.policies.set(policy.arn, policy);
  return element('Policy', policyContent(call, policy, 'whole'));
}

function ownPolicies({ world, caller }: IamCall): readonly ManagedPolicy[] {
  return [...world.policies.values()].filter((policy) => policy.accountId === caller.accountId);
}

function identities({ world }: IamCall): readonly Identity[] {
  return [...world.roles.values(), ...world.users.values()];
}

function attachedTo(call: IamCall, { arn }: ManagedPolicy): readonly Identity[] {
  return identities(call).filter(({ attachedPolicyArns }) => attachedPolicyArns.has(arn));
}

function boundedBy(call: IamCall, { arn }: ManagedPolicy): readonly Identity[] {
  return identities(call).filter(({ permissionsBoundaryArn }) => permissionsBoundaryArn === arn);
}

/** @param extent - lists leave out description and tags */
function policyContent(call: IamCall, policy: ManagedPolicy, extent: 'whole' | 'listed'): Markup {
  return together([
    leaf('PolicyName', policy.name),
    leaf('PolicyId', policy.id),
    leaf('Arn', policy.arn),
    leaf('Path', policy.path),
    leaf('DefaultVersionId', defaultVersion(policy).versionId),
    leaf('AttachmentCount', attachedTo(call, policy).length),
    leaf('PermissionsBoundaryUsageCount', boundedBy(call, policy).length),
    leaf('IsAttachable', true),
    leaf('CreateDate', queryDate(policy.createdMs)),
    leaf('UpdateDate', queryDate(policy.updatedMs)),
    ...(extent === 'whole' ? [leaf('Description', policy.description), tagsElement(policy.tags)] : []),
  ]);
}

function listPolicies(call: IamCall): Markup {
  const { parameters } = call;
  const scope = oneOf(call, 'Scope', ['All', 'AWS', 'Local']);
  const usage = oneOf(call, 'PolicyUsageFilter', ['', 'PermissionsPolicy', 'PermissionsBoundary']);
  const prefix = parameters.optional('PathPrefix') ?? '/';
  const onlyAttached = parameters.flag('OnlyAttached');
  // The policies that AWS itself manages are not emulated: that part of the list is empty.
  const policies = (scope === 'AWS' ? [] : ownPolicies(call))
    .filter(({ path }) => path.startsWith(prefix))
    .filter((policy) => !onlyAttached || attachedTo(call, policy).length > 0)
    .filter((policy) => usage !== 'PermissionsPolicy' || attachedTo(call, policy).length > 0)
    .filter((policy) => usage !== 'PermissionsBoundary' || boundedBy(call, policy).length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, elements } = page(parameters, policies);
  return together([members('Policies', items, (policy) => policyContent(call, policy, 'listed')), elements]);
}

/** The first of the values is what counts if the parameter is not there. */
function oneOf({ parameters }: IamCall, name: string, allowed: readonly string[]): string {
  const value = parameters.optional(name) ?? allowed[0] ?? '';
  if (allowed.includes(value)) return value;
  throw validationError(
    `Value '${value}' at '${name}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.filter(Boolean).join(', ')}]`,
  );
}

function deletePolicy(call: IamCall): undefined {
  const policy = policyOf(call);
  if (attachedTo(call, policy).length > 0 || boundedBy(call, policy).length > 0) {
    throw deleteConflict('Cannot delete a policy attached to entities.');
  }
  if (policy.versions.length > 1) {
    throw deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions.",
    );
  }
  call.world.policies.delete(policy.arn);
}

function listEntities(call: IamCall): Markup {
  const policy = policyOf(call);
  const kind = oneOf(call, 'EntityFilter', ['', 'User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy']);
  const usage = oneOf(call, 'PolicyUsageFilter', ['PermissionsPolicy', 'PermissionsBoundary']);
  const prefix = call.parameters.optional('PathPrefix') ?? '/';
  const all = (usage === 'PermissionsBoundary' ? boundedBy : attachedTo)(call, policy);
  const found = all.filter(({ path, arn }) => (kind === '' || kind === kindOfArn(arn)) && path.startsWith(prefix));
  const { items, elements } = page(call.parameters, found);
  const part = (word: 'Role' | 'User'): Markup =>
    members(
      `Policy${word}s`,
      items.filter(({ arn }) => kindOfArn(arn) === word),
      ({ name, id }) => together([leaf(`${word}Name`, name), leaf(`${word}Id`, id)]),
    );
  return together([element('PolicyGroups'), part('User'), part('Role'), elements]);
}

function kindOfArn(arn: string): 'Role' | 'User' {
  return arn.split(':')[5]?.startsWith('user/') === true ? 'User' : 'Role';
}
