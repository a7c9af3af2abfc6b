// From what every policy says to one decision: may this role do that? With the place that stands against it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import type { Statement } from './document';
import type { Truth } from './truth';
import type { Weighed } from './weigh';

/** What the policies that are attached to the role come to, its boundary and its organization included. */
export type OwnAnswer =
  | { readonly is: 'allowed' }
  /** `by`: what does not allow it. */
  | { readonly is: 'not-allowed'; readonly by: 'identity' | 'boundary' | 'organization' }
  | { readonly is: 'denied' }
  | { readonly is: 'unsure'; readonly why: string };

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
}

export type Decision =
  | { readonly is: 'allowed' }
  | { readonly is: 'unsure'; readonly why: string }
  | { readonly is: 'refused'; readonly by: Refusal };

export type Refusal =
  | { readonly kind: 'missing'; readonly where: 'identity' | 'boundary' | 'organization' | 'resource' }
  | { readonly kind: 'denied'; readonly where: 'own policies' }
  | { readonly kind: 'denied'; readonly where: 'resource'; readonly statement: Statement };

const ALLOWED: Decision = { is: 'allowed' };

function missing(where: 'identity' | 'boundary' | 'organization' | 'resource'): Decision {
  return { is: 'refused', by: { kind: 'missing', where } };
}

/** Whether the own policies and those of the resource, which both have to allow it, do. */
function both(own: OwnAnswer, resource: Truth): Decision {
  if (own.is === 'not-allowed') return missing(own.by);
  if (resource.is === 'no') return missing('resource');
  if (own.is === 'unsure') return own;
  return resource.is === 'unsure' ? resource : ALLOWED;
}

/** In one account one of the two is enough; a boundary and an organization limit what the resource grants, too. */
function either(own: OwnAnswer, directly: Truth): Decision {
  if (own.is === 'allowed') return ALLOWED;
  if (own.is === 'not-allowed' && own.by !== 'identity') return missing(own.by);
  if (directly.is === 'yes' && own.is === 'not-allowed') return ALLOWED;
  if (own.is === 'unsure') return own;
  return directly.is === 'unsure' ? directly : missing('identity');
}

const NOTHING: Truth = { is: 'no' };

export function decide({ own, resource, sameAccount, resourceMustAllow = false }: Asked): Decision {
  if (own.is === 'denied') return { is: 'refused', by: { kind: 'denied', where: 'own policies' } };
  if (resource !== undefined && 'unread' in resource) {
    // A missing permission of the role is told even so.
    if (own.is === 'not-allowed' && !sameAccount) return missing(own.by);
    return { is: 'unsure', why: resource.unread };
  }
  if (resource?.deny.is === 'yes' && resource.denying !== undefined) {
    return { is: 'refused', by: { kind: 'denied', where: 'resource', statement: resource.denying } };
  }
  const allow = resource?.allow ?? NOTHING;
  const directly = resource?.allowsDirectly ?? NOTHING;
  const decided =
    !sameAccount || (resourceMustAllow && directly.is !== 'yes') ? both(own, allow) : either(own, directly);
  if (decided.is === 'allowed' && resource?.deny.is === 'unsure') return { is: 'unsure', why: resource.deny.why };
  return decided;
}
