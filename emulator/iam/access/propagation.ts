// IAM is eventually consistent: other services act on what was true some time ago.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
import type { World } from '../../world/world';
import { defaultVersion, type ManagedPolicy } from '../../world/managed-policy';
import type { Identity, IdentityPermissions, Role, RolePermissions, User } from '../../world/identity';
import { newestAt, type Past, stillNeeded } from '../../time/past';

/** The role as other services see it now; undefined while its creation has not reached them. */
export function visibleRole(world: World, role: Role): RolePermissions | undefined {
  const horizon = world.clock.now() - world.timing.iamPropagationMs;
  return role.changedMs <= horizon ? role : stateAt(role.past, horizon);
}

/** The permissions of the user as other services see them now; undefined while its creation has not reached them. */
export function visibleUser(world: World, user: User): IdentityPermissions | undefined {
  const horizon = world.clock.now() - world.timing.iamPropagationMs;
  return user.changedMs <= horizon ? user : stateAt(user.past, horizon);
}

/** The policy's document as other services see it now; undefined while its creation has not reached them. */
export function visibleDocument(world: World, policy: ManagedPolicy): string | undefined {
  const horizon = world.clock.now() - world.timing.iamPropagationMs;
  return policy.defaultSinceMs <= horizon ? defaultVersion(policy).document : stateAt(policy.pastDocuments, horizon);
}

/** Changes trust or permissions of a role, and remembers what they were. */
export function changeRole(world: World, role: Role, change: () => void): void {
  const state = { ...permissionsOf(role), trustPolicy: role.trustPolicy };
  role.past = remembered(world, role.past, { sinceMs: role.changedMs, state });
  change();
  role.changedMs = world.clock.now();
}

/** Changes permissions of a user, and remembers what they were. */
export function changeUser(world: World, user: User, change: () => void): void {
  user.past = remembered(world, user.past, { sinceMs: user.changedMs, state: permissionsOf(user) });
  change();
  user.changedMs = world.clock.now();
}

/** A copy, which later changes do not reach. */
function permissionsOf({ inlinePolicies, attachedPolicyArns, permissionsBoundaryArn }: Identity): IdentityPermissions {
  return {
    inlinePolicies: new Map(inlinePolicies),
    attachedPolicyArns: new Set(attachedPolicyArns),
    ...(permissionsBoundaryArn === undefined ? {} : { permissionsBoundaryArn }),
  };
}

/** Makes another version of a managed policy the default, and remembers the document that was. */
export function changeDefaultVersion(world: World, policy: ManagedPolicy, versionId: string): void {
  const past = { sinceMs: policy.defaultSinceMs, state: defaultVersion(policy).document };
  policy.pastDocuments = remembered(world, policy.pastDocuments, past);
  policy.versions = policy.versions.map((version) => ({ ...version, isDefault: version.versionId === versionId }));
  policy.defaultSinceMs = world.clock.now();
}

function stateAt<State>(past: readonly Past<State>[] = [], atMs: number): State | undefined {
  return newestAt(past, atMs)?.state;
}

function remembered<State>(
  world: World,
  past: readonly Past<State>[] = [],
  entry: Past<State>,
): readonly Past<State>[] {
  return stillNeeded([...past, entry], world.clock.now() - world.timing.iamPropagationMs);
}
