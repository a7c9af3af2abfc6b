// The policies that are attached to a role or a user, and the facts about them that conditions can ask for.
import type { World } from '../../world/world';
import type { Actor } from './actor';
import type { NamedPolicy, OwnPolicies } from './decision';
import { defaultVersion, type ManagedPolicy } from '../../world/managed-policy';
import { readPolicy } from './policy-match';
import { requestContext, type ConditionValues, type RequestContext } from '../policy-language/policy-variables';
import type { IdentityPermissions } from '../../world/identity';
import { visibleDocument, visibleRole, visibleUser } from './propagation';

const NOTHING: OwnPolicies = { identity: [] };

/** What other services see attached to the actor; undefined if it is a role or a user that does not exist for them (yet). */
export function visiblePolicies(world: World, actor: Actor): OwnPolicies | undefined {
  if (actor.kind !== 'role' && actor.kind !== 'user') return NOTHING;
  const visible = visiblePermissions(world, actor);
  return visible && policiesOf(world, visible, (policy) => visibleDocument(world, policy));
}

function visiblePermissions(world: World, actor: Actor): IdentityPermissions | undefined {
  if (actor.kind === 'user') {
    const user = world.users.get(actor.arn);
    return user && visibleUser(world, user);
  }
  const role = world.roles.get(actor.roleArn ?? '');
  return role && visibleRole(world, role);
}

/** What IAM itself has on record for a role or a user. */
export function recordedPolicies(world: World, identity: IdentityPermissions): OwnPolicies {
  return policiesOf(world, identity, (policy) => defaultVersion(policy).document);
}

function policiesOf(
  world: World,
  permissions: IdentityPermissions,
  documentOf: (policy: ManagedPolicy) => string | undefined,
): OwnPolicies {
  const identity: NamedPolicy[] = [];
  for (const [name, text] of permissions.inlinePolicies) {
    const document = readPolicy(text, 'identity');
    if (document !== undefined) identity.push({ name, document });
  }
  const managed = (arn: string): NamedPolicy | undefined => {
    const policy = world.policies.get(arn);
    const text = policy && documentOf(policy);
    const document = text === undefined ? undefined : readPolicy(text, 'identity');
    return document && { name: policy?.name ?? arn, document };
  };
  for (const arn of permissions.attachedPolicyArns) {
    const policy = managed(arn);
    if (policy !== undefined) identity.push(policy);
  }
  if (permissions.permissionsBoundaryArn === undefined) return { identity };
  // A boundary that is gone, or not visible yet, allows nothing.
  return { identity, boundary: managed(permissions.permissionsBoundaryArn) ?? { name: 'boundary', document: [] } };
}

/**
 * What conditions and policy variables can ask for: what the service knows of the request, and what IAM knows itself.
 * @param given - keys such as `aws:SourceIp`; what IAM knows takes precedence
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function contextFor(
  world: World,
  actor: Actor,
  given: ConditionValues,
  resourceAccountId: string,
): RequestContext {
  const now = world.clock.now();
  const context = requestContext({
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:ResourceAccount': resourceAccountId,
    'aws:ViaAWSService': 'false',
    ...given,
    'aws:PrincipalIsAWSService': String(actor.kind === 'service'),
  });
  if (actor.kind === 'service') {
    context.set('aws:principalservicename', [actor.arn]);
    context.set('aws:principalservicenameslist', [actor.arn]);
    for (const key of ['aws:principalarn', 'aws:principalaccount']) context.delete(key);
    return context;
  }
  // For a session, the key holds the role's ARN.
  context.set('aws:principalarn', [actor.roleArn ?? actor.arn]);
  context.set('aws:principalaccount', [actor.accountId]);
  context.set('aws:principaltype', [TYPE_OF[actor.kind]]);
  context.set('aws:userid', [userId(world, actor)]);
  const user = world.users.get(actor.arn);
  if (user !== undefined) context.set('aws:username', [user.name]);
  const identity = user ?? world.roles.get(actor.roleArn ?? '');
  for (const [key, value] of identity?.tags ?? []) context.set(`aws:principaltag/${key.toLowerCase()}`, [value]);
  return context;
}

const TYPE_OF: Readonly<Record<Exclude<Actor['kind'], 'service'>, string>> = {
  root: 'Account',
  user: 'User',
  role: 'AssumedRole',
  other: 'AssumedRole',
};

/** As GetCallerIdentity tells it: the id of a user, or that of a role with the name of the session. */
export function userId(world: World, { arn, roleArn, accountId }: Actor): string {
  const user = world.users.get(arn);
  if (user !== undefined) return user.id;
  const role = world.roles.get(roleArn ?? '');
  return role === undefined
    ? accountId
    : `${role.id}:${arn === role.arn ? 'session' : arn.slice(arn.lastIndexOf('/') + 1)}`;
}
