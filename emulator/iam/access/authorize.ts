// Whether somebody may do something, by all policies that have a say.
import type { World } from '../../world/world';
import { actorOf } from './actor';
import { decide, type Decision } from './decision';
import { contextFor, visiblePolicies } from './own-policies';
import { readPolicy } from './policy-match';

/** One question about one action on one resource. */
export interface AccessQuestion {
  /** ARN of an account's root, a role or a session of a role; or a service, for example `s3.amazonaws.com`. */
  readonly principalArn: string;
  readonly principalAccountId: string;
  /** Name of the session in which a service acts as the role of `principalArn`. @default - it has none, or the ARN is its own */
  readonly session?: string;
  /** For example `s3:GetObject`. */
  readonly action: string;
  /** ARN, or `*` for actions that are not on a resource. */
  readonly resource: string;
  readonly resourceAccountId: string;
  /** Text of the bucket policy, or of another policy of the resource. @default - it has none */
  readonly resourcePolicy?: string;
  /** Keys of the request that conditions may ask for, for example `aws:SourceIp`; their case does not matter. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Answers as other services see the policies: a change counts after the propagation delay. */
export function isAllowed(world: World, question: AccessQuestion): boolean {
  return outcomeOf(world, question) === 'allowed';
}

/** Whether a policy forbids it in so many words; that nothing allows it is not enough. */
export function isForbidden(world: World, question: AccessQuestion): boolean {
  return outcomeOf(world, question) === 'explicitDeny';
}

function outcomeOf(world: World, question: AccessQuestion): Decision['outcome'] {
  const { principalArn, principalAccountId, session, action, resource, resourceAccountId } = question;
  const { resourcePolicy: text } = question;
  const actor = actorOf(world, principalArn, principalAccountId, session);
  const own = visiblePolicies(world, actor);
  if (own === undefined) return 'implicitDeny';
  const document = text === undefined ? undefined : readPolicy(text, 'resource');
  // A policy that cannot be read could forbid anything.
  if (text !== undefined && document === undefined) return 'explicitDeny';
  return decide({
    actor,
    action,
    resource,
    resourceAccountId,
    own,
    context: () => contextFor(world, actor, question.context, resourceAccountId),
    ...(document === undefined ? {} : { resourcePolicy: { name: 'resource policy', document } }),
  }).outcome;
}
