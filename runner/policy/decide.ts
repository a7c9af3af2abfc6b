// From what every policy says to one decision: may this role do that? With the place that stands against it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
import type { Statement } from './document';
import { every, NO, some, unsure, YES, type Truth } from './truth';
import type { Weighed } from './weigh';

/** What the policies that are attached to the role say, its boundary and its organization included. */
export interface OwnAnswer {
  /** Whether one of them denies it, be it the boundary. */
  readonly deny: Truth;
  /** Whether one that is no boundary allows it. */
  readonly identity: Truth;
  /** Whether the boundary allows it. @default - there is none */
  readonly boundary?: Truth;
  /** Whether the organization allows it. @default - nothing of it stands against it */
  readonly organization?: Truth;
}

/** What the policy of the bucket or the key comes to. */
export type ResourceAnswer = Weighed | { readonly unread: string };

export interface Asked {
  readonly own: OwnAnswer;
  /** @default - the resource has no policy */
  readonly resource?: ResourceAnswer;
  /** Whether role and resource belong to one account. */
  readonly sameAccount: boolean;
  /** Whether the resource's policy has to say yes in any case, as with keys. @default false */
  readonly resourceMustAllow?: boolean;
  /** Whether it is allowed elsewhere, as by a grant of a key, so that only a Deny stands against it. @default - it is not */
  readonly elsewhere?: Truth;
}

export type Decision =
  | { readonly is: 'allowed' }
  | { readonly is: 'unsure'; readonly why: string }
  | { readonly is: 'refused'; readonly by: Refusal };

export type Place = 'identity' | 'boundary' | 'organization' | 'resource';

export type Refusal =
  | {
      readonly kind: 'missing';
      /** All that have to allow it, and do not; at least one. */ readonly where: readonly Place[];
    }
  | { readonly kind: 'denied'; readonly where: 'own policies' }
  | { readonly kind: 'denied'; readonly where: 'resource'; readonly statement: Statement };

const SAYS_NOTHING: Weighed = { allow: NO, allowsDirectly: NO, allowsPastBoundary: NO, deny: NO };

function weighedOf(resource: ResourceAnswer | undefined): Weighed {
  if (resource === undefined) return SAYS_NOTHING;
  if (!('unread' in resource)) return resource;
  const unread = unsure(resource.unread);
  return { allow: unread, allowsDirectly: unread, allowsPastBoundary: unread, deny: unread };
}

/**
 * Across accounts both sides have to allow it. In one account either is enough, save that a key has to say yes in any case;
 * a boundary limits what the resource grants to the role, and an organization limits everything.
 */
function allowed({ own, sameAccount, resourceMustAllow = false, elsewhere = NO }: Asked, resource: Weighed): Truth {
  const { identity, boundary = YES, organization = YES } = own;
  const { allow, allowsDirectly, allowsPastBoundary } = resource;
  const byOwn = every([organization, identity, boundary]);
  if (!sameAccount) return some([elsewhere, every([byOwn, allow])]);
  return some([
    elsewhere,
    resourceMustAllow ? every([byOwn, allow]) : byOwn,
    every([organization, boundary, allowsDirectly]),
    every([organization, allowsPastBoundary]),
  ]);
}

/** All that is to be mended, what limits the others first. */
function missing({ own, sameAccount, resourceMustAllow = false }: Asked, resource: Weighed): readonly Place[] {
  const { identity, boundary = YES, organization = YES } = own;
  // Where the resource names the role, policies of its own would not help.
  const needsIdentity = !sameAccount || resource.allowsDirectly.is === 'no';
  const needsResource = !sameAccount || resourceMustAllow;
  const places: readonly Place[] = [
    ...(organization.is === 'no' ? ['organization' as const] : []),
    ...(identity.is === 'no' && needsIdentity ? ['identity' as const] : []),
    ...(boundary.is === 'no' ? ['boundary' as const] : []),
    ...(resource.allow.is === 'no' && needsResource ? ['resource' as const] : []),
  ];
  return places.length > 0 ? places : ['resource'];
}

export function decide(asked: Asked): Decision {
  const resource = weighedOf(asked.resource);
  if (asked.own.deny.is === 'yes') return { is: 'refused', by: { kind: 'denied', where: 'own policies' } };
  if (resource.deny.is === 'yes' && resource.denying !== undefined) {
    return { is: 'refused', by: { kind: 'denied', where: 'resource', statement: resource.denying } };
  }
  const may = allowed(asked, resource);
  if (may.is === 'no') return { is: 'refused', by: { kind: 'missing', where: missing(asked, resource) } };
  // A Deny wins over everything that allows it, so that one nobody can decide about leaves everything open.
  const open = [may, asked.own.deny, resource.deny].find(({ is }) => is === 'unsure');
  return open?.is === 'unsure' ? { is: 'unsure', why: open.why } : { is: 'allowed' };
}
