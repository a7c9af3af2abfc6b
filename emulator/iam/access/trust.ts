// Who may assume a role: its trust policy decides, and for principals of AWS accounts their own policies too.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html
import type { World } from '../../world/world';
import { actorOf } from './actor';
import { decide } from './decision';
import { contextFor, visiblePolicies } from './own-policies';
import { readPolicy } from './policy-match';
import type { ConditionValues } from '../policy-language/policy-variables';
import { visibleRole } from './propagation';
import { tagKeys } from './request-keys';

const ACTION = 'sts:AssumeRole';

/**
 * Whether a service may assume the role.
 * @param servicePrincipal - for example `batchoperations.s3.amazonaws.com`
 * @param context - what the service tells of the request, for example `aws:SourceAccount`
 */
export function trusts(
  world: World,
  roleArn: string,
  servicePrincipal: string,
  context: ConditionValues = {},
): boolean {
  return mayAssume(world, { roleArn, callerArn: servicePrincipal, callerAccountId: '', context });
}

export interface AssumeQuestion {
  readonly roleArn: string;
  /** ARN, or the name of a service. */
  readonly callerArn: string;
  readonly callerAccountId: string;
  readonly context: ConditionValues;
}

/** Whether the caller may assume the role; false too if there is no such role, or not yet. */
export function mayAssume(world: World, { roleArn, callerArn, callerAccountId, context }: AssumeQuestion): boolean {
  const role = world.roles.get(roleArn);
  const visible = role && visibleRole(world, role);
  const actor = actorOf(world, callerArn, callerAccountId);
  const own = visiblePolicies(world, actor);
  if (role === undefined || visible === undefined || own === undefined) return false;
  const document = readPolicy(visible.trustPolicy, 'trust');
  if (document === undefined) return false;
  const decision = decide({
    actor,
    action: ACTION,
    resource: roleArn,
    resourceAccountId: role.accountId,
    context: () => contextFor(world, actor, { ...context, ...tagKeys('aws:ResourceTag', role.tags) }, role.accountId),
    own,
    resourcePolicy: { name: 'trust policy', document },
    resourceMustAllow: true,
  });
  return decision.outcome === 'allowed';
}
