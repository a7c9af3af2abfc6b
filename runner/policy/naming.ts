// How a statement of a policy of a bucket or a key names who asks, which decides how far it grants something.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
import type { Statement } from './document';
import { sessionOfRole } from './role-session';
import { NO, not, some, unsure, YES, type Truth } from './truth';

export interface Principal {
  /** Of the role. */
  readonly arn: string;
  readonly accountId: string;
  /** Name of the session in which it asks. @default - not known */
  readonly session?: string;
}

/** Each of them includes the next. */
export interface Naming {
  /** Whether the statement is about who asks, be it as one of an account. */
  readonly atAll: Truth;
  /** Whether it names the role, the session or everybody: what it allows needs no word of the role's own policies. */
  readonly directly: Truth;
  /** Whether what it allows is not limited by a permissions boundary either. */
  readonly pastBoundary: Truth;
}

const NAMED: Naming = { atAll: YES, directly: YES, pastBoundary: YES };
const NOT_NAMED: Naming = { atAll: NO, directly: NO, pastBoundary: NO };
const ACCOUNT_NAMED: Naming = { ...NOT_NAMED, atAll: YES };

const SESSION = unsure(
  'a policy names a session of the role, and whether S3 assumes the role by that name is not known',
);
const CANONICAL = unsure('a policy names a canonical user, and whose that is is not known here');
const EVERYBODY = unsure(
  'a policy allows it to everybody, and whether a permissions boundary limits that is not documented',
);
const NOT_SUPPORTED = unsure('a policy has NotPrincipal with Allow, which IAM does not support');
const EXEMPTED = unsure('a policy denies it by NotPrincipal, and whether that spares the role depends on the service');

const CANONICAL_USER = /^[0-9a-f]{64}$/;

function perhaps(why: Truth): Naming {
  return { atAll: why, directly: why, pastBoundary: why };
}

/**
 * A boundary limits what is granted to a role's ARN, and neither what is granted to a session of it nor what is granted to
 * everybody under a condition on aws:PrincipalArn.
 */
function namedBy(item: string, { conditions }: Statement, { arn, accountId, session }: Principal): Naming {
  if (item === '*') {
    const byArn = conditions.some(({ key }) => key.toLowerCase() === 'aws:principalarn');
    return byArn ? NAMED : { ...NAMED, pastBoundary: EVERYBODY };
  }
  if (item === arn) return { ...NAMED, pastBoundary: NO };
  if (item === accountId || item.endsWith(`::${accountId}:root`)) return ACCOUNT_NAMED;
  if (CANONICAL_USER.test(item)) return { ...NOT_NAMED, atAll: CANONICAL };
  const named = sessionOfRole(item, arn);
  if (named === undefined) return NOT_NAMED;
  return named === session ? NAMED : perhaps(SESSION);
}

/**
 * Of a Deny with NotPrincipal it is certain only that it meets whose role it does not name, be the account named or not: else it depends
 * on which of account, role and session are named, and a role with a boundary it meets whatever it names.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function namedByNot(items: readonly string[], statement: Statement, principal: Principal): Naming {
  const found = items.map((item) => namedBy(item, statement, principal));
  if (items.includes('*')) return NOT_NAMED;
  if (statement.effect === 'Allow') return items.includes(principal.arn) ? NOT_NAMED : perhaps(NOT_SUPPORTED);
  // Whoever names the account alone spares its root, and neither its users nor its roles.
  const isMet = not(some(found.map(({ directly }) => directly)));
  return isMet.is === 'yes' ? NAMED : perhaps(EXEMPTED);
}

export function namingOf(statement: Statement, principal: Principal): Naming {
  const { principals } = statement;
  if (principals === undefined) return NAMED;
  if (principals.negated) return namedByNot(principals.items, statement, principal);
  const found = principals.items.map((item) => namedBy(item, statement, principal));
  return {
    atAll: some(found.map(({ atAll }) => atAll)),
    directly: some(found.map(({ directly }) => directly)),
    pastBoundary: some(found.map(({ pastBoundary }) => pastBoundary)),
  };
}
