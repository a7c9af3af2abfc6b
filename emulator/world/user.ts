// A user: an identity with credentials of its own, so that a rehearsal can be run by somebody with few permissions.
import type { World } from './world';
import type { Identity, IdentityPermissions } from './identity';
import type { Past } from '../iam/access/propagation';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly createdMs: number;
  active: boolean;
}

export interface User extends Identity {
  /** Two at most, by id. */
  readonly accessKeys: Map<string, AccessKey>;
  /** What the permissions were before, oldest first. @default - nothing that could still be seen */
  past?: readonly Past<IdentityPermissions>[];
}

/** The user that an access key belongs to, and the key; undefined if there is none, or it has not reached other services. */
export function findAccessKey(
  { users, clock, timing }: Pick<World, 'users' | 'clock' | 'timing'>,
  accessKeyId: string,
): { readonly user: User; readonly key: AccessKey } | undefined {
  for (const user of users.values()) {
    const key = user.accessKeys.get(accessKeyId);
    if (key === undefined) continue;
    return key.createdMs + timing.iamPropagationMs <= clock.now() ? { user, key } : undefined;
  }
  return undefined;
}
