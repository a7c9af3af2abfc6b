import type { Grant } from '@aws-sdk/client-s3';
import type { ObjectAcl } from '../../ports/s3/objects';

const EVERYBODY = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** What the grants of an ACL mean for replication. */
export function aclOf(grants: readonly Grant[]): ObjectAcl {
  const permissions = new Map<string, Set<string>>();
  for (const { Grantee, Permission = 'READ' } of grants) {
    const id = Grantee?.ID;
    if (id !== undefined) permissions.set(id, (permissions.get(id) ?? new Set()).add(Permission));
  }
  const mayRead = (all: ReadonlySet<string>): boolean =>
    all.has('FULL_CONTROL') || (all.has('READ') && all.has('READ_ACP'));
  return {
    isPublic: grants.some(({ Grantee }) => EVERYBODY.test(Grantee?.URI ?? '')),
    readers: [...permissions].filter(([, all]) => mayRead(all)).map(([id]) => id),
  };
}
