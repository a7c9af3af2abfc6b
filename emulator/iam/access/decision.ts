// How policies of several kinds come to one decision.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import type { Actor, Naming } from './actor';
import type { PolicyDocument } from '../policy-language/policy-document';
import { matchingStatements, type Match, type PolicyQuestion } from './policy-match';
import type { RequestContext } from '../policy-language/policy-variables';

/** A policy and what to call it. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** What is attached to the one who asks. */
export interface OwnPolicies {
  readonly identity: readonly NamedPolicy[];
  /** What the identity policies can allow at most. @default - everything */
  readonly boundary?: NamedPolicy;
}

export interface DecisionRequest {
  readonly actor: Actor;
  readonly action: string;
  readonly resource: string;
  /** Account that the resource belongs to. */
  readonly resourceAccountId: string;
  readonly context: () => RequestContext;
  readonly own: OwnPolicies;
  /** The bucket policy, or the trust policy of the role to assume. @default - the resource has none */
  readonly resourcePolicy?: NamedPolicy;
  /** Whether even a caller of the same account needs a word of the resource's policy, as with roles. @default false */
  readonly resourceMustAllow?: boolean;
}

export interface Decision {
  readonly outcome: 'allowed' | 'implicitDeny' | 'explicitDeny';
  /** Names of the policies whose statements led to it. */
  readonly policies: readonly string[];
}

interface NamedMatch extends Match {
  readonly policy: string;
}

export function decide(request: DecisionRequest): Decision {
  const { actor, own, resourcePolicy, resourceAccountId, resourceMustAllow = false } = request;
  const question: PolicyQuestion = { ...request, bounded: own.boundary !== undefined };
  const identity = own.identity.flatMap((policy) => matchesOf(policy, question));
  const boundary = own.boundary === undefined ? undefined : matchesOf(own.boundary, question);
  const resource = resourcePolicy === undefined ? [] : matchesOf(resourcePolicy, question);
  const denied = [...identity, ...(boundary ?? []), ...resource].filter(({ statement }) => statement.effect === 'Deny');
  if (denied.length > 0) return { outcome: 'explicitDeny', policies: namesOf(denied) };

  const allowed = [...identity, ...resource];
  const withinBoundary = boundary === undefined || boundary.length > 0;
  const ownAllow = actor.kind === 'root' || (identity.length > 0 && withinBoundary);
  const namings = new Set(resource.map(({ naming }) => naming));
  const isAllowed =
    actor.kind === 'service'
      ? namings.size > 0
      : actor.accountId !== resourceAccountId
        ? ownAllow && namings.size > 0
        : (ownAllow && !(resourceMustAllow && namings.size === 0)) || grantsAlone(namings, withinBoundary);
  return isAllowed ? { outcome: 'allowed', policies: namesOf(allowed) } : { outcome: 'implicitDeny', policies: [] };
}

/**
 * In one account the resource's policy is enough, unless it leaves the matter to the account. A boundary limits what is
 * granted to the ARN of a role, not what is granted to one session of it, to a user by its ARN, or to everybody.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
function grantsAlone(namings: ReadonlySet<Naming | undefined>, withinBoundary: boolean): boolean {
  return namings.has('itself') || namings.has('anybody') || (withinBoundary && namings.has('identity'));
}

function matchesOf({ name, document }: NamedPolicy, request: PolicyQuestion): readonly NamedMatch[] {
  return matchingStatements(document, request).map((match) => ({ ...match, policy: name }));
}

function namesOf(matches: readonly NamedMatch[]): readonly string[] {
  return [...new Set(matches.map(({ policy }) => policy))];
}
