// Whose an access key is.
import type { AccessKey, User } from '../../world/identity';
import type { World } from '../../world/world';

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
