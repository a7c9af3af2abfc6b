// Temporary credentials of a role, for whoever has assumed it.
import { newId } from '../operations/operation';
import type { Role } from '../../world/identity';
import type { Session, World } from '../../world/world';

/** @param name - of the session */
export function beginSession(world: World, role: Role, name: string, seconds: number): Session {
  const now = world.clock.now();
  const session: Session = {
    accountId: role.accountId,
    accessKeyId: newId(world, 'ASIA', 16),
    secretAccessKey: newId(world, '', 40),
    sessionToken: newId(world, 'emulator', 92),
    arn: `arn:${world.partition}:sts::${role.accountId}:assumed-role/${role.name}/${name}`,
    issuedMs: now,
    expiresMs: now + seconds * 1000,
  };
  forgetExpired(world, now);
  world.sessions.set(session.accessKeyId, session);
  return session;
}

const KEEP_EXPIRED_MS = 3600_000;

/** Expired credentials stay a while, so that using them is answered with `ExpiredToken`. */
function forgetExpired(world: World, now: number): void {
  for (const [id, { expiresMs }] of world.sessions) {
    if (expiresMs + KEEP_EXPIRED_MS < now) world.sessions.delete(id);
  }
}
