// The policies that are attached to a role, and the facts about it that conditions can ask for.
import type { World } from '../world';
import type { Actor } from './actor';
import type { NamedPolicy, OwnPolicies } from './decision';
import { defaultVersion, type ManagedPolicy } from './managed-policy';
import { readPolicy } from './policy-match';
import { requestContext, type RequestContext } from './policy-variables';
import { visibleDocument, visibleRole } from './propagation';
import type { RolePermissions } from './role';

const NOTHING: OwnPolicies = { identity: [] };

/** What other services see attached to the actor; undefined if it is a role that does not exist for them (yet). */
export function visiblePolicies(world: World, actor: Actor): OwnPolicies | undefined {
  if (actor.kind !== 'role') return NOTHING;
  const role = world.roles.get(actor.roleArn ?? '');
  const visible = role === undefined ? undefined : visibleRole(world, role);
  return visible && policiesOf(world, visible, (policy) => visibleDocument(world, policy));
}

/** What IAM itself has on record for a role. */
export function recordedPolicies(world: World, role: RolePermissions): OwnPolicies {
  return policiesOf(world, role, (policy) => defaultVersion(policy).document);
}

function policiesOf(
  world: World,
  role: RolePermissions,
  documentOf: (policy: ManagedPolicy) => string | undefined,
): OwnPolicies {
  const identity: NamedPolicy[] = [];
  for (const [name, text] of role.inlinePolicies) {
    const document = readPolicy(text, 'identity');
    if (document !== undefined) identity.push({ name, document });
  }
  const managed = (arn: string): NamedPolicy | undefined => {
    const policy = world.policies.get(arn);
    const text = policy && documentOf(policy);
    const document = text === undefined ? undefined : readPolicy(text, 'identity');
    return document && { name: policy?.name ?? arn, document };
  };
  for (const arn of role.attachedPolicyArns) {
    const policy = managed(arn);
    if (policy !== undefined) identity.push(policy);
  }
  if (role.permissionsBoundaryArn === undefined) return { identity };
  // A boundary that is gone, or not visible yet, allows nothing.
  return { identity, boundary: managed(role.permissionsBoundaryArn) ?? { name: 'boundary', document: [] } };
}

/**
 * What conditions and policy variables can ask for: what the service knows of the request, and what IAM knows itself.
 * @param given - keys such as `aws:SourceIp`; what IAM knows takes precedence
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function contextFor(
  world: World,
  actor: Actor,
  given: Readonly<Record<string, string>>,
  resourceAccountId: string,
): RequestContext {
  const now = world.clock.now();
  const context = requestContext({
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:ResourceAccount': resourceAccountId,
    ...given,
    'aws:PrincipalIsAWSService': String(actor.kind === 'service'),
  });
  if (actor.kind === 'service') {
    context.set('aws:principalservicename', [actor.arn]);
    for (const key of ['aws:principalarn', 'aws:principalaccount']) context.delete(key);
    return context;
  }
  // For a session, the key holds the role's ARN.
  context.set('aws:principalarn', [actor.roleArn ?? actor.arn]);
  context.set('aws:principalaccount', [actor.accountId]);
  context.set('aws:principaltype', [actor.kind === 'root' ? 'Account' : 'AssumedRole']);
  const role = world.roles.get(actor.roleArn ?? '');
  if (role === undefined) return context.set('aws:userid', [actor.accountId]);
  context.set('aws:userid', [`${role.id}:${actor.arn === role.arn ? 'session' : actor.arn.split('/').at(-1)}`]);
  for (const [key, value] of role.tags) context.set(`aws:principaltag/${key.toLowerCase()}`, [value]);
  return context;
}
