// Who asks: an account's root, a user, a role, a session of a role, or a service.
import type { World } from '../../world/world';
import type { Principal } from '../policy-language/policy-document';
import type { Role } from '../../world/identity';

export interface Actor {
  readonly kind: 'root' | 'user' | 'role' | 'service' | 'other';
  /** As the caller is written in error messages; of a session, its own; a service's name if it is one. */
  readonly arn: string;
  /** Empty for a service. */
  readonly accountId: string;
  /** Of the role behind a session, or of the role itself. */
  readonly roleArn?: string;
}

/**
 * How closely a policy names an actor. `itself`: the very user or session; `identity`: the role of a session; `account`:
 * leaves it to the account, whose own policies must allow as well.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type Naming = 'itself' | 'identity' | 'anybody' | 'account';

const SESSION = /^arn:[\w-]+:sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/;
const ROLE = /^arn:[\w-]+:iam::\d{12}:role\//;
const USER = /^arn:[\w-]+:iam::\d{12}:user\//;

/**
 * @param accountId - of the account that the actor belongs to
 * @param session - name of the session in which a service acts as the role that `arn` names. @default - as the role itself
 */
export function actorOf(world: World, arn: string, accountId: string, session?: string): Actor {
  if (!arn.startsWith('arn:')) return { kind: 'service', arn, accountId: '' };
  if (arn.endsWith(':root')) return { kind: 'root', arn, accountId };
  if (ROLE.test(arn)) return { kind: 'role', arn: sessionArn(arn, session), accountId, roleArn: arn };
  if (USER.test(arn)) return { kind: 'user', arn, accountId };
  const role = roleOfSession(world, arn);
  return role === undefined ? { kind: 'other', arn, accountId } : { kind: 'role', arn, accountId, roleArn: role.arn };
}

/** `arn:aws:sts::111122223333:assumed-role/name/session`: without the path of the role. */
function sessionArn(roleArn: string, session: string | undefined): string {
  if (session === undefined) return roleArn;
  const [, partition = '', , , accountId = '', resource = ''] = roleArn.split(':');
  return `arn:${partition}:sts::${accountId}:assumed-role/${resource.slice(resource.lastIndexOf('/') + 1)}/${session}`;
}

/** The ARN of a session lacks the role's path; names of roles are unique in an account without it. */
function roleOfSession(world: World, arn: string): Role | undefined {
  const [, accountId, name] = SESSION.exec(arn) ?? [];
  if (name === undefined) return undefined;
  for (const role of world.roles.values()) {
    if (role.name === name && role.accountId === accountId) return role;
  }
  return undefined;
}

/** How a principal of a policy names the actor; undefined if it does not. */
export function namedAs(actor: Actor, { type, value }: Principal): Naming | undefined {
  if (type === 'Service') return actor.kind === 'service' && value === actor.arn ? 'identity' : undefined;
  if (type !== 'AWS') return undefined;
  if (value === '*') return 'anybody';
  if (actor.kind === 'service') return undefined;
  if (value === actor.arn)
    return actor.kind === 'root' ? 'account' : actor.arn === actor.roleArn ? 'identity' : 'itself';
  if (value === actor.roleArn) return 'identity';
  const [, accountId] = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(value) ?? [];
  return accountId === actor.accountId ? 'account' : undefined;
}
