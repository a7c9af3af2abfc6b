// IAM is eventually consistent: other services act on what was true some time ago.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
import type { World } from '../world';
import { defaultVersion, type ManagedPolicy } from './managed-policy';
import type { Role, RolePermissions } from './role';

/** What something was before it changed. */
export interface Past<State> {
  readonly sinceMs: number;
  readonly state: State;
}

/** The role as other services see it now; undefined while its creation has not reached them. */
export function visibleRole(world: World, role: Role): RolePermissions | undefined {
  const horizon = world.clock.now() - world.timing.iamPropagationMs;
  return role.changedMs <= horizon ? role : stateAt(role.past, horizon);
}

/** The policy's document as other services see it now; undefined while its creation has not reached them. */
export function visibleDocument(world: World, policy: ManagedPolicy): string | undefined {
  const horizon = world.clock.now() - world.timing.iamPropagationMs;
  return policy.defaultSinceMs <= horizon ? defaultVersion(policy).document : stateAt(policy.pastDocuments, horizon);
}

/** Changes trust or permissions of a role, and remembers what they were. */
export function changeRole(world: World, role: Role, change: () => void): void {
  const { trustPolicy, inlinePolicies, attachedPolicyArns, permissionsBoundaryArn } = role;
  const state: RolePermissions = {
    trustPolicy,
    inlinePolicies: new Map(inlinePolicies),
    attachedPolicyArns: new Set(attachedPolicyArns),
    ...(permissionsBoundaryArn === undefined ? {} : { permissionsBoundaryArn }),
  };
  role.past = remembered(world, role.past, { sinceMs: role.changedMs, state });
  change();
  role.changedMs = world.clock.now();
}

/** Makes another version of a managed policy the default, and remembers the document that was. */
export function changeDefaultVersion(world: World, policy: ManagedPolicy, versionId: string): void {
  const past = { sinceMs: policy.defaultSinceMs, state: defaultVersion(policy).document };
  policy.pastDocuments = remembered(world, policy.pastDocuments, past);
  policy.versions = policy.versions.map((version) => ({ ...version, isDefault: version.versionId === versionId }));
  policy.defaultSinceMs = world.clock.now();
}

function stateAt<State>(past: readonly Past<State>[] = [], atMs: number): State | undefined {
  return past.findLast((entry) => entry.sinceMs <= atMs)?.state;
}

/** Only the newest state that is old enough to be seen, and what came after it, can ever be asked for again. */
function remembered<State>(
  world: World,
  past: readonly Past<State>[] = [],
  entry: Past<State>,
): readonly Past<State>[] {
  const all = [...past, entry];
  const horizon = world.clock.now() - world.timing.iamPropagationMs;
  const visible = all.findLastIndex(({ sinceMs }) => sinceMs <= horizon);
  return all.slice(Math.max(visible, 0));
}
