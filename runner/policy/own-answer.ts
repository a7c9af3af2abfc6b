// What the policies that are attached to a role say about one request, by reading them.
import type { RolePolicies } from '../ports/permissions';
import type { OwnAnswer } from './decide';
import { some } from './truth';
import { weigh, type Question } from './weigh';

/** Each by itself: a bucket that names the role makes up for what the identity policies lack, and not for the boundary. */
export function ownAnswer({ identity, boundary }: RolePolicies, question: Question): OwnAnswer {
  const own = weigh(identity, question);
  if (boundary === undefined) return { deny: own.deny, identity: own.allow };
  const limit = weigh([boundary], question);
  return { deny: some([own.deny, limit.deny]), identity: own.allow, boundary: limit.allow };
}
