// The two kinds of identities that policies can be attached to. Their operations differ in one word.
import type { Identity } from '../../world/identity';
import { roleArn, roleOf, userArn, userOf, type IamCall } from '../operations/operation';
import { changeRole, changeUser } from '../access/propagation';

/** An identity and how its permissions are changed. */
interface Changeable {
  readonly identity: Identity;
  readonly change: (change: () => void) => void;
}

export interface IdentityKind {
  /** As in `AttachRolePolicy`, and in `RoleName`. */
  readonly word: 'Role' | 'User';
  /** ARN of the one that the request names, whether or not it is there. */
  readonly arn: (call: IamCall) => string;
  /** @throws ServiceError `ValidationError` or `NoSuchEntity` */
  readonly named: (call: IamCall) => Changeable;
}

export const ROLES: IdentityKind = {
  word: 'Role',
  arn: roleArn,
  named: (call) => {
    const role = roleOf(call);
    return { identity: role, change: (change) => changeRole(call.world, role, change) };
  },
};

export const USERS: IdentityKind = {
  word: 'User',
  arn: userArn,
  named: (call) => {
    const user = userOf(call);
    return { identity: user, change: (change) => changeUser(call.world, user, change) };
  },
};
